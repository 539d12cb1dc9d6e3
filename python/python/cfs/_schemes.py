"""Schemes of one's own: Python functions that choose beams."""

from __future__ import annotations

import hashlib
import inspect
import os
import traceback
from dataclasses import dataclass
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
    #: In the last two, access points that sense use all of their power.
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
    """What identifies a scheme: its attribute `identity` (text or bytes) where it has one, else its own source, its
    defaults and what it closes over.

    Give an `identity` where results depend on more than that, such as on weights or on other functions.
    """
    own = getattr(function, "identity", None)
    if own is not None:
        return own.encode() if isinstance(own, str) else bytes(own)
    try:
        source = inspect.getsource(function)
    except (OSError, TypeError):
        raise ValueError(
            "the source of the scheme is not known, so that nothing identifies it: give the function an attribute "
            "`identity`, a text that changes whenever its results do"
        ) from None
    closed = inspect.getclosurevars(function) if inspect.isfunction(function) else None
    parts = [source]
    if closed is not None:
        values = {**closed.nonlocals, **{name: value for name, value in closed.globals.items() if _is_plain(value)}}
        parts += [f"{name} = {_told(value)}" for name, value in sorted(values.items())]
        parts += [_told(value) for value in (function.__defaults__ or ())]
        parts += [f"{name} = {_told(value)}" for name, value in sorted((function.__kwdefaults__ or {}).items())]
    return "\n".join(parts).encode()


def _is_plain(value: Any) -> bool:
    return isinstance(value, (bool, int, float, complex, str, bytes, tuple, np.ndarray, np.generic))


def _told(value: Any) -> str:
    if isinstance(value, np.ndarray):
        data = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
        return f"array {value.dtype} {value.shape} {data}"
    if _is_plain(value) or value is None:
        return repr(value)
    if inspect.isroutine(value):
        return identity(value).decode(errors="replace") if inspect.isfunction(value) else value.__qualname__
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
