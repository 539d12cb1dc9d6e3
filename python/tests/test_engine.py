"""The engine for arrays of one's own."""

import numpy as np
import pytest

from cfs import engine


def channels(users: int = 2, aps: int = 3, antennas: int = 4) -> np.ndarray:
    rng = np.random.default_rng(1)
    shape = (users, aps, antennas)
    return (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)) / np.sqrt(2)


def network(**more):
    return engine.network(channels(), power=10.0, sensing={0: [0.0], 2: [20.0]}, **more)


def test_the_least_error_is_the_known_one() -> None:
    # S_min of 4 antennas and a target at broadside, by an independent solver.
    known = engine.network(np.ones((1, 1, 4)), sensing={0: [0.0]})
    sensing = engine.solve_sensing(known)
    assert sensing.solved and sensing.s_min == pytest.approx(0.619882, abs=1e-6)
    assert np.trace(sensing.Z[0]).real == pytest.approx(1.0)
    angles, pattern = engine.beampattern(known, np.zeros((1, 1, 4)), sensing.Z)
    steering = np.exp(1j * np.pi * np.outer(np.sin(np.radians(angles)), np.arange(4)))
    expected = np.real(np.einsum("sn,nm,sm->s", steering.conj(), sensing.Z[0], steering))
    np.testing.assert_allclose(pattern[0], expected, atol=1e-12)
    inside = np.abs(angles) <= 5
    eta = pattern[0][inside].mean()
    assert np.mean((pattern[0] - eta * inside) ** 2) == pytest.approx(sensing.s_min, rel=1e-9)


def test_solutions_are_what_an_evaluation_says_of_their_beams() -> None:
    own = network()
    s_min = engine.solve_sensing(own).s_min
    best = engine.solve_communication(own)
    middle = engine.solve_isac(own, 1.5 * s_min)
    back = engine.solve_least_error(own, middle.sum_rate)
    assert [solution.status for solution in (best, middle, back)] == ["solved"] * 3
    assert best.sum_rate > middle.sum_rate
    assert back.mse == pytest.approx(1.5 * s_min, rel=1e-4)
    for solution in (best, middle, back):
        found = engine.evaluate(own, solution.W, solution.Z)
        np.testing.assert_allclose(found.rates, solution.rates, rtol=1e-9)
        np.testing.assert_allclose(found.power, solution.power, rtol=1e-9)
        assert found.mse == pytest.approx(solution.mse, rel=1e-9)
        # By NumPy alone.
        h, w = np.sqrt(10) * channels().reshape(2, 12), solution.W.reshape(2, 12)
        received = np.abs(h.conj() @ w.T) ** 2
        sensed = np.real(np.einsum("kmi,mij,kmj->k", np.sqrt(10) * channels().conj(), solution.Z, np.sqrt(10) * channels()))
        own_signal = np.diag(received)
        rates = np.log2(1 + own_signal / (1 + received.sum(axis=1) - own_signal + sensed))
        np.testing.assert_allclose(solution.rates, rates, rtol=1e-9)
    proven = engine.proof(own, middle.W, middle.Z, multiplier=middle.proof["multiplier"])
    assert max(proven.kkt_residual, proven.dual_violation, proven.power_violation) < 1e-5
    assert engine.proof(own, best.W, best.Z).kkt_residual < 1e-5
    assert engine.proof(own, 0.9 * best.W).kkt_residual > 1e-4


def test_a_network_that_a_scenario_draws() -> None:
    text = "area square 1 km\naps 3 { antennas 4 }\nusers 2\ntargets 1\nseed 3\nsolve communication\n"
    import cfs

    own = engine.draw(text, realization=1)
    assert (own.seed, own.realization) == (3, 1)
    rate = engine.solve_communication(own).sum_rate
    assert cfs.run(text, realizations=2).table["sum_rate"][1] == rate
    with pytest.raises(ValueError, match="no case 1"):
        engine.draw(text, case=1)


def test_estimates_from_pilots_have_the_error_that_they_say() -> None:
    rng = np.random.default_rng(2)
    gains, pilots, energy, draws = np.array([[1.0, 0.1], [0.5, 0.7], [0.2, 2.0]]), [0, 1, 0], 4.0, 20_000
    shape = (3, 2, draws)
    h = np.sqrt(gains)[:, :, None] * (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)) / np.sqrt(2)
    noise = (rng.standard_normal((2, 2, draws)) + 1j * rng.standard_normal((2, 2, draws))) / np.sqrt(2)
    observed = np.sqrt(energy) * np.stack([h[0] + h[2], h[1]]) + noise
    estimates, variances = engine.estimate(observed, gains, pilots, energy=energy)
    found = np.mean(np.abs(estimates - h) ** 2, axis=2)
    np.testing.assert_allclose(found, variances, rtol=0.05)
    with pytest.raises(ValueError, match="pilots must be"):
        engine.estimate(observed, gains, [0, 1, 2], energy=energy)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"h": np.ones((2, 3))}, "three axes"),
        ({"h": np.full((1, 1, 2), np.nan)}, "finite"),
        ({"h": np.ones((1, 1, 2)), "power": -1.0}, "positive"),
        ({"h": np.ones((1, 1, 2)), "power": [1.0, 2.0]}, "broadcast"),
        ({"h": np.ones((1, 1, 2)), "sensing": {1: [0.0]}}, "no access point 1"),
        ({"h": np.ones((1, 1, 2)), "sensing": {0: [100.0]}}, "from -90 to 90"),
        ({"h": np.ones((1, 1, 2)), "starts": 0}, "starts"),
    ],
)
def test_arrays_that_are_not_a_network(arguments: dict, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        engine.network(**arguments)


def test_beams_that_are_not_of_the_network() -> None:
    own = network()
    with pytest.raises(ValueError, match=r"\(2, 3, 4\)"):
        engine.evaluate(own, np.zeros((3, 2, 4)))
    with pytest.raises(ValueError, match="finite"):
        engine.evaluate(own, np.full((2, 3, 4), np.inf))
    with pytest.raises(ValueError, match="not positive semidefinite"):
        engine.evaluate(own, np.zeros((2, 3, 4)), -np.stack([np.eye(4)] * 3))
    with pytest.raises(ValueError, match="no access point senses"):
        engine.solve_sensing(engine.network(channels()))
