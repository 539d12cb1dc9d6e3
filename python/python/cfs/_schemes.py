"""Schemes of one's own: Python functions that choose beams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Protocol

import numpy as np
from numpy.typing import ArrayLike

from ._cfs import Network
from ._errors import Infeasible
from ._functions import reason


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
        return ("failed", reason(error), None)


def _complex(name: str, values: ArrayLike) -> np.ndarray:
    array = np.asarray(values)
    if array.dtype.kind not in "biufc":
        raise TypeError(f"{name} must be an array of complex numbers; it has the type {array.dtype}")
    if array.ndim != 3:
        axes = "users, access points, antennas" if name == "W" else "access points, antennas, antennas"
        raise ValueError(f"{name} must have three axes: {axes}; it has the shape {array.shape}")
    return np.ascontiguousarray(array, dtype=np.complex128)
