"""Writes the files of places of this folder: one array in every format, by NumPy, SciPy and h5py."""

import h5py
import numpy as np
from scipy.io import savemat

# Entry [r, k, c] of 2 realizations, 3 users and x, y and a height, m.
r, k, c = np.indices((2, 3, 3))
xyz = 100.0 * r + 10.0 * k + c

np.save("xyz.npy", xyz.astype(np.float32))
np.savez("xyz.npz", xyz=xyz, one=xyz[1], whole=xyz.astype(np.int16), km=xyz[:, :, :2] / 1000)
np.savez_compressed("xyz_packed.npz", xyz=np.asfortranarray(xyz))
for version, packed in ((6, False), (7, True)):
    savemat(f"xyz_version{version}.mat", {"xyz": xyz, "turned": xyz.T.astype(np.int32), "label": "places"}, do_compression=packed)
with h5py.File("xyz.h5", "w") as file:
    file["xyz"] = xyz
    file.create_dataset("group/whole", data=xyz.astype(">i4"), chunks=(1, 2, 3), compression="gzip", shuffle=True)
    file["single"] = xyz.astype(np.float32)
    file["words"] = "places"
# What `save -v7.3` writes: axes in the opposite order, behind a block of 512 bytes.
with h5py.File("xyz_version73.mat", "w", userblock_size=512) as file:
    file["xyz"] = xyz.T
with open("xyz_version73.mat", "r+b") as file:
    file.write(b"MATLAB 7.3 MAT-file".ljust(116) + bytes(8) + b"\0\2IM")
