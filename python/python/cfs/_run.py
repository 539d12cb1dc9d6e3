"""Checking and running scenarios."""

from __future__ import annotations

import operator
import os
import sys
from typing import Any, Callable, Mapping, Sequence

from . import _cfs
from ._errors import Diagnostic, ScenarioError
from ._functions import identity
from ._metrics import Metric, about
from ._results import ExperimentResults, Results
from ._schemes import Scheme

Progress = Callable[[int, int], None]


def _scenario(
    path_or_text: str | os.PathLike[str],
    set: Mapping[str, Any] | None,
    realizations: int | None,
    only: str | Sequence[str] | None,
    outside: bool,
    name: str,
) -> _cfs.Scenario:
    text = None
    path = path_or_text
    if isinstance(path_or_text, str) and "\n" in path_or_text:
        # A text is read as a file of the working folder would be, so that `use` finds what is beside it.
        text, path = path_or_text, f"{name}.cfs"
    values = dict(set or {})
    if realizations is not None:
        values["realizations"] = realizations
    names = [only] if isinstance(only, str) else list(only or [])
    return _cfs.Scenario(os.fspath(path), text, [f"{key}={_value(value)}" for key, value in values.items()], names, outside)


def _value(value: Any) -> str:
    """A value as a scenario states it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, float):
        return repr(float(value))
    return str(value)


def check(
    path_or_text: str | os.PathLike[str],
    *,
    set: Mapping[str, Any] | None = None,
    only: str | Sequence[str] | None = None,
    allow_outside: bool = False,
    name: str = "scenario",
) -> list[Diagnostic]:
    """What is wrong with a scenario: all independent errors, in the order of the text; an empty list where nothing is."""
    try:
        _scenario(path_or_text, set, None, only, allow_outside, name)
    except ScenarioError as error:
        return error.diagnostics
    return []


def plan(
    path_or_text: str | os.PathLike[str],
    *,
    set: Mapping[str, Any] | None = None,
    realizations: int | None = None,
    only: str | Sequence[str] | None = None,
    allow_outside: bool = False,
    name: str = "scenario",
) -> str:
    """What a run would do, and every setting with its value and its origin: the text of `cfs plan`."""
    return _scenario(path_or_text, set, realizations, only, allow_outside, name).plan()


def run(
    path_or_text: str | os.PathLike[str],
    *,
    set: Mapping[str, Any] | None = None,
    realizations: int | None = None,
    threads: int | None = None,
    only: str | Sequence[str] | None = None,
    schemes: Mapping[str, Scheme] | None = None,
    metrics: Mapping[str, Metric] | None = None,
    output: str | os.PathLike[str] | None = None,
    resume: bool = False,
    png: bool = False,
    replace: bool = False,
    progress: bool | Progress | None = None,
    allow_outside: bool = False,
    name: str = "scenario",
) -> Results:
    """Runs the experiments of a scenario.

    path_or_text:  a file, or a text of several lines, which is read as the file `NAME.cfs` of the working folder.
    set:           values in place of the scenario's: `{"seed": 7, "area": "2 km", "aps": 8}`.
    realizations:  how many networks are drawn, in place of the scenario's number.
    threads:       all cores if none is given. Results are the same for any number.
    only:          the experiments to run; all if none is given.
    schemes:       functions for the schemes that the scenario declares by `scheme NAME external`; see `cfs.Scheme`.
    metrics:       functions whose values are further columns of the tables that have beams, by their names; see `cfs.Metric`.
    output:        a folder for the files of `cfs run`, the journal with them. A run that is interrupted leaves its
                   journal there, and with `resume` the next one goes on from it.
    png, replace:  as the options of `cfs run`.
    progress:      False for none, True for a line of text, or a function of the units done and all of them. By default a
                   line of text in a notebook and on a terminal.

    Ctrl-C (the stop button of a notebook) ends it with `KeyboardInterrupt`, inside functions of `schemes` and `metrics` too, at
    their next step in Python. One that is in a call of C then, such as `time.sleep`, is waited for 5 seconds and left behind.
    Other Python threads run meanwhile. A point that cannot be solved is a row with its status and reason, not an exception.

    Raises `ScenarioError` where the scenario has faults, `RunError` where a run or its files are refused.
    """
    if threads is not None and operator.index(threads) < 1:
        raise ValueError(f"threads must be at least 1; it is {threads}")
    scenario = _scenario(path_or_text, set, realizations, only, allow_outside, name)
    for own, scheme in (schemes or {}).items():
        if not callable(scheme):
            raise TypeError(f"the scheme {own!r} must be a function; it is a {type(scheme).__name__}")
        scenario.give(own, identity(scheme), scheme)
    for own, metric in (metrics or {}).items():
        if not callable(metric):
            raise TypeError(f"the metric {own!r} must be a function; it is a {type(metric).__name__}")
        scenario.give_metric(own, identity(metric), *about(metric), metric)
    folder = None if output is None else os.fspath(output)
    results: dict[str, ExperimentResults] = {}
    names = scenario.experiments()
    for index, experiment in enumerate(names):
        label = experiment if len(names) == 1 else f"{index + 1}/{len(names)} {experiment}"
        line = _Line(label) if _shows(progress) else None
        told = progress if callable(progress) else line
        try:
            found = scenario.run(index, threads, folder, resume, png, replace, told)
        finally:
            if line is not None:
                line.close()
        results[experiment] = ExperimentResults(found)
    return Results(results)


def _shows(progress: bool | Progress | None) -> bool:
    if progress is None:
        return _in_notebook() or sys.stderr.isatty()
    return progress is True


def _in_notebook() -> bool:
    shell = sys.modules.get("IPython")
    found = shell.get_ipython() if shell is not None else None
    return type(found).__name__ == "ZMQInteractiveShell"


class _Line:
    """Progress as a line of plain text: in a notebook a display that is updated, elsewhere on standard error."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._last = ""
        self._display: Any = None

    def __call__(self, done: int, all: int) -> None:
        text = f"{self._label}: {done} of {all} units"
        if text == self._last:
            return
        self._show(text)
        self._last = text

    def _show(self, text: str) -> None:
        if _in_notebook():
            from IPython.display import display

            shown = _Plain(text)
            if self._display is None:
                self._display = display(shown, display_id=True)
            else:
                self._display.update(shown)
        elif sys.stderr.isatty():
            print("\r" + text.ljust(len(self._last)), end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        if self._last and not _in_notebook() and sys.stderr.isatty():
            print(file=sys.stderr)


class _Plain:
    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


__all__ = ["check", "plan", "run"]
