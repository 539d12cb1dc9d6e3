"""Recorded arrays are those of the file, and follow from the same network as the table."""

import io
import json
from pathlib import Path

import numpy as np
import pytest

import cfs

TEXT = """
area square 1 km
aps 3 { antennas 4 }
users 2
targets 1
realizations 3
seed 3
record beams channels estimates covariances places
sweep users over [1, 2]
sweep delta from S_min to 2 * S_min step S_min solve isac
"""


def test_arrays_are_those_of_the_file(tmp_path: Path) -> None:
    results = cfs.run(TEXT, name="all")
    results.write(tmp_path)
    with np.load(tmp_path / "all.npz") as file:
        stored = {name: file[name] for name in file.files if name != "README"}
        readme = json.loads(str(file["README"]))
    arrays = results.arrays
    assert arrays is not None and list(arrays) == list(stored)
    for name, values in stored.items():
        assert arrays[name].dtype == values.dtype and arrays[name].shape == values.shape, name
        np.testing.assert_array_equal(arrays[name], values)
        about = results.axes[name]
        assert len(about["axes"]) == values.ndim and about["description"]
    assert [array["axes"] for array in readme["arrays"]] == [about["axes"] for about in results.axes.values()]
    assert len(arrays["W"]) == len(results.table)
    # The array owns its memory: nothing was copied to be given to NumPy, and it may be written to.
    assert arrays["W"].flags.writeable and arrays["W"].flags.c_contiguous
    assert set(results.read_arrays("W", "power")) == {"W", "power"}
    with pytest.raises(KeyError, match="there is no array 'V'; there are:.* W"):
        results.read_arrays("V")


def test_arrays_do_not_depend_on_threads_nor_on_the_format_of_their_file(tmp_path: Path) -> None:
    one, many = (cfs.run(TEXT, threads=threads).arrays for threads in (1, 4))
    mat = cfs.run(TEXT.replace("places\n", "places as mat\n")).arrays
    for other in (many, mat):
        assert list(other) == list(one)
        for name, values in one.items():
            assert values.tobytes() == other[name].tobytes(), name
    for threads in (1, 4):
        cfs.run(TEXT, threads=threads, name="all").write(tmp_path / str(threads))
    assert (tmp_path / "1" / "all.npz").read_bytes() == (tmp_path / "4" / "all.npz").read_bytes()


def test_arrays_of_a_run_with_a_journal_and_of_one_that_is_resumed(tmp_path: Path) -> None:
    file = tmp_path / "all.cfs"
    file.write_text(TEXT)
    expected = cfs.run(TEXT).arrays
    for resume in (False, True):
        results = cfs.run(file, output=tmp_path / "out", resume=resume)
        assert results["all"].reused == (6 if resume else 0)
        for name, values in expected.items():
            np.testing.assert_array_equal(values, results.arrays[name])


def test_without_record_there_are_none_and_figures_write_no_file(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = TEXT.replace("record beams channels estimates covariances places\n", "") + "plot sum_rate over delta by users\n"
    results = cfs.run(text)
    assert results.arrays is None and results.axes is None and results.read_arrays("W") is None
    [figure] = results.figures
    assert figure.svg.lstrip().startswith("<svg")
    figure.save("own.svg")
    assert [file.name for file in tmp_path.iterdir()] == ["own.svg"]
    assert (tmp_path / "own.svg").read_text(encoding="utf-8") == figure.svg


def test_a_figure_that_cannot_be_drawn_is_a_warning(tmp_path: Path) -> None:
    def fails(network, problem):
        raise ValueError("no beams")

    text = "scheme mine external\nusers 2\naps 3 { antennas 4 }\ntargets 1\nsweep delta from 1 to 3 step 1 solve isac\n"
    results = cfs.run(text + "plot sum_rate over delta\n", schemes={"mine": fails})
    assert results.counts == {"solved": 0, "infeasible": 0, "failed": 3}
    with pytest.warns(UserWarning, match="`plot sum_rate over delta` was not drawn"):
        assert results.figures == []
    with pytest.warns(UserWarning, match="was not drawn"):
        assert not [file for file in results.write(tmp_path) if file.suffix == ".svg"]


def test_a_network_that_was_drawn_can_be_frozen_and_used_again(tmp_path: Path) -> None:
    drawn = cfs.run(
        "area square 1 km\naps 3 { antennas 4 }\nusers 2\ntargets 1\nrealizations 3\nrecord layout channels places\n"
        "solve communication\n",
        name="drawn",
    )
    drawn.write(tmp_path / "drawn")
    places = "placement at from \"drawn/drawn.layout.csv\" each realization"
    text = (
        f"area square 1 km\naps 3 {{\nantennas 4\npower 125 dB\n{places}\n}}\nusers {{ {places} }}\ntargets {{ {places} }}\n"
        "realizations 3\nrecord layout channels places\nchannels from \"drawn/drawn.npz\" variable \"H\"\nsolve communication\n"
    )
    (tmp_path / "again.cfs").write_text(text)
    again = cfs.run(tmp_path / "again.cfs")
    for name in ("H", "ap_position", "user_position", "target_position", "ap_of_target"):
        np.testing.assert_array_equal(again.arrays[name], drawn.arrays[name], err_msg=name)
    assert again.counts["solved"] == 3
    with pytest.raises(cfs.ScenarioError, match="for 3 realizations, but the experiment asks for 4"):
        cfs.run(tmp_path / "again.cfs", realizations=4)
    assert "mean gain of an antenna" in cfs.plan(tmp_path / "again.cfs")


def test_given_channels_need_a_power(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    np.save(tmp_path / "h.npy", rng.standard_normal((2, 3, 4)) + 1j * rng.standard_normal((2, 3, 4)))
    text = "users 2\naps 3 { antennas 4 }\ntargets 1\nchannels from \"h.npy\"\nsolve communication\n"
    (tmp_path / "own.cfs").write_text(text)
    [found] = cfs.check(tmp_path / "own.cfs")
    assert found.code == "cfs::setting::channels" and "power" in found.message
    # Variances of 2: the mean gain is 3 dB, and 12 antennas at 10 dB make it 24 dB.
    (tmp_path / "own.cfs").write_text(text.replace("antennas 4", "antennas 4 power 10 dB"))
    mean = np.mean(np.abs(np.load(tmp_path / "h.npy")) ** 2)
    planned = cfs.plan(tmp_path / "own.cfs")
    assert f"mean gain of an antenna {10 * np.log10(mean):.1f} dB" in planned
    assert f"mean SNR at a user {10 + 10 * np.log10(12 * mean):.1f} dB" in planned


def hostile() -> dict[str, bytes]:
    """Files that promise more than they hold, by name."""
    npy, npz = io.BytesIO(), io.BytesIO()
    np.save(npy, np.ones((2, 3, 4), dtype=complex))
    np.savez(npz, H=np.ones((2, 3, 4), dtype=complex))
    whole, packed = npy.getvalue(), npz.getvalue()
    huge = whole.replace(b"(2, 3, 4)", b"(2, 3, 40000000000)"[:9])
    header = b"{'descr': '<c16', 'fortran_order': False, 'shape': (2, 3000000000, 4000000000), }\n"
    return {
        "cut.npy": whole[:-8],
        "header.npy": whole[:40],
        "changed.npy": huge,
        "promises.npy": b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header,
        "real.npy": whole.replace(b"<c16", b"<f8 "),
        "cut.npz": packed[:-30],
        "half.npz": packed[: len(packed) // 2],
        "bytes.mat": b"MATLAB 5.0 MAT-file" + bytes(200),
        "words.h5": b"\x89HDF\r\n\x1a\n" + bytes(100),
        "nothing.npy": b"",
    }


@pytest.mark.parametrize("name", sorted(hostile()))
def test_files_of_channels_that_are_damaged_are_faults_of_the_scenario(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(hostile()[name])
    text = f"users 2\naps 3 {{ antennas 4 power 0 dB }}\ntargets 1\nchannels from \"{name}\"\nsolve communication\n"
    (tmp_path / "own.cfs").write_text(text)
    found = cfs.check(tmp_path / "own.cfs")
    assert [fault.code for fault in found] == ["cfs::setting::channels"], found
