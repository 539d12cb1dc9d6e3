"""Results as tables, figures and files."""

from __future__ import annotations

import html
import os
import warnings
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from . import _cfs

#: Rows that a notebook shows of a table.
_SHOWN = 20


class Table:
    """A typed table. pandas, Polars, PyArrow and others take it by Arrow's interface:

    `table.to_pandas()`, `polars.DataFrame(table)`, `pyarrow.table(table)`. Each column's unit, role and description are in
    the metadata of its field, and in `columns`.
    """

    def __init__(self, table: _cfs.Table) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._table.__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        return len(self._table)

    @cached_property
    def columns(self) -> dict[str, dict[str, str]]:
        """By name: its `role` (key, metric, status or figure), `type`, `unit` and `description`."""
        parts = ("role", "type", "unit", "description")
        return {name: dict(zip(parts, told)) for name, *told in self._table.columns()}

    def __getitem__(self, name: str) -> NDArray[Any]:
        """A column as an array: numbers as float64 with NaN for empty cells, texts as objects with None."""
        if name not in self.columns:
            raise KeyError(f"the table has no column {name!r}; it has: {', '.join(self.columns)}")
        if self.columns[name]["type"] == "string":
            return np.array(self._table.texts(name), dtype=object)
        return self._table.numbers(name)

    def to_pandas(self) -> Any:
        """As a pandas.DataFrame."""
        import pandas

        if hasattr(pandas.DataFrame, "from_arrow"):
            return pandas.DataFrame.from_arrow(self)
        import pyarrow

        return pyarrow.table(self).to_pandas()

    def to_polars(self) -> Any:
        """As a polars.DataFrame."""
        import polars

        return polars.DataFrame(self)

    def __str__(self) -> str:
        return str(self._table)

    def __repr__(self) -> str:
        return f"<cfs.Table of {len(self)} rows: {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        cells = {name: self[name] for name in self.columns}
        units = {name: f" ({told['unit']})" if told["unit"] else "" for name, told in self.columns.items()}
        head = "".join(f"<th>{html.escape(name + units[name])}</th>" for name in cells)
        rows = [
            "<tr>" + "".join(f"<td>{html.escape(_shown(column[row]))}</td>" for column in cells.values()) + "</tr>"
            for row in range(min(len(self), _SHOWN))
        ]
        more = f"<p>{_SHOWN} of {len(self)} rows</p>" if len(self) > _SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{more}"


def _shown(value: Any) -> str:
    if value is None or value != value:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class Figure:
    """A figure, which draws itself in a notebook."""

    #: The name of its file.
    name: str
    svg: str

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes it as SVG."""
        Path(path).write_text(self.svg, encoding="utf-8", newline="")

    def __repr__(self) -> str:
        return f"<cfs.Figure {self.name}>"


@dataclass(frozen=True)
class Expectation:
    """A statement `expect` and what became of it."""

    text: str
    passed: bool
    #: Values of its sides; None where no solved row has them.
    left: float | None
    right: float | None
    #: Where it fails or is closest, of what it must hold for each.
    place: str | None


class ExperimentResults:
    """The results of one experiment."""

    def __init__(self, results: _cfs.Results) -> None:
        self._results = results

    @property
    def name(self) -> str:
        """Name of the experiment, and stem of its files."""
        return self._results.name

    @cached_property
    def table(self) -> Table:
        """A row per point, scheme and realization."""
        return Table(self._results.table())

    @cached_property
    def summary(self) -> Table:
        """Means, 95 % intervals and counts over the realizations of each point."""
        return Table(self._results.summary())

    @cached_property
    def paired(self) -> Table | None:
        """Paired differences of what is compared; None where nothing is."""
        return _table(self._results.paired())

    @cached_property
    def users(self) -> Table | None:
        """A row per user and point; None without `record users`."""
        return _table(self._results.users())

    @cached_property
    def boundary(self) -> Table | None:
        """The mean boundary over the networks, with its 95 % interval; None unless a region is solved."""
        return _table(self._results.boundary())

    @cached_property
    def found(self) -> Table | None:
        """What `find` found; None without a search."""
        return _table(self._results.found())

    @cached_property
    def arrays(self) -> dict[str, NDArray[Any]] | None:
        """The arrays that `record beams channels estimates covariances places` asks for, by the names that they have in
        NAME.npz, such as `W` (row, user, access point, antenna); None without. Row i is row i of the table. All are held in
        memory: `read_arrays` takes some of them, and `axes` says what each is."""
        return self.read_arrays()

    def read_arrays(self, *names: str) -> dict[str, NDArray[Any]] | None:
        """Those of these names, or all; see `arrays`. Networks are drawn again for it."""
        axes = self.axes
        if axes is None:
            return None
        unknown = [name for name in names if name not in axes]
        if unknown:
            raise KeyError(f"there is no array {unknown[0]!r}; there are: {', '.join(axes)}")
        found = self._results.arrays(list(names) or None)
        return None if found is None else {name: np.asarray(values) for name, values in found.items()}

    @cached_property
    def axes(self) -> dict[str, dict[str, Any]] | None:
        """Of each array its `axes`, the last running fastest, its `unit` and its `description`, with scale and conjugation;
        None where no arrays are recorded."""
        return self._results.described()

    @cached_property
    def beampatterns(self) -> Table | None:
        """Samples of beampatterns; None unless they are recorded or drawn."""
        return _table(self._results.beampatterns())

    @cached_property
    def layouts(self) -> Table | None:
        """Places of everything; None unless they are recorded or drawn."""
        return _table(self._results.layouts())

    @property
    def counts(self) -> dict[str, int]:
        """Points by status: `solved`, `infeasible`, `failed`."""
        return dict(zip(("solved", "infeasible", "failed"), self._results.counts()))

    @property
    def reused(self) -> int:
        """Units that were taken from the journal of an earlier run."""
        return self._results.reused()

    @cached_property
    def expectations(self) -> list[Expectation]:
        """What became of the statements `expect`, in their order."""
        return [Expectation(**told) for told in self._results.expectations()]

    @cached_property
    def figures(self) -> list[Figure]:
        """The figures that the scenario asks for, as `cfs run` draws them. One that these results cannot answer is a
        warning."""
        figures, undrawn = self._results.figures()
        _warn(undrawn)
        return [Figure(name, svg) for name, svg in figures]

    def write(self, folder: str | os.PathLike[str], *, png: bool = False, replace: bool = False) -> list[Path]:
        """Writes the files that `cfs run` writes, save the journal, with the same bytes: all of them or none.

        Returns their paths. With `png` figures are also written as pixels; with `replace` files are replaced that are the
        results of another scenario, or that were changed since.
        """
        files, undrawn = self._results.write(os.fspath(folder), png, replace)
        _warn(undrawn)
        return [Path(file) for file in files]

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {status}" for status, count in self.counts.items() if count)
        return f"<cfs.ExperimentResults of {self.name}: {counts or 'no points'}>"

    def _repr_html_(self) -> str:
        figures = "".join(figure.svg[figure.svg.find("<svg") :] for figure in self.figures)
        claims = "".join(
            f"<li>{'holds' if claim.passed else 'FAILS'}: <code>{html.escape(claim.text)}</code></li>"
            for claim in self.expectations
        )
        return f"<h4>{html.escape(self.name)}</h4>{self.summary._repr_html_()}<ul>{claims}</ul>{figures}"


def _warn(undrawn: list[tuple[str, str]]) -> None:
    for plot, reason in undrawn:
        warnings.warn(f"`plot {plot}` was not drawn: {reason}", stacklevel=3)


def _table(table: _cfs.Table | None) -> Table | None:
    return None if table is None else Table(table)


class Results(Mapping[str, ExperimentResults]):
    """The results of a scenario by the names of its experiments. Where there is one experiment, what its results have can
    be asked of these: `results.table` for `results["region"].table`."""

    def __init__(self, results: dict[str, ExperimentResults]) -> None:
        self._all = results

    def __getitem__(self, name: str) -> ExperimentResults:
        return self._all[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def _only(self, what: str) -> ExperimentResults:
        if len(self._all) != 1:
            names = ", ".join(map(repr, self._all)) or "none"
            raise AttributeError(f"`{what}` is of one experiment, and there are {len(self._all)}: {names}; write results[NAME].{what}")
        return next(iter(self._all.values()))

    @property
    def table(self) -> Table:
        """A row per point, scheme and realization."""
        return self._only("table").table

    @property
    def summary(self) -> Table:
        """Means, 95 % intervals and counts over the realizations of each point."""
        return self._only("summary").summary

    @property
    def paired(self) -> Table | None:
        """Paired differences of what is compared; None where nothing is."""
        return self._only("paired").paired

    @property
    def users(self) -> Table | None:
        """A row per user and point; None without `record users`."""
        return self._only("users").users

    @property
    def boundary(self) -> Table | None:
        """The mean boundary over the networks; None unless a region is solved."""
        return self._only("boundary").boundary

    @property
    def found(self) -> Table | None:
        """What `find` found; None without a search."""
        return self._only("found").found

    @property
    def arrays(self) -> dict[str, NDArray[Any]] | None:
        """Recorded arrays by name; see `ExperimentResults.arrays`."""
        return self._only("arrays").arrays

    def read_arrays(self, *names: str) -> dict[str, NDArray[Any]] | None:
        """Recorded arrays of these names; see `ExperimentResults.read_arrays`."""
        return self._only("read_arrays").read_arrays(*names)

    @property
    def axes(self) -> dict[str, dict[str, Any]] | None:
        """What each recorded array is; see `ExperimentResults.axes`."""
        return self._only("axes").axes

    @property
    def beampatterns(self) -> Table | None:
        """Samples of beampatterns; None unless they are recorded or drawn."""
        return self._only("beampatterns").beampatterns

    @property
    def layouts(self) -> Table | None:
        """Places of everything; None unless they are recorded or drawn."""
        return self._only("layouts").layouts

    @property
    def counts(self) -> dict[str, int]:
        """Points by status, of all experiments."""
        each = [results.counts for results in self._all.values()]
        return {status: sum(counts[status] for counts in each) for status in ("solved", "infeasible", "failed")}

    @property
    def expectations(self) -> list[Expectation]:
        """What became of the statements `expect`, of all experiments."""
        return [claim for results in self._all.values() for claim in results.expectations]

    @property
    def figures(self) -> list[Figure]:
        """The figures of all experiments."""
        return [figure for results in self._all.values() for figure in results.figures]

    def write(self, folder: str | os.PathLike[str], *, png: bool = False, replace: bool = False) -> list[Path]:
        """Writes the files of all experiments; see `ExperimentResults.write`."""
        each = [results.write(folder, png=png, replace=replace) for results in self._all.values()]
        return [file for files in each for file in files]

    def __repr__(self) -> str:
        return f"<cfs.Results of {', '.join(self._all) or 'no experiment'}>"

    def _repr_html_(self) -> str:
        return "".join(results._repr_html_() for results in self._all.values())
