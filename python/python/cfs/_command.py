"""The command `cfs`, as the wheel installs it."""

import sys

from . import _cfs


def main() -> int:
    """Runs the command with the arguments of this process."""
    _cfs.loaded_from(_cfs.__file__)
    return _cfs.command(["cfs", *sys.argv[1:]])
