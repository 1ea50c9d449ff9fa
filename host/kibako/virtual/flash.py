"""The flash of a virtual board: a folder of this computer that behaves as the board's file system.

Nothing outside the folder can be reached: every part of a path is checked, symbolic links are
not followed. Files take room in whole blocks, and a board whose flash is full says ENOSPC.
"""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from kibako.errors import LinkBusy, LinkError
from kibako.locks import ProgramLock
from kibako.reasons import reason_of

ENOENT, EIO, EBADF, EACCES, EEXIST, ENOTDIR, EISDIR = 2, 5, 9, 13, 17, 20, 21
EINVAL, EMFILE, ENOSPC, EROFS, ENOTEMPTY = 22, 24, 28, 30, 39

_NAME_BYTES_MAX = 200
_DEPTH_MAX = 16
_UNSAFE = frozenset('<>:"|?*\\%/') | {chr(code) for code in range(32)} | {"\x7f"}
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(10)}


class FlashError(Exception):
    """A file operation of the board failed.

    Args:
        number: The error number as MicroPython boards give it.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Flash:
    """The files of one board.

    Args:
        folder: Where they lie; made when it is missing.
        size_bytes: The room there is.
        block_bytes: The unit in which files take room.
        folders: Whether the board knows folders.
        on_fault: Told why this computer could not do what the board asked, such as a full disk.
    """

    def __init__(
        self,
        folder: Path,
        size_bytes: int,
        block_bytes: int,
        *,
        folders: bool = True,
        on_fault: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.folder = folder
        self.size_bytes = size_bytes
        self.block_bytes = block_bytes
        self._folders = folders
        self._on_fault = on_fault
        self._fault = ""
        self._lock: ProgramLock | None = None
        self._used_blocks = 0

    # Opening

    def open(self, owner: str) -> None:
        """Take the folder for this program alone.

        Args:
            owner: What to call the board in the error.

        Raises:
            LinkError: Another program has it, or it cannot be used.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = ProgramLock(self.folder.with_name(f"{self.folder.name}.lock"))
        except OSError as exc:
            reason = reason_of(exc)
            raise LinkError("flash_unusable", path=str(self.folder), reason=reason) from exc
        if not lock.taken:
            holder = lock.holder()
            lock.release()
            if holder is None:
                raise LinkBusy("link_busy_unnamed", port=owner)
            raise LinkBusy("link_busy", port=owner, owner=holder.name, pid=holder.pid)
        self._lock = lock
        self.count()

    def close(self) -> None:
        """Let other programs have the folder."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    # Faults of this computer

    def fault(self, exc: OSError, otherwise: int | None = None) -> FlashError:
        """Return the board's error for what this computer refused, and remember whose fault it was.

        Args:
            exc: What this computer said.
            otherwise: The board's number for it, when it is no lack of room on this computer.
        """
        if otherwise is not None and exc.errno not in (errno.ENOSPC, errno.EDQUOT):
            return FlashError(otherwise)
        self._fault = exc.strerror or str(exc)
        self._on_fault(self._fault)
        return FlashError(EIO)  # the board itself has room: ENOSPC would blame it

    def take_fault(self) -> str:
        """Return why this computer last refused something, "" for no reason, and forget it."""
        fault, self._fault = self._fault, ""
        return fault

    # Room

    def count(self) -> None:
        """Count what the files take."""
        self._used_blocks = sum(self.blocks(size) for size in _sizes(self.folder))

    def fill(self) -> None:
        """Leave no room: what somebody else put there takes all of it."""
        self._used_blocks = self.total_blocks

    def blocks(self, size_bytes: int) -> int:
        """Return how many blocks a file of a size takes: one at least."""
        return max(1, -(-size_bytes // self.block_bytes))

    @property
    def total_blocks(self) -> int:
        """How many blocks there are."""
        return self.size_bytes // self.block_bytes

    @property
    def free_blocks(self) -> int:
        """How many blocks are free."""
        return max(0, self.total_blocks - self._used_blocks)

    def resize(self, before_bytes: int | None, after_bytes: int | None) -> None:
        """Account for a file that changes its size.

        Args:
            before_bytes: Its size before; None: it did not exist.
            after_bytes: Its size afterwards; None: it is gone.

        Raises:
            FlashError: There is not enough room.
        """
        before = 0 if before_bytes is None else self.blocks(before_bytes)
        after = 0 if after_bytes is None else self.blocks(after_bytes)
        if after > before and after - before > self.free_blocks:
            raise FlashError(ENOSPC)
        self._used_blocks += after - before

    # Paths

    def place(self, path: str) -> Path:
        """Return where a path of the board lies on this computer.

        Args:
            path: The path, relative to the board's root.

        Returns:
            A path inside the folder, none of whose parents is a symbolic link.

        Raises:
            FlashError: It cannot be a path on this board.
        """
        if not self._folders:
            # One flat folder: a slash is a letter as any other.
            name = path.lstrip("/")
            return self._file(_stored_name(name)) if name not in ("", ".") else self.folder
        parts: list[str] = []
        for part in path.split("/"):
            if part in ("", "."):
                continue
            if part == "..":
                if parts:
                    parts.pop()
                continue
            parts.append(_stored_name(part))
        if len(parts) > _DEPTH_MAX:
            raise FlashError(EINVAL)
        return self._file(*parts)

    def _file(self, *parts: str) -> Path:
        where = self.folder
        for part in parts:
            where = where / part
            if where.is_symlink():
                raise FlashError(ENOENT)
        return where

    def status(self, where: Path) -> os.stat_result:
        """Return what is known of a file or folder.

        Raises:
            FlashError: There is none.
        """
        try:
            status = where.lstat()
        except (NotADirectoryError, FileNotFoundError):
            raise FlashError(ENOENT) from None
        except OSError as exc:
            raise FlashError(EIO) from exc
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            raise FlashError(ENOENT)
        return status

    def entries(self, where: Path) -> list[tuple[str, bool, int]]:
        """Return a folder's contents in a fixed order: name, whether it is a folder, inode."""
        found: list[tuple[str, bool, int]] = []
        try:
            with os.scandir(where) as scan:
                for entry in scan:
                    if not entry.is_symlink() and (entry.is_file() or entry.is_dir()):
                        found.append((_shown_name(entry.name), entry.is_dir(), entry.inode()))
        except NotADirectoryError:
            raise FlashError(ENOTDIR) from None
        except FileNotFoundError:
            raise FlashError(ENOENT) from None
        except OSError as exc:
            raise FlashError(EIO) from exc
        return sorted(found)

    def read_file(self, path: str) -> bytes | None:
        """Return a file's contents, or None when there is no such file."""
        try:
            where = self.place(path)
            return where.read_bytes() if where.is_file() else None
        except (FlashError, OSError):
            return None

    # Changing

    def make_folder(self, path: str) -> None:
        """Make a folder.

        Raises:
            FlashError: It exists, its parent does not, there is no room, or no folders at all.
        """
        where = self.place(path)
        if not self._folders:
            raise FlashError(EINVAL)
        if where.exists():
            raise FlashError(EEXIST)
        self.resize(None, 0)
        try:
            where.mkdir(mode=0o700)
        except OSError as exc:
            self.resize(0, None)
            raise self.fault(exc, ENOENT) from exc

    def remove_folder(self, path: str) -> None:
        """Remove an empty folder.

        Raises:
            FlashError: It is not empty, or is none.
        """
        where = self.place(path)
        if not stat.S_ISDIR(self.status(where).st_mode):
            raise FlashError(ENOTDIR)
        if where == self.folder:
            raise FlashError(EINVAL)
        try:
            where.rmdir()
        except OSError as exc:
            raise FlashError(ENOTEMPTY) from exc
        self.resize(0, None)

    def remove_file(self, path: str) -> None:
        """Remove a file.

        Raises:
            FlashError: It is missing, or a folder.
        """
        where = self.place(path)
        status = self.status(where)
        if stat.S_ISDIR(status.st_mode):
            raise FlashError(EISDIR)
        try:
            where.unlink()
        except OSError as exc:
            raise FlashError(EIO) from exc
        self.resize(status.st_size, None)

    def rename(self, old: str, new: str) -> None:
        """Rename a file or folder; a file that is in the way is replaced.

        Raises:
            FlashError: The old one is missing, or a folder is in the way.
        """
        source, target = self.place(old), self.place(new)
        status = self.status(source)
        if source == self.folder or (target.is_relative_to(source) and target != source):
            raise FlashError(EINVAL)
        replaced: int | None = None
        if target.exists() and target != source:
            there = target.lstat()
            if stat.S_ISDIR(there.st_mode) or stat.S_ISDIR(status.st_mode):
                raise FlashError(EEXIST)
            replaced = there.st_size
        try:
            source.replace(target)
        except OSError as exc:
            raise self.fault(exc, ENOENT) from exc
        if replaced is not None:
            self.resize(replaced, None)


def _sizes(folder: Path) -> Iterator[int]:
    for path in folder.rglob("*"):
        if not path.is_symlink():
            yield path.stat().st_size if path.is_file() else 0


def _stored_name(name: str) -> str:
    """Return the name under which a file of the board is kept: safe on every system."""
    if "\x00" in name or len(name.encode("utf-8", "replace")) > _NAME_BYTES_MAX:
        raise FlashError(EINVAL)
    stored = "".join(f"%{ord(char):02X}" if char in _UNSAFE else char for char in name)
    if stored[-1] in ". " or stored.split(".")[0].lower() in _RESERVED:
        stored = f"{stored[:-1]}%{ord(stored[-1]):02X}"
    return stored


def _shown_name(stored: str) -> str:
    if "%" not in stored:
        return stored
    first, *rest = stored.split("%")
    try:
        return first + "".join(chr(int(part[:2], 16)) + part[2:] for part in rest)
    except ValueError:
        return stored  # somebody put the file there by hand
