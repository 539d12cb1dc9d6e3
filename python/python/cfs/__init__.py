"""Scenarios of cell-free massive MIMO systems that communicate and sense at once, run from Python.

>>> import cfs
>>> results = cfs.run("scenarios/region.cfs", realizations=20)
>>> results.summary.to_pandas()          # or polars.DataFrame(results.summary)
>>> results.figures[0]                   # draws itself in a notebook
>>> results.write("results")             # the files that `cfs run` writes

`cfs.check` gives what is wrong with a scenario as objects, `cfs.explain` explains a word of the language or a code, and
`cfs.engine` solves and evaluates networks of one's own arrays.
"""

from __future__ import annotations

import json
from typing import Any

from . import _cfs, engine
from ._cfs import __version__
from ._errors import CfsError, Diagnostic, Infeasible, Label, Location, RunError, ScenarioError
from ._metrics import Metric, Point
from ._results import ExperimentResults, Expectation, Figure, Results, Table
from ._run import check, plan, run
from ._schemes import Problem, Scheme

# Journals name the build that computes: this library, and not the Python that has loaded it.
_cfs.loaded_from(_cfs.__file__)


def explain(word: str) -> str:
    """What a word of the language, a code or a column means, as `cfs explain` says it.

    Raises `KeyError` for what is not a word of the language, with the nearest that is.
    """
    return _cfs.explain(word)


def vocabulary() -> dict[str, Any]:
    """The whole vocabulary as data: words, units, ranges, defaults, choices, examples and codes."""
    return json.loads(_cfs.vocabulary())


__all__ = [
    "CfsError",
    "Diagnostic",
    "ExperimentResults",
    "Expectation",
    "Figure",
    "Infeasible",
    "Label",
    "Location",
    "Metric",
    "Point",
    "Problem",
    "Results",
    "RunError",
    "ScenarioError",
    "Scheme",
    "Table",
    "__version__",
    "check",
    "engine",
    "explain",
    "plan",
    "run",
    "vocabulary",
]
