"""Replacing a file as a whole: whatever happens, there is the old one or the new one."""

import os
from contextlib import suppress
from pathlib import Path


def replace_file(path: Path, data: bytes | bytearray, *, private: bool = False) -> None:
    """Write a file beside its place, to the disk, and then put it in its place in one step.

    Args:
        path: The file; its folder exists.
        data: What it is to hold.
        private: Whether only this user may read it; else the system's usual mode is taken.

    Raises:
        OSError: It cannot be written; what was there is untouched, and nothing is left beside it.
    """
    # A name of its own, so that two programs disturb each other's no more than they have to; and
    # not made of the file's, which may be as long as a name can be.
    partial = path.with_name(f".kibako-{os.urandom(8).hex()}.part")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        handle = os.open(partial, flags, 0o600 if private else 0o666)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system can do that (not on Windows)."""
    if os.name != "posix":
        return
    with suppress(OSError):  # not every file system knows this, and the file is in its place
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
