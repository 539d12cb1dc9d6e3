"""Schemes of one's own: judged like all others, failed rows with their reasons, journals that know them."""

from pathlib import Path

import numpy as np
import pytest

import cfs

SMALL = """
area square 0.5 km
aps 3 { antennas 4 }
users 2
targets 1
seed 3
realizations 2
scheme mine external
"""
MRT = SMALL + "compare scheme [mrt, mine]\nsolve communication\n"


def matched(network, problem):
    """Maximum ratio transmission: as the program's rule."""
    h = network.h_hat
    return h / np.sqrt(np.sum(np.abs(h) ** 2, axis=(0, 2)))[None, :, None]


def test_a_rule_of_ones_own_has_the_rates_of_the_programs() -> None:
    results = cfs.run(MRT, schemes={"mine": matched})
    assert results.counts == {"solved": 4, "infeasible": 0, "failed": 0}
    rates = results.table["sum_rate"].reshape(2, 2)
    np.testing.assert_allclose(rates[:, 0], rates[:, 1], rtol=1e-12)
    assert list(results.table["scheme"]) == ["mrt", "mine"] * 2
    assert results.paired is not None


def test_results_do_not_depend_on_threads() -> None:
    def drawn(network, problem):
        rng = np.random.default_rng([problem.seed, problem.realization])
        h = network.h_hat + rng.standard_normal(network.h_hat.shape)
        return h / np.sqrt(np.sum(np.abs(h) ** 2, axis=(0, 2)))[None, :, None]

    one, many = (cfs.run(MRT, schemes={"mine": drawn}, threads=threads, realizations=20) for threads in (1, 4))
    np.testing.assert_array_equal(one.table["sum_rate"], many.table["sum_rate"])


def test_what_a_function_is_given() -> None:
    seen = []

    def look(network, problem):
        seen.append((network, problem))
        return matched(network, problem)

    look.identity = "look"
    cfs.run(SMALL + "solve isac at delta 3 * S_min\n", schemes={"mine": look}, realizations=1)
    [(network, problem)] = seen
    assert (network.aps, network.users, network.antennas, network.targets) == (3, 2, 4, 1)
    assert network.h_hat.shape == (2, 3, 4) and network.h_hat.dtype == np.complex128
    assert network.theta.shape == (2, 3) and network.steering.shape == (3, 1, 4)
    assert network.power.shape == (3,) and network.senses.sum() == 1
    assert network.directions.shape == (181,) and network.sampled_steering.shape == (181, 4)
    assert network.desired.shape == (3, 181) and network.desired.any(axis=1).tolist() == network.senses.tolist()
    covariance = network.error_covariance
    assert covariance.shape == (2, 12, 12)
    np.testing.assert_allclose(covariance, covariance.conj().transpose(0, 2, 1), atol=1e-12 * np.abs(covariance).max())
    assert np.linalg.eigvalsh(covariance).min() > 0
    assert (problem.kind, problem.zeta, problem.seed, problem.realization) == ("isac", None, 3, 0)
    s_min = cfs.engine.solve_sensing(network).s_min
    assert problem.delta == pytest.approx(3 * s_min, rel=1e-9)
    # The rate bound by NumPy alone, from what the function is given.
    W = matched(network, problem)
    h = network.h_hat.reshape(2, 12)
    w = W.reshape(2, 12)
    received = np.abs(h.conj() @ w.T) ** 2
    error = np.real(np.einsum("jm,kmn,jn->k", w.conj(), covariance, w))
    own = np.diag(received)
    rates = np.log2(1 + own / (1 + received.sum(axis=1) - own + error))
    np.testing.assert_allclose(cfs.engine.evaluate(network, W).rates, rates, rtol=1e-10)


def raises(network, problem):
    raise ValueError("a slip\nin two lines")


def interrupted(network, problem):
    raise SystemExit(1)


def louder(network, problem):
    return 2 * matched(network, problem)


def not_a_number(network, problem):
    W = matched(network, problem)
    W[0, 0, 0] = np.nan
    return W


def other_shape(network, problem):
    return matched(network, problem).transpose(1, 0, 2)


def other_axes(network, problem):
    return matched(network, problem).ravel()


def words(network, problem):
    return np.array([[["beams"]]])


def ragged(network, problem):
    return [[1, 2], [3]]


def nothing(network, problem):
    return None


def not_hermitian(network, problem):
    Z = np.zeros((3, 4, 4), dtype=complex)
    Z[1, 0, 1] = 1
    return 0 * matched(network, problem), Z


def negative(network, problem):
    return 0 * matched(network, problem), -0.1 * np.stack([np.eye(4)] * 3)


def infinite(network, problem):
    return 0 * matched(network, problem), np.full((3, 4, 4), np.inf)


def z_of_other_shape(network, problem):
    return matched(network, problem), np.zeros((3, 2, 2))


FAULTS = [
    (raises, "ValueError: a slip (test_schemes.py, line "),
    (interrupted, "SystemExit: 1"),
    (louder, "access point 1 uses 4.0000000 of its power"),
    (not_a_number, "not finite"),
    (other_shape, "W must have the shape (2, 3, 4): users, access points, antennas; it has [3, 2, 4]"),
    (other_axes, "W must have three axes"),
    (words, "TypeError: W must be an array of complex numbers"),
    (ragged, "ValueError"),
    (nothing, "returned None"),
    (not_hermitian, "Z of access point 2 is not Hermitian"),
    (negative, "Z of access point 1 is not positive semidefinite"),
    (infinite, "Z of access point 1 is not finite"),
    (z_of_other_shape, "Z must have the shape (3, 4, 4)"),
]


@pytest.mark.parametrize(("function", "reason"), FAULTS, ids=[function.__name__ for function, _ in FAULTS])
def test_a_function_that_goes_wrong_is_a_failed_row(function, reason: str) -> None:
    results = cfs.run(MRT, schemes={"mine": function})
    assert results.counts == {"solved": 2, "infeasible": 0, "failed": 2}
    for scheme, status, found in zip(*(results.table[name] for name in ("scheme", "status", "reason"))):
        if scheme == "mine":
            assert status == "failed" and reason in found
        else:
            assert status == "solved"


def test_budgets_and_infeasible() -> None:
    def none(network, problem):
        raise cfs.Infeasible

    results = cfs.run(SMALL + "solve isac at delta 2 * S_min\n", schemes={"mine": none})
    assert results.counts["infeasible"] == 2
    results = cfs.run(SMALL + "solve isac at delta S_min\n", schemes={"mine": matched})
    assert all("the mean matching error is" in reason for reason in results.table["reason"])
    results = cfs.run(SMALL + "solve isac at zeta 0.99 * R_max\n", schemes={"mine": matched})
    assert all("must be at least" in reason for reason in results.table["reason"])


def test_a_scheme_that_is_missing_or_not_asked_for() -> None:
    with pytest.raises(cfs.RunError, match="the external scheme `mine` was not given"):
        cfs.run(MRT)
    with pytest.raises(ValueError, match="no experiment uses an external scheme `yours`"):
        cfs.run(MRT, schemes={"mine": matched, "yours": matched})
    with pytest.raises(TypeError, match="must be a function"):
        cfs.run(MRT, schemes={"mine": 3})


def test_journals_know_a_scheme_by_what_identifies_it(tmp_path: Path) -> None:
    calls = []

    def scheme(scale: float):
        def mine(network, problem):
            calls.append(scale)
            return scale * matched(network, problem)

        mine.identity = f"scaled by {scale}"
        return mine

    file = tmp_path / "own.cfs"
    file.write_text(SMALL + "solve communication\n")

    def asked(scale: float) -> int:
        calls.clear()
        cfs.run(file, schemes={"mine": scheme(scale)}, output=tmp_path / "out", resume=True, replace=True)
        return len(calls)

    assert [asked(0.5), asked(0.5), asked(0.25), asked(0.5)] == [2, 0, 2, 0]


SCALE = 1.0
TABLE = {"weights": [1.0, 2.0]}


def helper(x):
    return SCALE * x


def of_helpers(network, problem):
    return [helper(x) for x in TABLE["weights"]]


def recursive(network, problem):
    return recursive(network, problem)


def test_the_source_and_all_that_it_uses_identify_a_function(monkeypatch) -> None:
    from cfs._functions import identity

    def scheme(scale, weights):
        return lambda network, problem: scale * weights

    one = identity(scheme(1.0, np.ones(3)))
    assert one == identity(scheme(1.0, np.ones(3)))
    assert one != identity(scheme(2.0, np.ones(3)))
    assert one != identity(scheme(1.0, np.zeros(3)))
    assert one != identity(scheme(1.0, [1.0, 1.0, 1.0]))
    for unknown in (object(), np.array([object()], dtype=object)):
        with pytest.raises(ValueError, match="attribute `identity`"):
            identity(scheme(1.0, unknown))
    # A value that a helper of the module uses, a nested value, a helper itself.
    before = identity(of_helpers)
    assert before == identity(of_helpers)
    for name, value in (("SCALE", 2.0), ("TABLE", {"weights": [1.0, 3.0]}), ("helper", scheme(1.0, 2.0))):
        with monkeypatch.context() as patched:
            patched.setitem(of_helpers.__globals__, name, value)
            assert identity(of_helpers) != before, name
    assert identity(recursive) == identity(recursive)


def test_a_function_sees_the_objective_and_is_judged_by_it() -> None:
    seen = []

    def least(network, problem):
        seen.append((network.objective, network.weights.tolist(), network.rate_floors.tolist()))
        return cfs.engine.solve_communication(network).W

    least.identity = "least"
    for words, expected in (
        ("", ("sum_rate", [1.0, 1.0], [0.0, 0.0])),
        ("objective min_rate", ("min_rate", [1.0, 1.0], [0.0, 0.0])),
        ("objective proportional_fair\nrate_floor 0.1", ("proportional_fair", [1.0, 1.0], [0.1, 0.1])),
        ("objective weighted [1, 3]", ("weighted", [1.0, 3.0], [0.0, 0.0])),
    ):
        seen.clear()
        results = cfs.run(f"{SMALL}{words}\ncompare scheme [proposed, mine]\nsolve communication\n", schemes={"mine": least})
        assert results.counts["solved"] == 4
        assert set(map(str, seen)) == {str(expected)}
        column = "objective_value" if "objective_value" in results.table.columns else "sum_rate"
        rates = results.table[column].reshape(2, 2)
        np.testing.assert_allclose(rates[:, 0], rates[:, 1], rtol=1e-9)
    # Beams of the largest sum rate leave a floor unmet.
    results = cfs.run(f"{SMALL}rate_floor 100\nsolve communication\n", schemes={"mine": matched})
    assert all("below its floor" in reason for reason in results.table["reason"])
