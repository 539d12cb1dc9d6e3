"""Metrics of one's own: Python functions of a network and its beams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Protocol

import numpy as np
from numpy.typing import NDArray

from ._cfs import Network
from ._functions import reason


@dataclass(frozen=True)
class Point:
    """The beams of a row, and what they give: by the formulas themselves, as `cfs.engine.evaluate` has it."""

    #: (K, M, N), complex: access point m sends `sum_k W[k, m] s_k`. Zero for `solve sensing`.
    W: NDArray[np.complex128]
    #: (M, N, N), complex: covariances of the sensing beams.
    Z: NDArray[np.complex128]
    #: (K,), bit/s/Hz.
    rates: NDArray[np.float64]
    #: bit/s/Hz.
    sum_rate: float
    #: What the network's objective makes of the rates, bit/s/Hz.
    objective_value: float
    #: Mean matching error of the beampatterns; None where nothing senses.
    mse: float | None
    #: (M,), shares of the power that is there.
    power: NDArray[np.float64]


class Metric(Protocol):
    """A number of every row that has beams: a column of the table.

    `network` is what a scheme is given: estimates, covariances, steering vectors, seeds; `cfs.engine` solves and evaluates
    it. None, NaN and infinity are empty cells. A function that raises fails its row, with what it says as the reason.

    The first line of its docstring describes the column; an attribute `unit`, a text, is its unit; an attribute `identity`
    says what it is where its source does not, as for a scheme.
    """

    def __call__(self, network: Network, point: Point) -> float | None: ...


def about(function: Any) -> tuple[str, str]:
    """Unit and description of the column of a metric."""
    lines = (getattr(function, "__doc__", None) or "").strip().splitlines()
    return str(getattr(function, "unit", "")), lines[0].strip() if lines else ""


def measure(function: Callable[..., Any], network: Network, given: dict[str, Any]) -> tuple[float | None, str | None]:
    """Asks a metric: its value, or the reason why it has none."""
    try:
        value = function(network, Point(**given))
        return (None if value is None else _number(value), None)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return (None, reason(error))


def _number(value: Any) -> float:
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"a metric must be a real number or None; it has the type {type(value).__name__}")
    if array.size != 1:
        raise ValueError(f"a metric must be one number; it has the shape {array.shape}")
    return float(array.reshape(()))
