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
    estimates, error = engine.estimate(observed, gains, pilots, energy=energy)
    found = np.mean(np.abs(estimates - h) ** 2, axis=2)
    np.testing.assert_allclose(found, error.scalar, rtol=0.05)
    with pytest.raises(ValueError, match="pilots must be"):
        engine.estimate(observed, gains, [0, 1, 2], energy=energy)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"h": np.ones((2, 3))}, "three axes"),
        ({"h": np.full((1, 1, 2), np.nan)}, "finite"),
        ({"h": np.ones((1, 1, 2)), "power": -1.0}, "positive"),
        ({"h": np.ones((1, 1, 2)), "power": [1.0, 2.0]}, "power must be a number or"),
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


#: What every function is asked about the same network as a scenario.
DRAWN = """
area square 1 km
aps 3 { antennas 4 }
users 2
targets 2
seed 3
realizations 2
beampattern { power 5 dB }
record rates power
"""

CASES = [
    ("", "communication", "solve communication"),
    ("", "isac", "solve isac at delta 1.5 * S_min"),
    ("", "zeta", "solve isac at zeta 0.9 * R_max"),
    ("objective min_rate", "communication", "solve communication"),
    ("objective min_rate", "isac", "solve isac at delta 1.5 * S_min"),
    ("objective weighted [1, 3]", "communication", "solve communication"),
    ("objective proportional_fair", "zeta", "solve isac at zeta 0.9 * R_max"),
    ("rate_floor 3", "communication", "solve communication"),
]


@pytest.mark.parametrize(("objective", "kind", "solve"), CASES)
def test_solutions_and_proofs_are_those_of_the_scenarios_table(objective: str, kind: str, solve: str) -> None:
    import cfs

    text = f"{DRAWN}{objective}\n{solve}\n"
    table = cfs.run(text).table
    for realization in range(2):
        own = engine.draw(text, realization=realization)
        row = {name: table[name][realization] for name in table.columns}
        if kind == "communication":
            solution = engine.solve_communication(own)
        else:
            s_min = engine.solve_sensing(own).s_min
            r_max = engine.solve_communication(own).objective_value
            assert (s_min, r_max) == (row.get("S_min", s_min), row.get("R_max", r_max))
            solution = (
                engine.solve_isac(own, 1.5 * s_min) if kind == "isac" else engine.solve_least_error(own, 0.9 * r_max)
            )
        assert solution.status == row["status"] == "solved"
        assert solution.sum_rate == row["sum_rate"]
        assert solution.objective_value == row.get("objective_value", row["sum_rate"])
        if kind != "communication":
            assert solution.mse == row["mse"]
        np.testing.assert_array_equal(solution.rates, [row["rate_1"], row["rate_2"]])
        np.testing.assert_array_equal(solution.power, [row["power_1"], row["power_2"], row["power_3"]])
        for name, value in solution.proof.items():
            if name in row and name != "rate_multipliers":
                expected = row[name]
                assert (value is None and np.isnan(expected)) or value == expected, name
        # Another function on the same beams, which come as W and Z.
        found = engine.evaluate(own, solution.W, solution.Z)
        np.testing.assert_allclose(found.rates, solution.rates, rtol=1e-9)
        assert found.objective_value == pytest.approx(solution.objective_value, rel=1e-9)
        if kind != "zeta":
            proven = engine.proof(
                own,
                solution.W,
                solution.Z,
                multiplier=solution.proof["multiplier"] or 0.0,
                rate_multipliers=None if not len(solution.proof["rate_multipliers"]) else solution.proof["rate_multipliers"],
            )
            worst = (proven.kkt_residual, proven.dual_violation, proven.power_violation, proven.floor_violation)
            assert max(worst) < 1e-5 and proven.complementarity < 1e-5, proven


def test_patterns_and_the_least_error_are_those_of_the_scenarios_table() -> None:
    import cfs

    text = f"{DRAWN.replace('record rates power', 'record beampattern')}solve sensing\n"
    results = cfs.run(text)
    for realization in range(2):
        own = engine.draw(text, realization=realization)
        sensing = engine.solve_sensing(own)
        assert sensing.solved and sensing.s_min == pytest.approx(results.table["mse"][realization], rel=1e-12)
        angles, patterns = engine.beampattern(own, np.zeros((2, 3, 4)), sensing.Z)
        drawn = results.beampatterns
        mine = (drawn["realization"] == realization) & (drawn["sampled"] == 1)
        aps = drawn["access_point"][mine].astype(int)
        for ap in sorted(set(aps)):
            here = aps == ap
            np.testing.assert_allclose(drawn["angle_deg"][mine][here], angles, atol=1e-12)
            np.testing.assert_allclose(patterns[ap - 1], drawn["pattern"][mine][here], rtol=1e-9, atol=1e-12)


def test_estimates_have_the_error_variances_of_the_scenario() -> None:
    import cfs

    text = "area square 1 km\naps 3 { antennas 4 }\nusers 3\ntargets 0\nseed 3\npilots { length 2 power 100 dB }\n"
    text += "record channels estimates covariances places\nsolve communication\n"
    arrays = cfs.run(text).arrays
    own = engine.draw(text)
    gains, pilots = arrays["gain_user_ap"][0] ** 2, arrays["pilot_of_user"][0] - 1
    energy = 2 * 10 ** (100 / 10)
    # What the access points receive cannot be drawn again; the variances do not depend on it.
    received = np.zeros((2, 3, 4))
    _, error = engine.estimate(received, gains, pilots, energy=energy)
    np.testing.assert_allclose(error.scalar * arrays["power"][0], own.theta, rtol=1e-9)
    # A pilot's estimates of its users differ by their gains alone: (10).
    by_pilot = {pilot: np.flatnonzero(pilots == pilot) for pilot in set(pilots)}
    first, second = next(users for users in by_pilot.values() if len(users) > 1)[:2]
    h_hat = arrays["H_hat"][0]
    observed = np.zeros((2, 3, 4), dtype=complex)
    total = np.zeros((2, 3))
    np.add.at(total, pilots, gains)
    for k, pilot in enumerate(pilots):
        share = gains[k] * energy / (energy * total[pilot] + 1)
        observed[pilot] = h_hat[k] * np.sqrt(energy) / share[:, None]
    estimates, _ = engine.estimate(observed, gains, pilots, energy=energy)
    np.testing.assert_allclose(estimates[first], h_hat[first], rtol=1e-9)
    np.testing.assert_allclose(estimates[second], h_hat[second], rtol=1e-9)


def complex_normal(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)) / np.sqrt(2)


def reflected(k: int, m: int, t: int, n: int, **variances: float) -> engine.Reflections:
    """Reflections about as strong as direct paths of gain 1."""
    rng = np.random.default_rng(5)
    steering = np.exp(1j * np.pi * np.sin(rng.uniform(-1, 1, (m, t, 1))) * np.arange(n))
    return engine.Reflections(steering, rng.uniform(0.2, 1.5, (k, t)), rng.uniform(0.2, 1.5, (m, t)), **variances)


def channels_by(rng: np.random.Generator, gains: np.ndarray, by: engine.Reflections) -> np.ndarray:
    """A draw of the model that `engine.Reflections` states: (K, M, N)."""
    (k, m), (_, t, n) = gains.shape, by.steering.shape
    a = np.sqrt(by.strength) * complex_normal(rng, k, t)
    path = np.sqrt(by.gains) + np.sqrt(by.gain_variance) * complex_normal(rng, m, t)
    q = by.steering + np.sqrt(by.steering_variance) * complex_normal(rng, m, t, n)
    direct = np.sqrt(gains)[:, :, None] * complex_normal(rng, k, m, n)
    return direct + np.einsum("kt,mt,mtn->kmn", a, path, q)


def test_estimates_with_reflections_are_the_linear_mmse_of_the_model() -> None:
    k, m, t, n, energy = 3, 2, 2, 4, 5.0
    pilots = np.array([0, 1, 0])
    rng = np.random.default_rng(1)
    gains = rng.uniform(0.3, 1.0, (k, m))
    by = reflected(k, m, t, n, gain_variance=0.2, steering_variance=0.1)
    observed = complex_normal(rng, 2, m, n)
    h, error = engine.estimate(observed, gains, pilots, energy=energy, reflections=by)
    # All by NumPy: covariances of channels over all access points, (8) and (9).
    size = m * n
    phi = np.zeros((k, size, size), dtype=complex)
    for user in range(k):
        for target in range(t):
            for one in range(m):
                for two in range(m):
                    q = np.outer(by.steering[one, target], by.steering[two, target].conj())
                    gain = np.sqrt(by.gains[one, target] * by.gains[two, target])
                    if one == two:
                        gain += by.gain_variance
                        q = q + by.steering_variance * np.eye(n)
                    phi[user, one * n : one * n + n, two * n : two * n + n] += by.strength[user, target] * gain * q
        phi[user] += np.diag(np.repeat(gains[user], n))
    for user in range(k):
        mates = np.flatnonzero(pilots == pilots[user])
        # The filter of an access point sees what that access point receives alone, (10).
        filter = np.zeros((size, size), dtype=complex)
        received = phi[mates].sum(axis=0) + np.eye(size) / energy
        for ap in range(m):
            part = slice(ap * n, ap * n + n)
            filter[part, part] = phi[user][part, part] @ np.linalg.inv(received[part, part])
        y = observed[pilots[user]].ravel() / np.sqrt(energy)
        np.testing.assert_allclose(h[user].ravel(), filter @ y, rtol=1e-9, atol=1e-12)
        cross = filter @ phi[user]
        covariance = phi[user] - cross - cross.conj().T + filter @ received @ filter.conj().T
        np.testing.assert_allclose(error.matrix[user], covariance, rtol=1e-9, atol=1e-10)
        power = np.real(np.diag(covariance)).reshape(m, n).sum(axis=1)
        np.testing.assert_allclose(error.power[user], power, rtol=1e-9)
    # And what a network makes of it.
    power = np.array([2.0, 7.0])
    own = engine.network(h, power=power, error=error)
    scale = np.repeat(np.sqrt(power), n)
    np.testing.assert_allclose(own.error_covariance, scale[:, None] * error.matrix * scale, rtol=1e-9, atol=1e-9)
    assert own.targets == t and own.theta.shape == (k, m)
    np.testing.assert_allclose(own.steering, by.steering)
    W = matched = h.conj() / np.sqrt(np.sum(np.abs(h) ** 2, axis=(0, 2)))[None, :, None]
    w = (W * np.sqrt(power)[:, None]).reshape(k, size)
    estimate = h.reshape(k, size)
    received = np.abs(estimate.conj() @ w.T) ** 2
    loss = np.real(np.einsum("jm,kmn,jn->k", w.conj(), error.matrix, w))
    signal = np.diag(received)
    rates = np.log2(1 + signal / (1 + received.sum(axis=1) - signal + loss))
    np.testing.assert_allclose(engine.evaluate(own, matched).rates, rates, rtol=1e-9)


def test_estimates_with_reflections_are_as_far_from_drawn_channels_as_they_say() -> None:
    k, m, t, n, energy, draws = 2, 2, 2, 3, 3.0, 4000
    gains = np.array([[1.0, 0.4], [0.6, 0.8]])
    by = reflected(k, m, t, n, gain_variance=0.3, steering_variance=0.2)
    rng = np.random.default_rng(3)
    errors = np.zeros((draws, k, m * n), dtype=complex)
    for draw in range(draws):
        h = channels_by(rng, gains, by)
        observed = np.sqrt(energy) * h.sum(axis=0, keepdims=True) + complex_normal(rng, 1, m, n)
        h_hat, error = engine.estimate(observed, gains, [0, 0], energy=energy, reflections=by)
        errors[draw] = (h - h_hat).reshape(k, m * n)
    # Products of normal numbers have heavy tails: 5 standard errors, measured.
    for user in range(k):
        each = errors[:, user, :, None] * errors[:, user, None, :].conj()
        mean, deviation = each.mean(axis=0), each.std(axis=0) / np.sqrt(draws)
        assert (np.abs(mean - error.matrix[user]) <= 5 * deviation).all()


def test_estimates_with_reflections_have_the_errors_of_the_scenario() -> None:
    import cfs

    text = "area square 1 km\naps 3 { antennas 4 }\nusers 3\nseed 3\npilots { length 2 power 120 dB }\n"
    text += "targets 2 { gain_variance_ap -130 dB gain_variance_user -120 dB steering_variance -10 dB reflection 0.8 }\n"
    text += "record channels estimates covariances places\nsolve communication\n"
    arrays = cfs.run(text).arrays
    own = engine.draw(text)
    by = engine.Reflections(
        own.steering,
        0.8**2 * (arrays["gain_user_target"][0] ** 2 + 10 ** (-120 / 10)),
        arrays["gain_target_ap"][0].T ** 2,
        gain_variance=10 ** (-130 / 10),
        steering_variance=0.1,
    )
    gains, pilots = arrays["gain_user_ap"][0] ** 2, arrays["pilot_of_user"][0] - 1
    energy = 2 * 10 ** (120 / 10)
    _, error = engine.estimate(np.zeros((2, 3, 4)), gains, pilots, energy=energy, reflections=by)
    recorded = arrays["Theta"][0].reshape(3, 12, 12)
    size = np.abs(recorded).max()
    np.testing.assert_allclose(error.matrix, recorded, rtol=1e-8, atol=1e-12 * size)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"steering": np.ones((2, 4))}, r"must be \(2, T, 4\), \(3, T\) and \(2, T\)"),
        ({"strength": np.ones((3, 1))}, r"they are \(2, 2, 4\), \(3, 1\) and \(2, 2\)"),
        ({"gains": np.full((2, 2), np.inf)}, "finite"),
        ({"strength": -np.ones((3, 2))}, "must not be negative"),
        ({"gain_variance": -1.0}, "must not be negative"),
        ({"steering_variance": np.nan}, "steering_variance must be a finite number"),
    ],
)
def test_reflections_that_cannot_be(change, reason: str) -> None:
    from dataclasses import replace

    by = replace(reflected(3, 2, 2, 4), **change)
    with pytest.raises(ValueError, match=reason):
        engine.estimate(np.zeros((2, 2, 4)), np.ones((3, 2)), [0, 1, 0], energy=1.0, reflections=by)


def test_an_error_of_another_network_is_refused() -> None:
    _, error = engine.estimate(np.zeros((2, 2, 4)), np.ones((3, 2)), [0, 1, 0], energy=1.0, reflections=reflected(3, 2, 2, 4))
    with pytest.raises(ValueError, match="must be that of 2 users, 3 access points and 4 antennas"):
        engine.network(channels(), error=error)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"objective": "fair"}, "`fair` is not an objective"),
        ({"objective": "weighted"}, "weights belong to"),
        ({"weights": [1, 2]}, "weights belong to"),
        ({"objective": "weighted", "weights": [1, 2, 3]}, r"weights must be a number or have the shape \(2,\)"),
        ({"objective": "weighted", "weights": [0, 0]}, "one of them positive"),
        ({"rate_floor": -1}, "not negative"),
        ({"rate_floor": [1, np.nan]}, "must be finite"),
        ({"power": [1, 2]}, r"power must be a number or have the shape \(3,\)"),
        ({"error": np.ones((3, 2))}, r"the shape \(2, 3\)"),
        ({"samples": 1}, "samples must be from 2"),
        ({"starts": 0}, "starts must be from 1"),
        ({"boundary_tolerance": np.nan}, "boundary_tolerance must be"),
    ],
)
def test_a_network_that_cannot_be(arguments, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        engine.network(channels(), **arguments)


def test_numbers_that_cannot_be_counted() -> None:
    text = "area square 1 km\naps 3 { antennas 4 }\nusers 2\ntargets 1\nsolve communication\n"
    for name in ("experiment", "case", "realization"):
        with pytest.raises(ValueError, match=f"{name} must be from 0"):
            engine.draw(text, **{name: -1})
    with pytest.raises(ValueError, match="no such experiment"):
        engine.draw(text, experiment=1)
    with pytest.raises(TypeError):
        engine.network(channels(), samples=2.5)
    own = network()
    with pytest.raises(ValueError, match="samples must be from 2"):
        engine.beampattern(own, np.zeros((2, 3, 4)), samples=1)
    with pytest.raises(ValueError, match="delta must be a finite number"):
        engine.solve_isac(own, np.nan)
    with pytest.raises(ValueError, match="rate_multipliers must"):
        engine.proof(own, np.zeros((2, 3, 4)), rate_multipliers=[1, 2, 3])
    with pytest.raises(ValueError, match="pilots must be whole numbers"):
        engine.estimate(np.zeros((1, 1, 1)), np.ones((1, 1)), [0.5], energy=1.0)
    with pytest.raises(ValueError, match="finite"):
        engine.estimate(np.full((1, 1, 1), np.nan), np.ones((1, 1)), [0], energy=1.0)


def test_budgets_at_and_below_the_least_error() -> None:
    own = network()
    s_min = engine.solve_sensing(own).s_min
    for share in (-1.0, 0.0, 0.5, 1 - 1e-6):
        assert engine.solve_isac(own, share * s_min).status == "infeasible", share
    at, near, above = (engine.solve_isac(own, share * s_min) for share in (1.0, 1 + 1e-4, 1.5))
    assert at.status == near.status == above.status == "solved"
    assert at.sum_rate == pytest.approx(near.sum_rate, rel=1e-6) and at.sum_rate < above.sum_rate


def test_access_points_that_sense_are_numbers() -> None:
    for sensing in ({"a": [0.0]}, {0.5: [0.0]}, [0], {0: 5.0}):
        with pytest.raises(TypeError):
            engine.network(channels(), sensing=sensing)
