"""Writing a learner's files so that a crash or a full disk leaves the old one or the new one."""

import errno
from pathlib import Path

from kibako.errors import FileError
from kibako.reasons import reason_of
from kibako.replacing import replace_file

_DAMAGED_NAMES = 1000


def write_private(path: Path, data: bytes) -> None:
    """Replace a file as a whole, for this user alone.

    Args:
        path: The file; its folder exists.
        data: The new content.

    Raises:
        FileError: The disk is full, or the place cannot be written; the old file is untouched.
    """
    try:
        replace_file(path, data, private=True)
    except OSError as error:
        code = "disk_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "save_failed"
        reason = reason_of(error)
        raise FileError(code, path=str(path), reason=reason) from error


def keep_aside(path: Path) -> Path:
    """Rename a file that cannot be read, so that nothing overwrites it.

    Args:
        path: The file.

    Returns:
        Its new name, ``<name>.damaged-<n>``.

    Raises:
        FileError: It cannot be renamed.
    """
    for number in range(1, _DAMAGED_NAMES):
        aside = path.with_name(f"{path.name}.damaged-{number}")
        if not aside.exists():
            try:
                return path.rename(aside)
            except OSError as error:
                reason = reason_of(error)
                raise FileError("save_failed", path=str(path), reason=reason) from error
    raise FileError("save_failed", path=str(path), reason=str(_DAMAGED_NAMES))
