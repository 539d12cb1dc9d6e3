"""What goes wrong, as exceptions and as data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Location:
    """A place in a text: line and column from 1, columns in characters."""

    line: int
    column: int


@dataclass(frozen=True)
class Label:
    """A part of a text that a diagnostic is about."""

    file: str
    start: Location
    end: Location
    #: Bytes from 0, half-open.
    bytes: tuple[int, int]
    text: str


@dataclass(frozen=True)
class Fix:
    """A change of the text that repairs it: what lies between the places becomes `replacement`."""

    file: str
    start: Location
    end: Location
    bytes: tuple[int, int]
    replacement: str


@dataclass(frozen=True)
class Diagnostic:
    """What is wrong with a scenario."""

    #: `cfs::name::unknown`; `cfs.explain` explains it.
    code: str
    message: str
    labels: tuple[Label, ...]
    help: str | None
    fix: Fix | None

    def __str__(self) -> str:
        place = f"{self.labels[0].file}:{self.labels[0].start.line}: " if self.labels else ""
        return f"{place}{self.message} [{self.code}]"


def _place(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "file": data["file"],
        "start": Location(data["start"]["line"], data["start"]["column"]),
        "end": Location(data["end"]["line"], data["end"]["column"]),
        "bytes": tuple(data["bytes"]),
    }


def diagnostics(lines: str) -> list[Diagnostic]:
    """Diagnostics of the program's JSON, one object a line."""
    return [
        Diagnostic(
            code=data["code"],
            message=data["message"],
            labels=tuple(Label(text=label["text"], **_place(label)) for label in data["labels"]),
            help=data["help"],
            fix=data["fix"] and Fix(replacement=data["fix"]["replacement"], **_place(data["fix"])),
        )
        for data in map(json.loads, lines.splitlines())
    ]


class CfsError(Exception):
    """Anything that this package raises by itself."""

    def __init__(self, text: str, lines: str = "") -> None:
        super().__init__(text)
        self._text = text
        #: What is wrong with the scenario; empty where something else is.
        self.diagnostics = diagnostics(lines)

    def __reduce__(self) -> Any:
        return (_restored, (type(self), self._text, self.diagnostics))


def _restored(kind: type[CfsError], text: str, found: list[Diagnostic]) -> CfsError:
    error = kind(text)
    error.diagnostics = found
    return error


class ScenarioError(CfsError):
    """A scenario has faults. As text, what the terminal shows; `diagnostics` has the same as objects."""

    def __str__(self) -> str:
        # A traceback puts the text after the name of the class; the drawing begins in a line of its own.
        return "\n" + self._text


class RunError(CfsError):
    """A run could not be carried out, or its files could not be written."""


class Infeasible(Exception):
    """Raised by a scheme of one's own where no beams of it can meet the constraint: a row `infeasible`."""
