"""Two well-known methods of one's own beside the program's beams, on the same networks and in the same figure.

Needs the package of this repository: `pip install ./python`, then `python examples/python/own_schemes.py [FOLDER]`.
"""

import sys

import numpy as np

import cfs

SCENARIO = """
scheme rzf_sensing external
scheme wmmse external

area square 1 km
aps 4 { antennas 8 }
users 4
targets 2
realizations 10
compare scheme [proposed, rzf_sensing, wmmse]
sweep delta from 1.5 * S_min to 3 * S_min step 0.5 * S_min solve isac
plot sum_rate over delta by scheme
"""


def share(network, W, delta):
    """W, (K, M, N), at the largest common scale that keeps the budget, the power that is left to sensing: as P1 senses, or
    the same kept off the users' channels, whichever gives the larger sum rate. A common scale keeps the nulls of W."""
    W = W / np.sqrt(np.sum(np.abs(W) ** 2, axis=(0, 2)).max())
    Z = cfs.engine.solve_sensing(network).Z
    H = network.h_hat.transpose(1, 2, 0)
    off = np.eye(network.antennas) - H @ np.linalg.pinv(H)
    kept_off = off @ Z @ off
    kept_off /= np.maximum(np.trace(kept_off, axis1=1, axis2=2).real, 1e-12)[:, None, None]

    def beams(scale, Z):
        left = 1 - scale**2 * np.sum(np.abs(W) ** 2, axis=(0, 2))
        return scale * W, np.where(network.senses, left, 0.0)[:, None, None] * Z

    best = None
    for sensing in (Z, kept_off):
        low, high = 0.0, 1.0
        while high - low > 1e-9:
            middle = (low + high) / 2
            mse = cfs.engine.evaluate(network, *beams(middle, sensing)).mse
            low, high = (middle, high) if mse <= delta else (low, middle)
        found = cfs.engine.evaluate(network, *beams(low, sensing))
        if found.mse <= delta and (best is None or found.sum_rate > best[0]):
            best = (found.sum_rate, beams(low, sensing))
    if best is None:
        raise cfs.Infeasible
    return best[1]


def stacked(network):
    """Channels of all access points together, (K, M N), and the covariances of their errors, (K, M N, M N)."""
    return network.h_hat.reshape(network.users, -1), network.error_covariance


def rzf_sensing(network, problem):
    """Regularised zero forcing over all access points."""
    if problem.delta is None:
        raise NotImplementedError("only budgets of the error are supported")
    H, Theta = stacked(network)
    A = H.T @ H.conj() + Theta.sum(axis=0) + network.users / network.aps * np.eye(H.shape[1])
    W = np.linalg.solve(A, H.T).T
    W /= np.linalg.norm(W, axis=1, keepdims=True)
    return share(network, W.reshape(network.h_hat.shape), problem.delta)


def wmmse(network, problem):
    """Weighted MMSE with the error of the estimates, for the power of each access point by a scaled common multiplier."""
    if problem.delta is None:
        raise NotImplementedError("only budgets of the error are supported")
    H, Theta = stacked(network)
    users, aps = network.users, network.aps
    W = (H / np.linalg.norm(H, axis=1, keepdims=True)).T * np.sqrt(aps / users)
    for _ in range(50):
        received = H.conj() @ W
        covariance = W @ W.conj().T
        error = np.real(np.einsum("kij,ji->k", Theta, covariance))
        total = np.sum(np.abs(received) ** 2, axis=1) + error + np.real(np.trace(covariance)) / aps
        own = np.diag(received)
        u = own / total
        weight = 1 / np.maximum(1 - np.abs(own) ** 2 / total, 1e-12)
        scale = weight * np.abs(u) ** 2
        A = np.einsum("k,ki,kj->ij", scale, H, H.conj()) + np.einsum("k,kij->ij", scale, Theta)
        A += scale.sum() / aps * np.eye(len(A))
        W = np.linalg.solve(A, H.T * (weight * u)[None, :])
        W *= np.sqrt(aps / np.sum(np.abs(W) ** 2))
    return share(network, W.T.reshape(network.h_hat.shape), problem.delta)


# What `share` and `stacked` do is part of what the schemes are.
for scheme in (rzf_sensing, wmmse):
    scheme.identity = f"{scheme.__name__} of own_schemes.py, version 2"


def main() -> None:
    folder = sys.argv[1] if len(sys.argv) > 1 else "results"
    results = cfs.run(SCENARIO, schemes={"rzf_sensing": rzf_sensing, "wmmse": wmmse}, name="own_schemes")
    print(results.summary)
    print(results.counts)
    for file in results.write(folder):
        print(file)


if __name__ == "__main__":
    main()
