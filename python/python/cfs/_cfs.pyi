"""The part of the package that is written in Rust; `cfs` and `cfs.engine` are made of it."""

import os
from typing import Any, Callable, Sequence, final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "__version__",
    "Scenario",
    "Results",
    "Table",
    "Network",
    "explain",
    "vocabulary",
    "command",
    "loaded_from",
    "draw",
    "estimate",
]

__version__: str

@final
class Scenario:
    def __new__(
        cls, path: str | os.PathLike[str], text: str | None, set: Sequence[str], only: Sequence[str], outside: bool
    ) -> Scenario: ...
    def experiments(self) -> list[str]: ...
    def external(self) -> list[str]: ...
    def give(self, name: str, identity: bytes, function: Callable[..., Any]) -> None: ...
    def give_metric(
        self, name: str, identity: bytes, unit: str, description: str, function: Callable[..., Any]
    ) -> None: ...
    def plan(self) -> str: ...
    def run(
        self,
        index: int,
        threads: int | None,
        output: str | os.PathLike[str] | None,
        resume: bool,
        png: bool,
        replace: bool,
        progress: Callable[[int, int], None] | None,
    ) -> Results: ...

@final
class Results:
    @property
    def name(self) -> str: ...
    def table(self) -> Table: ...
    def summary(self) -> Table: ...
    def paired(self) -> Table | None: ...
    def users(self) -> Table | None: ...
    def boundary(self) -> Table | None: ...
    def found(self) -> Table | None: ...
    def arrays(self, names: Sequence[str] | None = None) -> dict[str, Any] | None: ...
    def described(self) -> dict[str, dict[str, Any]] | None: ...
    def figures(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]: ...
    def beampatterns(self) -> Table | None: ...
    def layouts(self) -> Table | None: ...
    def counts(self) -> tuple[int, int, int]: ...
    def reused(self) -> int: ...
    def expectations(self) -> list[dict[str, Any]]: ...
    def write(
        self, folder: str | os.PathLike[str], png: bool, replace: bool
    ) -> tuple[list[os.PathLike[str]], list[tuple[str, str]]]: ...

@final
class Table:
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> Any: ...
    def __len__(self) -> int: ...
    def columns(self) -> list[tuple[str, str, str, str, str]]: ...
    def numbers(self, name: str) -> NDArray[np.float64]: ...
    def texts(self, name: str) -> list[str | None]: ...

@final
class Network:
    """A network of M access points with N antennas, K users and T targets: what a scheme is given."""

    def __new__(
        cls,
        h_hat: NDArray[np.complex128],
        theta: NDArray[np.float64],
        reflections: tuple[NDArray[np.complex128], NDArray[np.complex128], NDArray[np.complex128]],
        power: NDArray[np.float64],
        angles: Sequence[Sequence[float]],
        spacing: float,
        width: float,
        samples: int,
        sensing_power: float,
        starts: int,
        boundary_tolerance: float,
        objective: str,
        weights: Sequence[float],
        rate_floors: Sequence[float],
    ) -> Network: ...
    @property
    def aps(self) -> int:
        """M, the number of access points."""
    @property
    def users(self) -> int:
        """K, the number of users."""
    @property
    def antennas(self) -> int:
        """N, antennas of an access point."""
    @property
    def targets(self) -> int:
        """T, the number of targets."""
    @property
    def h_hat(self) -> NDArray[np.complex128]:
        """Estimated channels, sqrt(p_m) h_hat: (K, M, N). User k receives sum_m h_km^H x_m plus noise of power 1."""
    @property
    def theta(self) -> NDArray[np.float64]:
        """Variance of the estimation error of each antenna without reflections, p_m theta: (K, M)."""
    @property
    def error_covariance(self) -> NDArray[np.complex128]:
        """Covariance of the estimation error of all access points together: (K, M N, M N)."""
    @property
    def steering(self) -> NDArray[np.complex128]:
        """Steering vectors towards the targets: (M, T, N)."""
    @property
    def power(self) -> NDArray[np.float64]:
        """p_m over the noise power, linear: (M,). The estimates have it absorbed."""
    @property
    def senses(self) -> NDArray[np.bool_]:
        """Whether an access point senses, and so uses all of its power: (M,)."""
    @property
    def directions(self) -> NDArray[np.float64]:
        """Sampled directions of the beampatterns, degrees from broadside: (S,)."""
    @property
    def sampled_steering(self) -> NDArray[np.complex128]:
        """Steering vectors of the sampled directions: (S, N)."""
    @property
    def desired(self) -> NDArray[np.float64]:
        """The wanted beampatterns, 1 in the main lobes and 0 elsewhere: (M, S)."""
    @property
    def sensing_power(self) -> float:
        """The power by which beampatterns are scaled, linear."""
    @property
    def objective(self) -> str:
        """What is made of the users' rates: `sum_rate`, `weighted`, `proportional_fair` or `min_rate`."""
    @property
    def weights(self) -> NDArray[np.float64]:
        """Weights of the users' rates where the objective is `weighted`, and ones elsewhere: (K,)."""
    @property
    def rate_floors(self) -> NDArray[np.float64]:
        """Rates that users must have at least, bit/s/Hz: (K,); zeros without floors."""
    @property
    def seed(self) -> int:
        """The seed of the experiment."""
    @property
    def realization(self) -> int:
        """The number of the realization, from 0."""
    def solve_sensing(self) -> dict[str, Any]: ...
    def solve_communication(self) -> dict[str, Any]: ...
    def solve_isac(self, delta: float) -> dict[str, Any]: ...
    def solve_least_error(self, zeta: float) -> dict[str, Any]: ...
    def evaluate(self, w: NDArray[np.complex128], z: NDArray[np.complex128] | None = None) -> dict[str, Any]: ...
    def certificate(
        self,
        w: NDArray[np.complex128],
        z: NDArray[np.complex128] | None,
        multiplier: float,
        full_power: bool,
        rate_multipliers: Sequence[float],
    ) -> dict[str, Any]: ...
    def beampattern(
        self, w: NDArray[np.complex128], z: NDArray[np.complex128] | None, samples: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]: ...

def estimate(
    observed: NDArray[np.complex128],
    gains: NDArray[np.float64],
    pilots: Sequence[int],
    energy: float,
    steering: NDArray[np.complex128],
    strength: NDArray[np.float64],
    target_gains: NDArray[np.float64],
    gain_variance: float,
    steering_variance: float,
) -> dict[str, Any]: ...
def draw(scenario: Scenario, experiment: int, case: int, realization: int) -> Network: ...
def explain(word: str) -> str: ...
def vocabulary() -> str: ...
def command(arguments: Sequence[str]) -> int: ...
def loaded_from(path: str | os.PathLike[str]) -> None: ...
