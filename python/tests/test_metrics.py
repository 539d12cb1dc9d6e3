"""Metrics of one's own: columns of the table, with the values of functions of networks and beams."""

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
"""
RULES = SMALL + "compare scheme [mrt, zf]\nsolve communication\n"


def rate_in_numpy(network, point):
    """Sum rate by NumPy alone.

    And more that is not shown.
    """
    k, size = network.users, network.aps * network.antennas
    h, w = network.h_hat.reshape(k, size), point.W.reshape(k, size)
    received = np.abs(h.conj() @ w.T) ** 2
    sent = np.einsum("jm,jn->mn", w, w.conj())
    for m in range(network.aps):
        part = slice(m * network.antennas, (m + 1) * network.antennas)
        sent[part, part] += point.Z[m]
    error = np.real(np.einsum("kmn,nm->k", network.error_covariance, sent))
    sensing = np.real(np.einsum("km,mn,kn->k", h.conj(), sent, h)) - received.sum(axis=1)
    own = np.diag(received)
    return np.log2(1 + own / (1 + received.sum(axis=1) - own + error + sensing)).sum()


rate_in_numpy.unit = "bit/s/Hz"


@pytest.mark.parametrize("solve", ["solve communication", "sweep delta from 2 * S_min to 4 * S_min step S_min solve isac", "solve region"])
def test_a_metric_is_a_column_and_changes_no_other(solve: str) -> None:
    with_it = cfs.run(f"{SMALL}{solve}\n", metrics={"own": rate_in_numpy})
    without = cfs.run(f"{SMALL}{solve}\n")
    table = with_it.table
    assert len(table) > 1
    np.testing.assert_allclose(table["own"], table["sum_rate"], rtol=1e-9)
    for name in without.table.columns:
        np.testing.assert_array_equal(table[name], without.table[name])
    column = table.columns["own"]
    assert column["role"] == "metric" and column["unit"] == "bit/s/Hz"
    assert column["description"].startswith("Sum rate by NumPy alone. A metric of the program that ran the scenario: ")
    assert "np.einsum" not in column["description"]
    assert "own" in str(with_it.summary.columns)


def test_what_a_metric_is_given() -> None:
    seen = []

    def look(network, point):
        seen.append((network, point))
        return network.realization

    look.identity = "look"
    results = cfs.run(SMALL + "solve isac at delta 3 * S_min\n", metrics={"own": look}, threads=1)
    assert results.table["own"].tolist() == [0, 1]
    network, point = seen[0]
    assert (network.aps, network.users, network.antennas, network.seed) == (3, 2, 4, 3)
    assert point.W.shape == (2, 3, 4) and point.W.dtype == np.complex128
    assert point.Z.shape == (3, 4, 4) and point.rates.shape == (2,) and point.power.shape == (3,)
    evaluation = cfs.engine.evaluate(network, point.W, point.Z)
    np.testing.assert_allclose(evaluation.rates, point.rates, rtol=1e-10)
    assert point.sum_rate == pytest.approx(results.table["sum_rate"][0], rel=1e-12)
    assert point.mse == pytest.approx(results.table["mse"][0], rel=1e-9)
    # The engine answers for the same network.
    s_min = cfs.engine.solve_sensing(network).s_min
    assert s_min * (1 - 1e-9) <= point.mse <= 3 * s_min * (1 + 1e-6)


def test_sensing_alone_has_beams_too() -> None:
    def streams(network, point):
        assert point.W.shape == (2, 3, 4) and not point.W.any() and point.sum_rate == 0
        return np.linalg.matrix_rank(point.Z[network.senses][0])

    results = cfs.run(SMALL + "solve sensing\n", metrics={"streams": streams})
    assert results.counts["solved"] == 2 and (results.table["streams"] >= 1).all()


def test_results_do_not_depend_on_threads(tmp_path: Path) -> None:
    def drawn(network, point):
        rng = np.random.default_rng([network.seed, network.realization])
        return rng.standard_normal()

    for threads in (1, 4):
        cfs.run(RULES, metrics={"own": drawn}, threads=threads, realizations=20).write(tmp_path / str(threads))
    for file in (tmp_path / "1").iterdir():
        assert file.read_bytes() == (tmp_path / "4" / file.name).read_bytes(), file.name


def test_empty_cells() -> None:
    for value in (None, np.nan, np.inf, -np.inf):
        results = cfs.run(RULES, metrics={"own": lambda network, point, value=value: value})
        assert np.isnan(results.table["own"]).all() and results.counts["solved"] == 4
    for value in (True, np.float32(1), np.array([[1]]), 1):
        results = cfs.run(RULES, metrics={"own": lambda network, point, value=value: value})
        assert results.table["own"].tolist() == [1.0] * 4


def raises(network, point):
    raise ValueError("a slip\nin two lines")


def exits(network, point):
    raise SystemExit(1)


def vector(network, point):
    return point.rates


def empty(network, point):
    return []


def complex_number(network, point):
    return 1j


def words(network, point):
    return "many"


def writes(network, point):
    network.h_hat[:] = 0
    point.W[:] = np.nan
    network.aps = 3


FAULTS = [
    (raises, "ValueError: a slip (test_metrics.py, line "),
    (exits, "SystemExit: 1"),
    (vector, "ValueError: a metric must be one number; it has the shape (2,)"),
    (empty, "ValueError: a metric must be one number; it has the shape (0,)"),
    (complex_number, "TypeError: a metric must be a real number or None; it has the type complex"),
    (words, "TypeError: a metric must be a real number or None; it has the type str"),
    (writes, "AttributeError"),
]


@pytest.mark.parametrize(("function", "reason"), FAULTS, ids=[function.__name__ for function, _ in FAULTS])
def test_a_function_that_goes_wrong_fails_its_rows(function, reason: str) -> None:
    def only_zf(network, point):
        return function(network, point)

    only_zf.identity = function.__name__
    results = cfs.run(RULES, metrics={"own": only_zf, "other": rate_in_numpy})
    assert results.counts == {"solved": 0, "infeasible": 0, "failed": 4}
    assert all(reason in found for found in results.table["reason"])
    assert np.isnan(results.table["own"]).all()
    # What else is known of the row is there.
    np.testing.assert_allclose(results.table["other"], results.table["sum_rate"], rtol=1e-9)


def test_names_that_cannot_be() -> None:
    def one(network, point):
        return 1.0

    for name, message in (("sum_rate", "two columns are named `sum_rate`"), ("", "has no name")):
        with pytest.raises(ValueError, match=message):
            cfs.run(RULES, metrics={name: one})
    with pytest.raises(TypeError, match="the metric 'own' must be a function; it is a float"):
        cfs.run(RULES, metrics={"own": 3.0})
    with pytest.raises(ValueError, match="the metric `own`: no experiment has beams"):
        cfs.run(SMALL + "solve estimation\n", metrics={"own": one})


def test_journals_know_a_metric_by_what_identifies_it(tmp_path: Path) -> None:
    calls = []

    def metric(scale: float):
        def own(network, point):
            calls.append(scale)
            return scale * point.sum_rate

        own.identity = f"scaled by {scale}".encode() + b"\xff"
        return own

    file = tmp_path / "own.cfs"
    file.write_text(RULES)

    def asked(scale: float) -> int:
        calls.clear()
        cfs.run(file, metrics={"own": metric(scale)}, output=tmp_path / "out", resume=True, replace=True)
        return len(calls)

    assert [asked(0.5), asked(0.5), asked(0.25), asked(0.5)] == [4, 0, 4, 0]
    assert "scaled by" not in (tmp_path / "out" / "own.json").read_text()


def test_a_metric_of_a_scheme_of_ones_own_shares_what_was_found_out() -> None:
    def best(network, problem):
        return cfs.engine.solve_communication(network).W

    def share(network, point):
        return point.sum_rate / cfs.engine.solve_communication(network).sum_rate

    text = SMALL + "scheme mine external\ncompare scheme [mine, mrt, proposed]\nsolve communication\n"
    results = cfs.run(text, schemes={"mine": best}, metrics={"share": share})
    shares = results.table["share"].reshape(2, 3)
    np.testing.assert_allclose(shares[:, [0, 2]], 1, rtol=1e-9)
    assert (shares[:, 1] < 1).all()
