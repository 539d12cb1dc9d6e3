"""The mathematics alone, for arrays that a caller has.

Axes are in this order wherever they occur: users (K), access points (M), antennas (N). `H` is (K, M, N), `W` is (K, M, N),
`Z` is (M, N, N). User k receives `y_k = sum_m h_km^H x_m + n_k` with noise of power 1, where access point m sends
`x_m = sum_k W[k, m] s_k` and sensing signals of covariance `Z[m]`; `sum_k |W[k, m]|^2 + trace Z[m] <= 1`.
"""

from __future__ import annotations

import operator
import os
from dataclasses import dataclass
from typing import Any, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _cfs
from ._cfs import Network


@dataclass(frozen=True)
class Solution:
    """Beams with what is true of them; beams and what follows from them are None where there are none."""

    #: "solved": proven to 1e-6; "infeasible": no beams meet the constraint; "failed": no proven result, see `reason`.
    status: str
    reason: str | None
    #: (K, M, N), complex.
    W: NDArray[np.complex128] | None = None
    #: (M, N, N), complex.
    Z: NDArray[np.complex128] | None = None
    #: (K,), bit/s/Hz.
    rates: NDArray[np.float64] | None = None
    #: bit/s/Hz.
    sum_rate: float | None = None
    #: What the network's objective makes of the rates, bit/s/Hz: the sum rate unless it is another objective.
    objective_value: float | None = None
    #: Mean matching error of the beampatterns; None where nothing senses.
    mse: float | None = None
    #: (M,), shares of the power that is there.
    power: NDArray[np.float64] | None = None
    #: `kkt_residual`, `dual_violation`, `power_violation`, `budget_violation`, `floor_violation`, `complementarity`, `gap`,
    #: `multiplier`, `spread`: numbers, or None where a problem has no such thing. `rate_multipliers`: (K,), or empty.
    proof: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Sensing:
    """The least mean matching error, P1."""

    solved: bool
    s_min: float
    #: A bound on the distance to the optimum, over the squared sensing power.
    gap: float
    #: Mean of E_m / eta_m^2.
    normalised_mse: float
    #: (M, N, N), complex; zero where an access point does not sense.
    Z: NDArray[np.complex128]


@dataclass(frozen=True)
class Evaluation:
    """What beams give: by the formulas themselves."""

    #: (K,), bit/s/Hz, by the bound (18).
    rates: NDArray[np.float64]
    #: bit/s/Hz.
    sum_rate: float
    #: What the network's objective makes of the rates, bit/s/Hz.
    objective_value: float
    #: Mean matching error of the beampatterns; None where nothing senses.
    mse: float | None
    #: (M,), shares of the power that is there.
    power: NDArray[np.float64]


@dataclass(frozen=True)
class Proof:
    """How far beams are from feasible and stationary: all zero at a local optimum."""

    sum_rate: float
    mse: float | None
    power_violation: float
    kkt_residual: float
    dual_violation: float
    floor_violation: float
    complementarity: float


@dataclass(frozen=True)
class Reflections:
    """What T targets add to the channels of K users and M access points, (2) to (5):

    `h_km += sum_t a_kt (b_mt + g_mt) (q_mt + s_mt)` with random `a_kt` of power `strength[k, t]`, the same for all access
    points; `b_mt = sqrt(gains[m, t])`; `g_mt` of variance `gain_variance`; `q_mt = steering[m, t]`; and `s_mt` with entries of
    variance `steering_variance`, all independent, complex Gaussian and of mean zero.
    """

    #: (M, T, N), complex: steering vectors from the access points towards the targets.
    steering: ArrayLike
    #: (K, T): mean powers of the paths from the users by way of the targets, up to the targets.
    strength: ArrayLike
    #: (M, T): power gains of the paths from the targets to the access points.
    gains: ArrayLike
    #: Variance of the amplitudes of these paths, sigma^2 of (3).
    gain_variance: float = 0.0
    #: Variance of the entries of steering vectors, chi^2 of (3).
    steering_variance: float = 0.0

    def _checked(self, k: int, m: int, n: int) -> tuple[NDArray[np.complex128], NDArray[np.float64], NDArray[np.float64]]:
        q = np.ascontiguousarray(self.steering, dtype=np.complex128)
        strength = np.asarray(self.strength, dtype=np.float64)
        paths = np.asarray(self.gains, dtype=np.float64)
        t = q.shape[1] if q.ndim == 3 else -1
        if q.shape != (m, t, n) or strength.shape != (k, t) or paths.shape != (m, t):
            raise ValueError(
                f"the shapes of steering, strength and gains must be ({m}, T, {n}), ({k}, T) and ({m}, T); "
                f"they are {q.shape}, {strength.shape} and {paths.shape}"
            )
        if not all(np.all(np.isfinite(each)) for each in (q, strength, paths)):
            raise ValueError("steering, strength and gains must be finite")
        variances = (_number("gain_variance", self.gain_variance), _number("steering_variance", self.steering_variance))
        if np.any(strength < 0) or np.any(paths < 0) or min(variances) < 0:
            raise ValueError("strength, gains and variances must not be negative")
        return q, strength, paths


@dataclass(frozen=True)
class ErrorCovariance:
    """The covariance of the error of estimates over all access points, in parts whose size does not grow with its square:

    `matrix[k] = blockdiag_m(scalar[k, m] I + Q_m local[k, m] Q_m^H) + sum_t sum_i z_kti z_kti^H`, where the columns of `Q_m` are
    `steering[m, t]` and block m of `z_kti` is `Q_m coupling[k, m, t, i]`: i = 0 for the user's own reflections, 1 for those of
    the users that share its pilot.
    """

    #: (K, M)
    scalar: NDArray[np.float64]
    #: (M, T, N), complex.
    steering: NDArray[np.complex128]
    #: (K, M, T, T), complex, Hermitian.
    local: NDArray[np.complex128]
    #: (K, M, T, 2, T), complex.
    coupling: NDArray[np.complex128]

    @property
    def matrix(self) -> NDArray[np.complex128]:
        """(K, M N, M N), complex, antennas of an access point side by side: E|e_k^H x|^2 = x^H matrix[k] x."""
        k, m = self.scalar.shape
        n = self.steering.shape[2]
        z = np.einsum("mun,kmtiu->ktimn", self.steering, self.coupling).reshape(k, -1, m * n)
        whole = np.einsum("kzx,kzy->kxy", z, z.conj())
        local = np.einsum("mtn,kmtu,muo->kmno", self.steering, self.local, self.steering.conj())
        for ap in range(m):
            part = slice(ap * n, (ap + 1) * n)
            whole[:, part, part] += local[:, ap] + self.scalar[:, ap, None, None] * np.eye(n)
        return whole

    @property
    def power(self) -> NDArray[np.float64]:
        """Mean power of the error of h_km, the trace of its block: (K, M)."""
        k, m = self.scalar.shape
        n = self.steering.shape[2]
        return np.einsum("kmnmn->km", self.matrix.reshape(k, m, n, m, n)).real


def network(
    h: ArrayLike,
    *,
    power: ArrayLike = 1.0,
    error: ArrayLike | ErrorCovariance = 0.0,
    sensing: Mapping[int, Sequence[float]] | None = None,
    spacing: float = 0.5,
    width: float = 10.0,
    samples: int = 181,
    sensing_power: float = 1.0,
    objective: str = "sum_rate",
    weights: ArrayLike | None = None,
    rate_floor: ArrayLike = 0.0,
    starts: int = 1,
    boundary_tolerance: float = 1e-4,
) -> Network:
    """A network of channels that the caller has.

    h:              (K, M, N), complex: known channels, or their estimates.
    power:          p_m over the noise power, linear: a number or (M,).
    error:          of the estimates: its variance at each antenna, a number or (K, M), or what `estimate` gives.
    sensing:        directions of the targets of each access point that senses, degrees from broadside: {m: [angles]}.
    spacing:        distance of the antennas, wavelengths.
    width:          of the main lobes, degrees; samples: directions from -90 to 90 degrees; sensing_power: linear.
    objective:      "sum_rate", "proportional_fair", "min_rate", or "weighted" with `weights`, (K,).
    rate_floor:     rates that users must have at least, bit/s/Hz: a number or (K,).
    starts:         independent starts of each search, at least 1.
    boundary_tolerance: how far inside its ends the trade-off is solved, relative.
    """
    h = np.ascontiguousarray(h, dtype=np.complex128)
    if h.ndim != 3 or 0 in h.shape:
        raise ValueError(f"h must have three axes: users, access points, antennas; it has the shape {h.shape}")
    k, m, n = h.shape
    powers = _filled("power", power, (m,))
    if isinstance(error, ErrorCovariance):
        parts = (error.steering, error.local, error.coupling)
        q, local, coupling = (np.ascontiguousarray(part, dtype=np.complex128) for part in parts)
        t = q.shape[1] if q.ndim == 3 else -1
        found = (np.shape(error.scalar), q.shape, local.shape, coupling.shape)
        wanted = ((k, m), (m, t, n), (k, m, t, t), (k, m, t, 2, t))
        if found != wanted:
            raise ValueError(f"the error must be that of {k} users, {m} access points and {n} antennas; its shapes are {found}")
        theta = _filled("error", error.scalar, (k, m))
    else:
        q, local = np.zeros((m, 0, n), dtype=complex), np.zeros((k, m, 0, 0), dtype=complex)
        coupling = np.zeros((k, m, 0, 2, 0), dtype=complex)
        theta = _filled("error", error, (k, m))
    floors = _filled("rate_floor", rate_floor, (k,))
    if (weights is None) != (objective != "weighted"):
        raise ValueError('weights belong to the objective "weighted"')
    shares = np.ones(k) if weights is None else _filled("weights", weights, (k,))
    for what, values in (("h", h), ("power", powers), ("error", theta), ("error", q), ("error", local), ("error", coupling), ("rate_floor", floors), ("weights", shares)):
        if not np.all(np.isfinite(values)):
            raise ValueError(f"{what} must be finite")
    if np.any(powers <= 0) or np.any(theta < 0) or np.any(floors < 0):
        raise ValueError("power must be positive, and error and rate_floor not negative")
    if np.any(shares < 0) or not np.any(shares > 0):
        raise ValueError("weights must not be negative, and one of them positive")
    samples, starts = _whole("samples", samples, 2, 1_000_000), _whole("starts", starts, 1, 1000)
    for what, value in (("width", width), ("spacing", spacing), ("sensing_power", sensing_power)):
        if not _number(what, value) > 0:
            raise ValueError(f"{what} must be positive; it is {value}")
    if not 1e-12 <= boundary_tolerance <= 0.5:
        raise ValueError(f"boundary_tolerance must be from 1e-12 to 0.5; it is {boundary_tolerance}")
    angles: list[list[float]] = [[] for _ in range(m)]
    for number, directions in dict(sensing or {}).items():
        ap = operator.index(number)
        if not 0 <= ap < m:
            raise ValueError(f"there is no access point {ap}: they are numbered from 0 to {m - 1}")
        angles[ap] = [float(angle) for angle in directions]
        if not all(-90 <= angle <= 90 for angle in angles[ap]):
            raise ValueError(f"directions must be from -90 to 90 degrees; access point {ap} has {angles[ap]}")
    return Network(
        h,
        theta,
        (q, local, coupling),
        powers,
        angles,
        spacing,
        width,
        samples,
        sensing_power,
        starts,
        boundary_tolerance,
        objective,
        list(shares),
        list(floors),
    )


def draw(
    scenario: str | os.PathLike[str],
    *,
    experiment: int = 0,
    case: int = 0,
    realization: int = 0,
    set: Mapping[str, Any] | None = None,
    allow_outside: bool = False,
) -> Network:
    """The network that a scenario draws, trained and its channels estimated, as a run has it.

    scenario:    a file, or a text of several lines.
    experiment:  its number in the scenario, from 0.
    case:        which combination of swept settings, from 0, in the order of the rows of a table.
    realization: from 0.

    Raises `cfs.ScenarioError` where the scenario has faults, `cfs.RunError` where the network has no room.
    """
    from ._run import _scenario

    numbers = (("experiment", experiment), ("case", case), ("realization", realization))
    asked = [_whole(what, number, 0, 2**32 - 1) for what, number in numbers]
    return _cfs.draw(_scenario(scenario, set, None, None, allow_outside, "scenario"), *asked)


def estimate(
    observed: ArrayLike,
    gains: ArrayLike,
    pilots: Sequence[int],
    *,
    energy: float,
    reflections: Reflections | None = None,
) -> tuple[NDArray[np.complex128], ErrorCovariance]:
    """Linear MMSE estimates of channels from their pilots, (10), and the covariance of their error, (12).

    observed:    (P, M, N), complex: what access point m receives on pilot p, `sqrt(energy) sum_k h_km + noise` over the
                 users k of the pilot, noise of power 1.
    gains:       (K, M): power gains of the direct paths, the variances of the entries of h_km without reflections.
    pilots:      (K,): the pilot of each user, from 0.
    energy:      pilot power times length, over the noise power, linear.
    reflections: what targets add to the channels; none where there are none.

    Returns the estimates (K, M, N), and the covariance of their errors, for `network(h, error=...)`.
    """
    y = np.asarray(observed, dtype=np.complex128)
    beta = np.asarray(gains, dtype=np.float64)
    pilot = np.asarray(pilots)
    if pilot.ndim != 1 or (len(pilot) and pilot.dtype.kind not in "iu"):
        raise ValueError("pilots must be whole numbers, one for each user")
    if y.ndim != 3 or beta.shape != (len(pilot), y.shape[1]):
        raise ValueError(f"shapes must be (P, M, N), (K, M) and (K,); they are {y.shape}, {beta.shape} and {pilot.shape}")
    if 0 in y.shape or not len(pilot):
        raise ValueError("there must be a pilot, an access point, an antenna and a user")
    (_, m, n), k = y.shape, len(pilot)
    if not (0 <= pilot.min() and pilot.max() < y.shape[0]):
        raise ValueError(f"pilots must be from 0 to {y.shape[0] - 1}")
    if not np.all(np.isfinite(y)) or not np.all(np.isfinite(beta)):
        raise ValueError("observed and gains must be finite")
    if not np.all(beta >= 0) or not _number("energy", energy) > 0:
        raise ValueError("gains must not be negative, and energy must be positive")
    by = reflections or Reflections(np.zeros((m, 0, n)), np.zeros((k, 0)), np.zeros((m, 0)))
    q, strength, paths = by._checked(k, m, n)
    found = _cfs.estimate(
        y, beta, pilot.tolist(), energy, q, strength, paths, by.gain_variance, by.steering_variance
    )
    h = found.pop("h")
    return h, ErrorCovariance(steering=q, **found)


def solve_sensing(network: Network) -> Sensing:
    """P1: the least mean matching error, and beams that have it."""
    return Sensing(**network.solve_sensing())


def solve_communication(network: Network) -> Solution:
    """P2: the largest sum rate, or what the network's objective makes of the rates, each access point using at most its
    power."""
    return Solution(**network.solve_communication())


def solve_isac(network: Network, delta: float) -> Solution:
    """P3: the largest sum rate with a mean matching error of at most `delta`; infeasible below S_min, and at S_min solved
    inside it by the boundary tolerance."""
    return Solution(**network.solve_isac(_number("delta", delta)))


def solve_least_error(network: Network, zeta: float) -> Solution:
    """P4: the least mean matching error with a sum rate of at least `zeta`, bit/s/Hz."""
    return Solution(**network.solve_least_error(_number("zeta", zeta)))


def evaluate(network: Network, W: ArrayLike, Z: ArrayLike | None = None) -> Evaluation:
    """Rates, matching error and powers of beams: W (K, M, N), Z (M, N, N)."""
    return Evaluation(**network.evaluate(*_beams(W, Z)))


def proof(
    network: Network,
    W: ArrayLike,
    Z: ArrayLike | None = None,
    *,
    multiplier: float = 0.0,
    full_power: bool | None = None,
    rate_multipliers: ArrayLike | None = None,
) -> Proof:
    """How far beams are from feasible and stationary.

    multiplier: slope of the boundary, bit/s/Hz per unit of the error: that of a solution of P3; 0 for P2.
    full_power: whether access points that sense must use all of their power; by default where the multiplier is not 0.
    rate_multipliers: (K,): what a unit of each user's rate is worth where the least rate is maximised or rates have
                      floors; those of a solution are in its `proof`. With both at once the parts are not told apart.
    """
    full = multiplier != 0.0 if full_power is None else bool(full_power)
    worth = [] if rate_multipliers is None else list(_filled("rate_multipliers", rate_multipliers, (network.users,)))
    return Proof(**network.certificate(*_beams(W, Z), _number("multiplier", multiplier), full, worth))


def beampattern(
    network: Network, W: ArrayLike, Z: ArrayLike | None = None, *, samples: int = 181
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The beampatterns (19): directions (S,), degrees from broadside, and powers (M, S), scaled by the sensing power."""
    return network.beampattern(*_beams(W, Z), _whole("samples", samples, 2, 1_000_000))


def _beams(
    W: ArrayLike, Z: ArrayLike | None
) -> tuple[NDArray[np.complex128], NDArray[np.complex128] | None]:
    def cube(name: str, values: ArrayLike) -> NDArray[np.complex128]:
        array = np.ascontiguousarray(values, dtype=np.complex128)
        if array.ndim != 3:
            raise ValueError(f"{name} must have three axes; it has the shape {array.shape}")
        if not np.all(np.isfinite(array)):
            raise ValueError(f"{name} must be finite")
        return array

    return cube("W", W), None if Z is None else cube("Z", Z)


def _filled(name: str, values: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """An array of this shape of its own; one number stands for all."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim and array.shape != shape:
        raise ValueError(f"{name} must be a number or have the shape {shape}; it has {array.shape}")
    return np.array(np.broadcast_to(array, shape))


def _whole(name: str, value: int, least: int, most: int) -> int:
    number = operator.index(value)
    if not least <= number <= most:
        raise ValueError(f"{name} must be from {least} to {most}; it is {number}")
    return number


def _number(name: str, value: float) -> float:
    number = float(value)
    if not np.isfinite(number):
        raise ValueError(f"{name} must be a finite number")
    return number


__all__ = [
    "ErrorCovariance",
    "Evaluation",
    "Network",
    "Proof",
    "Reflections",
    "Sensing",
    "Solution",
    "beampattern",
    "draw",
    "estimate",
    "evaluate",
    "network",
    "proof",
    "solve_communication",
    "solve_isac",
    "solve_least_error",
    "solve_sensing",
]
