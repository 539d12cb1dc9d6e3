"""Schemes of one's own: Python functions that choose beams."""

from __future__ import annotations

import dis
import hashlib
import inspect
import os
import traceback
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Callable, Protocol

import numpy as np
from numpy.typing import ArrayLike

from ._cfs import Network
from ._errors import Infeasible


@dataclass(frozen=True)
class Problem:
    """What a scheme is asked for on a network."""

    #: "communication": the largest sum rate, power at most 1 at each access point.
    #: "isac": the largest sum rate with a mean matching error of at most `delta`.
    #: "least_error": the least mean matching error with a sum rate of at least `zeta`.
    #: In the last two, access points that sense use all of their power. In place of the sum rate is what
    #: `network.objective` makes of the rates; each rate is at least `network.rate_floors`.
    kind: str
    #: The budget of the mean matching error; None unless the problem is "isac".
    delta: float | None
    #: The floor of the sum rate, bit/s/Hz; None unless the problem is "least_error".
    zeta: float | None
    #: For draws of one's own: the same network, the same numbers.
    seed: int
    realization: int


class Scheme(Protocol):
    """Beams for a network of M access points with N antennas and K users.

    Returns `W` of shape (K, M, N), complex: access point m sends `sum_k W[k, m] s_k`; or `(W, Z)` with the covariances
    of the sensing beams, `Z` of shape (M, N, N), Hermitian and positive semidefinite. The power of access point m is
    `sum_k |W[k, m]|^2 + trace Z[m]`, and 1 is all that it has.
    """

    def __call__(self, network: Network, problem: Problem) -> ArrayLike | tuple[ArrayLike, ArrayLike | None]: ...


def identity(function: Any) -> bytes:
    """What identifies a scheme: its attribute `identity` (text or bytes) where it has one; else its source, its defaults,
    and all that it uses of its own module and of the functions around it: values, and functions with theirs.

    Give an `identity` where results depend on more than that, such as on files or on a trained model. What comes from
    other modules counts by its name alone.
    """
    own = getattr(function, "identity", None)
    if own is not None:
        return own.encode() if isinstance(own, str) else bytes(own)
    return _of_function(function, set()).encode()


def _of_function(function: Any, seen: set[int]) -> str:
    if id(function) in seen:
        return getattr(function, "__qualname__", "")
    seen.add(id(function))
    try:
        source = inspect.getsource(function)
    except (OSError, TypeError):
        raise ValueError(
            "the source of the scheme is not known, so that nothing identifies it: give the function an attribute "
            "`identity`, a text that changes whenever its results do"
        ) from None
    parts = [source]
    if inspect.isfunction(function):
        parts += [f"{name} = {_told(value, function, seen)}" for name, value in sorted(_used(function).items())]
        parts += [_told(value, function, seen) for value in (function.__defaults__ or ())]
        defaults = sorted((function.__kwdefaults__ or {}).items())
        parts += [f"{name} = {_told(value, function, seen)}" for name, value in defaults]
    return "\n".join(parts)


def _used(function: Any) -> dict[str, Any]:
    """The values outside a function that it names: of its module and of the functions around it."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or ())
    around: dict[str, Any] = {}
    for name, cell in cells:
        try:
            around[name] = cell.cell_contents
        except ValueError:  # not bound yet
            continue
    codes, names = [function.__code__], set()
    while codes:
        code = codes.pop()
        codes += [inner for inner in code.co_consts if inspect.iscode(inner)]
        names |= {step.argval for step in dis.get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    return {**{name: function.__globals__[name] for name in names if name in function.__globals__}, **around}


def _told(value: Any, user: Any, seen: set[int]) -> str:
    if isinstance(value, np.ndarray) and value.dtype.kind != "O":
        data = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
        return f"array {value.dtype} {value.shape} {data}"
    if value is None or value is Ellipsis or isinstance(value, (bool, int, float, complex, str, bytes, np.generic)):
        return repr(value)
    if isinstance(value, (tuple, list)):
        return f"{type(value).__name__} [{', '.join(_told(item, user, seen) for item in value)}]"
    if isinstance(value, dict):
        return f"dict [{', '.join(f'{key!r}: {_told(item, user, seen)}' for key, item in value.items())}]"
    if isinstance(value, ModuleType):
        return value.__name__
    if isinstance(value, type) or inspect.isroutine(value):
        if value.__module__ != user.__module__:
            return f"{value.__module__}.{value.__qualname__}"
        return _of_function(value, seen)
    raise ValueError(
        f"the scheme uses a {type(value).__name__} of which it is not known what identifies it: give the function an "
        "attribute `identity`, a text that changes whenever its results do"
    )


def call(
    function: Callable[..., Any], network: Network, kind: str, delta: float | None, zeta: float | None
) -> tuple[str, Any, Any]:
    """Asks a scheme: what became of it, and its beams or the reason."""
    problem = Problem(kind, delta, zeta, network.seed, network.realization)
    try:
        answer = function(network, problem)
        w, z = answer if isinstance(answer, tuple) and len(answer) == 2 else (answer, None)
        if w is None:
            return ("failed", "the scheme returned None in place of W or (W, Z)", None)
        w = _complex("W", w)
        z = None if z is None else _complex("Z", z)
        return ("beams", w, z)
    except Infeasible:
        return ("infeasible", None, None)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return ("failed", _reason(error), None)


def _complex(name: str, values: ArrayLike) -> np.ndarray:
    array = np.asarray(values)
    if array.dtype.kind not in "biufc":
        raise TypeError(f"{name} must be an array of complex numbers; it has the type {array.dtype}")
    if array.ndim != 3:
        axes = "users, access points, antennas" if name == "W" else "access points, antennas, antennas"
        raise ValueError(f"{name} must have three axes: {axes}; it has the shape {array.shape}")
    return np.ascontiguousarray(array, dtype=np.complex128)


def _reason(error: BaseException) -> str:
    """The exception and the line that raised it, in one line."""
    text = traceback.format_exception_only(type(error), error)[-1].strip().splitlines()[0]
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    here = os.path.dirname(__file__)
    own = [frame for frame in frames if os.path.dirname(frame.filename) != here] or ([last] if last else [])
    if not own or own[-1] is None:
        return text
    # Only the name of the file: tables do not depend on where it lies.
    name = os.path.basename(own[-1].filename)
    name = "a notebook" if name.startswith("<") or own[-1].filename.startswith("<") else name
    return f"{text} ({name}, line {own[-1].lineno})"
