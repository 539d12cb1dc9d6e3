"""Scenarios from Python: results are those of the command, to the byte."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import cfs

SMALL = """
area square 1 km
aps 3 { antennas 4 }
users 2
targets 1
"""

SCENARIO = (
    SMALL
    + """
realizations 3
seed 3
record beampattern layout users
compare scheme [proposed, zf]
sweep delta from S_min to 2 * S_min step S_min / 2 solve isac
expect mean sum_rate > 0
expect mean sum_rate > 1e9
plot sum_rate over delta
plot layout
"""
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "all.cfs"
    file.write_text(SCENARIO)
    return file


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("cfs")
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=300)


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if not file.name.endswith(".lock")}


def test_the_folder_is_that_of_the_command_to_the_byte(path: Path, tmp_path: Path) -> None:
    ran = command("run", path, "-o", tmp_path / "command", "-j", 2)
    assert ran.returncode == 1, ran.stderr  # an expectation fails
    expected = files(tmp_path / "command")
    cfs.run(path, output=tmp_path / "journal", threads=1)
    assert files(tmp_path / "journal") == expected
    written = cfs.run(path).write(tmp_path / "library")
    without = {name: data for name, data in expected.items() if not name.endswith(".journal")}
    assert files(tmp_path / "library") == without
    assert sorted(file.name for file in written) == sorted(without)


def test_a_run_is_resumed(path: Path, tmp_path: Path) -> None:
    first = cfs.run(path, output=tmp_path / "out")
    assert first["all"].reused == 0
    again = cfs.run(path, output=tmp_path / "out", resume=True)
    assert again["all"].reused == 3
    # The journal of the library is the command's too.
    assert command("run", path, "-o", tmp_path / "out", "--resume").returncode == 1


def test_tables_are_arrow_for_all_who_take_it(path: Path) -> None:
    pandas, polars, pyarrow = map(pytest.importorskip, ("pandas", "polars", "pyarrow"))
    results = cfs.run(path)
    table = results.table
    assert len(table) == 18
    frame, own, arrow = table.to_pandas(), polars.DataFrame(table), pyarrow.table(table)
    assert list(frame.columns) == own.columns == arrow.column_names == list(table.columns)
    assert arrow.schema.field("sum_rate").metadata[b"unit"] == b"bit/s/Hz"
    assert str(arrow.schema.field("realization").type) == "int64"
    assert arrow.validate(full=True) is None
    for rates in (frame["sum_rate"], own["sum_rate"], arrow["sum_rate"].to_numpy()):
        np.testing.assert_array_equal(np.asarray(rates, dtype=float), table["sum_rate"])
    assert list(own["scheme"]) == list(table["scheme"]) == frame["scheme"].to_list()
    # Empty cells are null: `proposed` keeps no share of its power.
    assert own["nu"].null_count() == 9 and np.isnan(table["nu"]).sum() == 9
    assert own["reason"].null_count() == 18
    assert isinstance(frame, pandas.DataFrame)
    for other in (results.summary, results.paired, results.users, results.beampatterns, results.layouts):
        assert other is not None and len(pyarrow.table(other)) == len(other) > 0
    # A stream is read once and a table as often as one likes.
    assert polars.DataFrame(table).equals(own)


def test_a_table_without_rows_is_a_table(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    results = cfs.run(SMALL + "sweep delta from S_min to 0.01 step 1 solve isac\n")
    assert len(results.table) == 0
    assert pyarrow.table(results.table).num_rows == 0


def test_what_is_expected_and_drawn(path: Path) -> None:
    results = cfs.run(path)
    assert [claim.passed for claim in results.expectations] == [True, False]
    assert results.expectations[1].right == 1e9
    assert [figure.name for figure in results.figures] == ["all.layout.svg", "all.sum_rate_over_delta.svg"] or len(
        results.figures
    ) == 2
    assert all(figure._repr_svg_().lstrip().startswith(("<svg", "<?xml")) for figure in results.figures)
    shown = results._repr_html_()
    assert "FAILS" in shown and "<svg" in shown and "\x1b" not in shown
    assert results.counts == {"solved": 18, "infeasible": 0, "failed": 0}


def test_values_are_set_from_outside() -> None:
    text = SMALL + "realizations 2\nsolve communication\n"
    results = cfs.run(text, set={"users": 3, "area": "2 km", "seed": 7}, realizations=4, threads=1)
    assert len(results.table) == 4
    with pytest.raises(cfs.ScenarioError):
        cfs.run(text, set={"userss": 3})


def test_several_experiments_are_asked_by_name() -> None:
    text = f"deployment small {{{SMALL}}}\n" + "".join(
        f"experiment {name} on small {{ solve communication }}\n" for name in ("a", "b")
    )
    results = cfs.run(text)
    assert list(results) == ["a", "b"] and len(results["b"].table) == 1
    with pytest.raises(AttributeError, match="results\\[NAME\\].table"):
        results.table
    assert list(cfs.run(text, only="b")) == ["b"]


def test_what_is_wrong_is_told_as_on_the_terminal(tmp_path: Path) -> None:
    text = "userss 2\nsolve communication\n"
    with pytest.raises(cfs.ScenarioError) as raised:
        cfs.run(text)
    assert "scenario.cfs:1:1" in str(raised.value) and "did you mean `users`?" in str(raised.value)
    [found] = cfs.check(text)
    assert found.code == "cfs::name::unknown"
    assert (found.labels[0].start.line, found.labels[0].start.column, found.labels[0].bytes) == (1, 1, (0, 6))
    assert found.fix is not None and found.fix.replacement == "users"
    assert found == raised.value.diagnostics[0]
    file = tmp_path / "bad.cfs"
    file.write_text(text)
    shown = command("check", file).stderr
    body = shown[: shown.index("help:")].replace(str(file), "scenario.cfs")
    assert [line.strip() for line in body.splitlines() if "userss" in line] == [
        line.strip() for line in str(raised.value).splitlines() if "userss" in line
    ]
    assert cfs.check(SMALL + "solve communication\n") == []
    assert cfs.check(tmp_path / "none.cfs")[0].code.startswith("cfs::")


def test_the_vocabulary() -> None:
    assert "Rate" in cfs.explain("sum_rate") or "rate" in cfs.explain("sum_rate")
    with pytest.raises(KeyError, match="sum_rate"):
        cfs.explain("sum_rat")
    assert cfs.vocabulary()["words"]
    assert "aps" in cfs.plan(SMALL + "solve communication\n")


def test_progress_is_told_and_other_threads_run() -> None:
    told: list[tuple[int, int]] = []
    ticks = 0
    over = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not over.is_set():
            ticks += 1
            time.sleep(0.002)

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        cfs.run(SMALL + "realizations 12\nsolve isac at delta 2 * S_min\n", progress=lambda done, all: told.append((done, all)))
    finally:
        over.set()
        thread.join()
    assert told[-1] == (12, 12)
    assert ticks > 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(
    "scheme", ["", "scheme mine external\n"], ids=["the program's own", "a function that takes for ever"]
)
def test_ctrl_c_ends_a_run(scheme: str) -> None:
    code = f"""
import os, signal, threading, time, cfs
def mine(network, problem):
    while True:
        pass
threading.Timer(1.0, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
begun = time.monotonic()
try:
    cfs.run({SMALL!r} + {scheme!r} + "realizations 2000\\nsolve communication\\n",
            schemes={{"mine": mine}} if {scheme!r} else None)
except KeyboardInterrupt:
    print("stopped", time.monotonic() - begun < 20)
"""
    ran = subprocess.run([sys.executable, "-"], input=code, capture_output=True, text=True, timeout=120)
    if scheme:
        # The source of what comes from standard input is not known.
        assert "identity" in ran.stderr
        code = code.replace("threading.Timer", "mine.identity = 'a'\nthreading.Timer", 1)
        ran = subprocess.run([sys.executable, "-"], input=code, capture_output=True, text=True, timeout=120)
    assert ran.stdout.strip() == "stopped True", ran.stderr


LARGE = "area square 1 km\naps 60 { antennas 16 }\nusers 40\ntargets 2\nrealizations 1\nscheme mine external\n"
#: What goes on for minutes, and where Ctrl-C has to end it.
LONG = {
    "a search of the engine": "cfs.engine.solve_isac(network, 2 * cfs.engine.solve_sensing(network).s_min)",
    "a search of a run": "cfs.run(LARGE.replace('scheme mine external', '') + 'solve region\\n')",
    "a search of the engine in a scheme": "run(lambda *_: cfs.engine.solve_communication(network).W)",
    "a call of C in a scheme": "run(lambda *_: time.sleep(1000))",
    "a metric": "cfs.run(SMALL, metrics={'own': given(endless)})",
    "a scheme that catches everything": "run(stubborn)",
}


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("what", LONG)
def test_ctrl_c_ends_what_takes_long(what: str) -> None:
    code = f"""
import os, signal, threading, time, cfs
SMALL = {SMALL!r} + "solve communication\\n"
LARGE = {LARGE!r}
def given(function):
    function.identity = "a"
    return function
def run(function):
    cfs.run(LARGE + "solve communication\\n", schemes={{"mine": given(function)}})
def endless(network, point):
    while True:
        pass
def stubborn(network, problem):
    while True:
        try:
            time.sleep(0.01)
        except Exception:
            pass
network = cfs.engine.draw(LARGE.replace("scheme mine external", "") + "solve communication\\n")
ticks = [0]
def tick():
    while True:
        ticks[0] += 1
        time.sleep(0.01)
threading.Thread(target=tick, daemon=True).start()
def interrupt():
    time.sleep(1.0)
    ticks.append(ticks[0])
    os.kill(os.getpid(), signal.SIGINT)
threading.Thread(target=interrupt, daemon=True).start()
begun = time.monotonic()
try:
    {LONG[what]}
    print("ended by itself")
except KeyboardInterrupt:
    print("stopped", time.monotonic() - begun < 20, ticks[1] > 10)
"""
    ran = subprocess.run([sys.executable, "-"], input=code, capture_output=True, text=True, timeout=120)
    assert ran.stdout.strip() == "stopped True True", ran.stdout + ran.stderr
    assert ran.stderr == ""


def test_what_was_interrupted_can_be_asked_again() -> None:
    code = f"""
import os, signal, threading, time, cfs
text = {LARGE!r}.replace("scheme mine external", "solve communication")
network, expected = (cfs.engine.draw(text, set={{"aps": 12, "users": 8, "antennas": 8}}) for _ in range(2))
interrupted = 0
for wait in (0.01, 0.03, 0.1, 0.2):
    timer = threading.Timer(wait, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    try:
        delta = 2 * cfs.engine.solve_sensing(network).s_min
        cfs.engine.solve_isac(network, delta)
        timer.join()
        time.sleep(0.2)
    except KeyboardInterrupt:
        interrupted += 1
delta = 2 * cfs.engine.solve_sensing(network).s_min
one, other = (cfs.engine.solve_isac(each, delta) for each in (network, expected))
print(interrupted > 0, (one.W == other.W).all(), one.status)
"""
    ran = subprocess.run([sys.executable, "-"], input=code, capture_output=True, text=True, timeout=120)
    assert ran.stdout.strip() == "True True solved", ran.stdout + ran.stderr


def test_numbers_of_threads() -> None:
    results = cfs.run(SMALL + "realizations 2\nsolve communication\n", threads=10**9)
    assert results.counts["solved"] == 2
    for threads in (0, -1):
        with pytest.raises(ValueError, match="threads must be at least 1"):
            cfs.run(SMALL + "solve communication\n", threads=threads)


def test_arrays_are_the_same_for_any_number_of_threads(tmp_path: Path) -> None:
    text = SMALL + "scheme mine external\nrealizations 12\nrecord beams channels estimates covariances places\n"
    text += "compare scheme [proposed, mine]\nsweep delta from 2 * S_min to 3 * S_min step S_min solve isac\n"

    def mine(network, problem):
        rng = np.random.default_rng([problem.seed, problem.realization])
        return rng.standard_normal((2, 3, 4)) / 9, np.stack([np.eye(4)] * 3) / 9

    for threads in (1, 2, 5):
        cfs.run(text, schemes={"mine": mine}, threads=threads).write(tmp_path / str(threads))
    for file in (tmp_path / "1").iterdir():
        for threads in ("2", "5"):
            assert file.read_bytes() == (tmp_path / threads / file.name).read_bytes(), file.name
    assert any(file.suffix == ".npz" for file in (tmp_path / "1").iterdir())


def test_the_command_is_installed() -> None:
    assert command("--version").stdout.startswith("cfs ")
    assert command("explain", "users").returncode == 0
    assert command("nonsense").returncode == 2
