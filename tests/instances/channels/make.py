"""Writes the files of this folder: one array of channels in every format, by NumPy, SciPy and h5py."""

import h5py
import numpy as np
from scipy.io import savemat

# Entry [r, k, m, n] of 2 realizations, 2 users, 3 access points and 2 antennas.
r, k, m, n = np.indices((2, 2, 3, 2))
h = (1 + r + 2 * k) + 1j * (m - 0.25 * n)

np.save("h.npy", h)
np.savez("h.npz", H=h, other=2 * h)
np.savez_compressed("packed.npz", H=h)
# As MATLAB would hold H in y = H x: realizations, access points, antennas, users.
matlab = {"H": h.transpose(0, 2, 3, 1).conj(), "label": "channels", "other": np.arange(3.0)}
savemat("version6.mat", matlab)
savemat("version7.mat", matlab, do_compression=True)
with h5py.File("h.h5", "w") as file:
    file["H"] = h
    file.create_dataset("chunks", data=h, chunks=(1, 2, 2, 2), compression="gzip", shuffle=True, fletcher32=True)
    file["group/single"] = h.astype(np.complex64)
with h5py.File("latest.h5", "w", libver="latest") as file:
    file["H"] = h
# What `save -v7.3` writes: axes in the opposite order, parts by their names, behind a block of 512 bytes.
with h5py.File("version73.mat", "w", userblock_size=512) as file:
    values = np.empty(h.T.shape, [("real", "<f8"), ("imag", "<f8")])
    values["real"], values["imag"] = h.T.real, h.T.imag
    file.create_dataset("H", data=values, chunks=(2, 3, 1, 2), compression="gzip")
    file.create_group("#refs#")
with open("version73.mat", "r+b") as file:
    file.write(b"MATLAB 7.3 MAT-file".ljust(116) + bytes(8) + b"\0\2IM")
# A ray tracer's: users, receive antennas, transmit antennas, subcarriers, of the first access point.
np.save("ray.npy", h[:, :, 0].transpose(1, 2, 0)[:, None].astype(np.complex64))
