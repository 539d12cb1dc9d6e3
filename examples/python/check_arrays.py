"""Recomputes sum rate, beampattern error and powers of every row from the arrays of an experiment alone.

    python check_arrays.py FOLDER [NAME ...]

FOLDER holds what `cfs run` wrote; NAME.npz needs NumPy, NAME.mat needs SciPy as well. The formulas are written here from
the descriptions in the files and share no code with cfs. The exit code is 1 if a row disagrees with NAME.csv.
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np

# The table has 17 digits; what remains is the order of sums.
RATE_TOLERANCE = 1e-9
ERROR_TOLERANCE = 1e-8
POWER_TOLERANCE = 1e-6


def load(path):
    """The arrays of a file by name, with axes in the order of the descriptions."""
    if path.suffix == ".npz":
        with np.load(path) as file:
            arrays = {name: file[name] for name in file.files}
        readme = json.loads(str(arrays.pop("README")))
        shapes = {array["name"]: tuple(array["shape"]) for array in readme["arrays"]}
        for name, array in arrays.items():
            assert array.shape == shapes[name], (name, array.shape, shapes[name])
        return arrays, readme
    from scipy.io import loadmat

    file = loadmat(path)
    readme = json.loads(str(file["README"][0]))
    arrays = {}
    for array in readme["arrays"]:
        name, shape = array["name"], tuple(reversed(array["shape"]))
        values = file[name]
        if array["type"] == "string":
            arrays[name] = np.array([str(word).rstrip() for word in values.ravel()])
        else:
            # The first axis runs fastest there, so the transpose has the order of the descriptions.
            values = np.asarray(values).T.reshape(shape)
            # MATLAB keeps whole numbers as numbers of double precision.
            arrays[name] = values.astype(np.int64) if array["type"] == "integer" else values
    return arrays, readme


def rates(h_hat, theta, w, z):
    """Rates (18) of all users: h_hat is K x MN, theta K x MN x MN, w K x MN, z M x N x N; powers absorbed in h_hat, theta."""
    users, length = h_hat.shape
    aps, antennas = z.shape[:2]
    amplitude = h_hat.conj() @ w.T
    # What the error of the estimates lets through.
    leaked = np.einsum("ja,kab,jb->k", w.conj(), theta, w).real
    received = np.abs(amplitude) ** 2
    signal = np.diag(received)
    interference = 1.0 + received.sum(axis=1) - signal + leaked
    for m in range(aps):
        own = slice(m * antennas, (m + 1) * antennas)
        h, t = h_hat[:, own], theta[:, own, own]
        interference += np.einsum("ka,ab,kb->k", h.conj(), z[m], h).real
        interference += np.einsum("kab,ba->k", t, z[m]).real
    return np.log2(1.0 + signal / interference)


def matching_error(covariance, targets, spacing, samples, width, half_open, power):
    """Error (20) of the beampattern (19) of one access point, at the best scale."""
    antennas = len(covariance)
    theta = np.linspace(-90.0, 90.0, samples)
    phase = 2 * np.pi * spacing * np.sin(np.radians(theta))
    steering = np.exp(1j * np.outer(phase, np.arange(antennas)))
    pattern = power * np.einsum("sa,ab,sb->s", steering.conj(), covariance, steering).real
    ideal = np.zeros(samples, dtype=bool)
    for target in targets:
        offset = theta - target
        if half_open:
            ideal |= (offset >= -width / 2 - 1e-9) & (offset < width / 2 - 1e-9)
        else:
            ideal |= np.abs(offset) <= width / 2 + 1e-9
    eta = pattern[ideal].mean() if ideal.any() else 0.0
    return np.mean((pattern - eta * ideal) ** 2)


def check(folder, name):
    """Compares every row of an experiment; the number of rows that were compared and those that disagree."""
    description = json.loads((folder / f"{name}.json").read_text())
    arrays, readme = load(folder / description["arrays"]["path"])
    assert readme["arrays"] == description["arrays"]["members"], "the two descriptions differ"
    with open(folder / description["path"], newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(arrays["row_unit"]), "the table has another number of rows"
    wrong, compared, worst = [], 0, 0.0

    def compare(i, what, value, expected, tolerance):
        nonlocal worst
        off = abs(value - expected) / max(abs(expected), 1e-300)
        worst = max(worst, off)
        if not off <= tolerance:
            wrong.append(f"row {i}: {what} is {value!r} by the arrays and {expected!r} by the table")

    for i, row in enumerate(rows):
        unit = arrays["row_unit"][i]
        assert int(row["realization"]) == arrays["unit_realization"][unit], f"row {i} has another realization"
        for key in (n for n in arrays if n.startswith("unit_") and n[5:] in row):
            value = arrays[key][unit]
            same = str(value) == row[key[5:]] if value.dtype.kind == "U" else float(row[key[5:]]) == value
            assert same, f"row {i}: {key} is {value}"
        if not arrays["row_has_beams"][i]:
            continue
        users, aps, antennas, targets = (
            int(arrays[f"n_{what}"][unit]) for what in ("users", "access_points", "antennas", "targets")
        )
        w = arrays["W"][i, :users, :aps, :antennas]
        z = arrays["Z"][i, :aps, :antennas, :antennas]
        assert not arrays["W"][i, users:].any() and not arrays["Z"][i, aps:].any(), f"row {i} is not padded with zeros"
        own = np.einsum("kma,kmb->mab", w, w.conj()) + z
        used = np.trace(own, axis1=1, axis2=2).real
        senses = arrays["senses"][unit, :aps, :targets].astype(bool)
        compared += 1
        if used.max() > 1 + POWER_TOLERANCE:
            wrong.append(f"row {i}: an access point uses {used.max()} of its power")
        for m in range(aps):
            if row.get(f"power_{m + 1}"):
                compare(i, f"power_{m + 1}", used[m], float(row[f"power_{m + 1}"]), RATE_TOLERANCE)
        if row.get("sum_rate") and "H_hat" in arrays and "Theta" in arrays:
            amplitude = np.sqrt(arrays["power"][unit, :aps])
            scale = np.repeat(amplitude, antennas)
            h_hat = arrays["H_hat"][unit, :users, :aps, :antennas].reshape(users, -1) * scale
            theta = arrays["Theta"][unit, :users, :aps, :antennas, :aps, :antennas]
            theta = theta.reshape(users, aps * antennas, aps * antennas) * np.outer(scale, scale)
            rate = rates(h_hat, theta, w.reshape(users, -1), z)
            compare(i, "sum_rate", rate.sum(), float(row["sum_rate"]), RATE_TOLERANCE)
            for k in range(users):
                if row.get(f"rate_{k + 1}"):
                    compare(i, f"rate_{k + 1}", rate[k], float(row[f"rate_{k + 1}"]), 1e-7)
        if row.get("mse"):
            errors = [
                matching_error(
                    own[m],
                    arrays["angle"][unit, m, :targets][senses[m]],
                    arrays["spacing"][unit],
                    int(arrays["beampattern_samples"][unit]),
                    arrays["beampattern_width"][unit],
                    bool(arrays["beampattern_half_open"][unit]),
                    arrays["beampattern_power"][unit],
                )
                for m in range(aps)
                if senses[m].any()
            ]
            compare(i, "mse", np.mean(errors), float(row["mse"]), ERROR_TOLERANCE)
    return compared, worst, wrong


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    names = sys.argv[2:]
    if not names:
        described = sorted(folder.glob("*.json"))
        names = [path.stem for path in described if "arrays" in json.loads(path.read_text())]
    if not names:
        sys.exit(f"no experiment in {folder} recorded arrays")
    failed = False
    for name in names:
        compared, worst, wrong = check(folder, name)
        print(f"{name}: {compared} rows with beams compared, largest relative difference {worst:.1e}")
        for line in wrong[:10]:
            print(f"  {line}")
        failed |= bool(wrong)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
