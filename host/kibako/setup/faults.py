"""What can go wrong in a set-up, told apart by what the system and the installer say."""

import errno
import os
import shutil
import sys
import tempfile

from kibako.errors import KibakoError
from kibako.reasons import reason_of

_NO_SPACE = ("no space left on device", "errno 28", "disk quota exceeded", "not enough space")
_NO_WRITE = (
    "read-only file system",
    "permission denied",
    "errno 13",
    "errno 30",
    "access is denied",
)
_NO_NETWORK = (
    "newconnectionerror",
    "nameresolutionerror",
    "name resolution",
    "failed to establish a new connection",
    "max retries exceeded",
    "connection broken",
    "connection aborted",
    "connecttimeouterror",
    "readtimeouterror",
    "read timed out",
    "proxyerror",
    "network is unreachable",
    "no matching distribution found",
)


class SetupError(KibakoError):
    """The set-up cannot go on; nothing half-made was left."""


def from_os_error(error: OSError, root: str) -> SetupError:
    """Return the error that says what a failed file operation means.

    Args:
        error: What the system said.
        root: The checkout.
    """
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _no_space(root)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return SetupError("kit_no_write", path=root)
    return SetupError("kit_os_error", reason=reason_of(error))


def from_output(output: str, log: str, root: str) -> SetupError:
    """Return the error that says why the installer or the maker of the environment failed.

    Args:
        output: Everything it said.
        log: Where that was kept for a helper to read.
        root: The checkout.
    """
    said = output.lower()
    if any(sign in said for sign in _NO_SPACE):
        return _no_space(root)
    if any(sign in said for sign in _NO_NETWORK):
        return SetupError("kit_no_network", log=log)
    if any(sign in said for sign in _NO_WRITE):
        return SetupError("kit_no_write", path=root)
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return SetupError("kit_failed", reason=lines[-1] if lines else "?", log=log)


def no_venv() -> SetupError:
    """Return the error for a Python that can neither make an environment nor install into one."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if os.path.exists("/etc/debian_version"):
        return SetupError("kit_no_venv_debian", version=version)
    return SetupError("kit_no_venv", version=version)


def _no_space(root: str) -> SetupError:
    """Name the fuller one of the two folders that a set-up writes to."""
    free = {folder: shutil.disk_usage(folder).free for folder in (root, tempfile.gettempdir())}
    fullest = min(free, key=lambda folder: free[folder])
    return SetupError("kit_no_space", path=fullest, free_mb=free[fullest] // 1_000_000)
