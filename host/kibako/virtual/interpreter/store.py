"""The cache of compiled modules: machine code, so only what we wrote ourselves is ever read.

Compiled code is loaded into this process and run. Hence the rules: the folder belongs to us and
nobody else may write in it, a file's name holds the hash of its contents, and a file whose hash
does not fit is treated as absent. Files are written beside their place and renamed, so two
programs that start at once, a full disk or a pulled plug leave a whole file or none. Whatever
goes wrong with the cache, the answer is "nothing there": a board boots without a cache, later.
"""

import contextlib
import hashlib
import os
from pathlib import Path

from kibako.replacing import replace_file

SUFFIX = ".cwasm"
_MAX_BYTES = 64 << 20
_KEPT_FILES = 4


class CompiledStore:
    """A folder of compiled modules, by key.

    Args:
        folder: Where the files lie; made when the first one is kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, key: str) -> Path | None:
        """Return the whole, unaltered file of a key.

        Args:
            key: Letters and digits that name artifact, pass, wasmtime and platform.

        Returns:
            Its path, or None if there is none that can be trusted.
        """
        try:
            if not _private(self.folder):
                return None
            for path in sorted(self.folder.glob(f"{key}-*{SUFFIX}")):
                if path.stat().st_size <= _MAX_BYTES and _named_by_contents(path, key):
                    return path
        except OSError:
            return None
        return None

    def keep(self, key: str, data: bytes | bytearray) -> Path | None:
        """Write the file of a key, whole or not at all.

        Args:
            key: As for :meth:`find`.
            data: The compiled module.

        Returns:
            The path, or None if it could not be kept.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _private(self.folder):
                return None
            path = self.folder / _file_name(key, data)
            replace_file(path, data, private=True)
        except OSError:
            return None
        self._forget_old(path)
        return path

    def _forget_old(self, newest: Path) -> None:
        """Remove files of earlier versions, so that years of updates do not fill the disk."""
        with contextlib.suppress(OSError):
            others = [p for p in self.folder.glob(f"*{SUFFIX}") if p != newest]
            others.sort(key=lambda p: p.stat().st_mtime, reverse=True)
            for path in others[_KEPT_FILES - 1 :]:
                path.unlink(missing_ok=True)


def _file_name(key: str, data: bytes | bytearray) -> str:
    return f"{key}-{hashlib.sha256(data).hexdigest()[:32]}{SUFFIX}"


def _named_by_contents(path: Path, key: str) -> bool:
    return path.name == _file_name(key, path.read_bytes())


def _private(folder: Path) -> bool:
    """Return whether nobody but this user can have written in the folder."""
    if not hasattr(os, "getuid"):
        return folder.is_dir()  # Windows: the profile's folders are private by inheritance
    status = folder.lstat()
    return folder.is_dir() and status.st_uid == os.getuid() and not status.st_mode & 0o022
