"""Files of this computer that a person names: read with care, written whole or not at all."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

from kibako.errors import FileError
from kibako.reasons import FULL, reason_of
from kibako.replacing import replace_file

Likeness = Callable[[Path], bool]
"""Says of a file or folder whether it could be meant."""


def read_bytes(name: str, limit_bytes: int, like: Likeness | None = None) -> bytes:
    """Return what a file holds.

    Args:
        name: The file.
        limit_bytes: The most it may hold.
        like: What may be suggested where the file is missing; anything of a near name without it.

    Returns:
        Its bytes.

    Raises:
        FileError: Missing, a folder, unreadable or too large.
    """
    try:
        path = Path(name)
        if not name:
            raise FileError("local_name_bad", path=name)
        if path.is_dir():
            raise FileError("local_is_folder", path=name)
        with path.open("rb") as file:
            content = file.read(limit_bytes + 1)
        if len(content) > limit_bytes:
            raise too_large(name, max(path.stat().st_size, len(content)), limit_bytes)
    except FileNotFoundError as error:
        raise _missing(name, like or Path.exists) from error
    except ValueError as error:
        raise FileError("local_name_bad", path=name.replace("\0", "?")) from error
    except OSError as error:
        raise FileError("local_unreadable", path=name, reason=reason_of(error)) from error
    return content


def write_bytes(path: Path, content: bytes, *, replace: bool, private: bool = False) -> None:
    """Write a file: afterwards there is the old one or the new one, never half of one.

    A pipe or a device (``/dev/stdout``) is written to, not replaced by a file.

    Args:
        path: The file.
        content: What it is to hold.
        replace: Whether a file of that name may be written over.
        private: Whether only this user may read it.

    Raises:
        FileError: There is one already, or it cannot be written.
    """
    if path.exists() and not replace:
        raise FileError("local_exists", path=str(path))
    _check_place(path)
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
        else:
            replace_file(path, content, private=private)
    except ValueError as error:
        raise FileError("local_name_bad", path=str(path).replace("\0", "?")) from error
    except OSError as error:
        if error.errno in FULL:
            raise FileError("local_full", path=str(path)) from error
        raise FileError("local_unwritable", path=str(path), reason=reason_of(error)) from error


def check_writable(path: Path) -> None:
    """Refuse a file that cannot be written, before long work is done for it.

    Args:
        path: The file; it need not be there, its folder must.

    Raises:
        FileError: Its folder is missing or no folder, or one may not write there.
    """
    above = path.parent
    _check_place(path)
    # A file is written anew beside the old one; a device or a pipe is written to.
    if not os.access(above if path.is_file() or not path.exists() else path, os.W_OK):
        refused = PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        raise FileError("local_unwritable", path=str(path), reason=reason_of(refused))


def folder(name: str, like: Likeness | None = None) -> Path:
    """Return a folder that a command names.

    Args:
        name: The folder.
        like: What may be suggested where it is missing; any folder of a near name without it.

    Raises:
        FileError: It is missing, or no folder.
    """
    path = Path(name)
    if path.is_dir():
        return path
    if path.exists():
        raise FileError("local_no_folder", path=name)
    raise _missing(name, like or Path.is_dir, folder=True)


def _check_place(path: Path) -> None:
    above = path.parent
    try:
        if not above.exists():
            raise FileError("local_no_place", path=str(path), folder=str(above))
        if not above.is_dir():
            raise FileError("local_no_folder", path=str(above))
    except (OSError, ValueError) as error:
        raise FileError("local_name_bad", path=str(path).replace("\0", "?")) from error


def too_large(name: str, size_bytes: int, limit_bytes: int) -> FileError:
    """Return the error for a file that holds more than it may.

    Args:
        name: The file.
        size_bytes: What it holds, as far as it was looked.
        limit_bytes: What it may hold.
    """
    return FileError(
        "local_too_large", path=name, size_kb=size_bytes // 1000, limit_kb=limit_bytes // 1000
    )


def _missing(name: str, like: Likeness, *, folder: bool = False) -> FileError:
    """Return the error for a name that leads nowhere, with the likeliest reason."""
    if os.name != "nt" and "\\" in name:
        return FileError("local_windows_path", path=name)
    from difflib import get_close_matches

    path = Path(name)
    try:
        entries = sorted(path.parent.iterdir(), key=lambda entry: entry.suffix == path.suffix)
        # What ends alike is not alike for that.
        there = {entry.stem: entry for entry in entries if like(entry)}
    except OSError:
        there = {}
    code = "local_missing_folder" if folder else "local_missing"
    near = get_close_matches(path.stem, there, n=1, cutoff=0.6)
    if near:
        nearest = path.with_name(there[near[0]].name)
        return FileError(f"{code}_near", path=name, nearest=str(nearest))
    return FileError(code, path=name)
