"""The files of a board, as the interpreter's system functions: its flash, and what is hidden.

These are the file functions of ``wasi_snapshot_preview1``; what goes wrong is a ``FlashError``.
"""

import contextlib
import itertools
import os
import random
import stat
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kibako.virtual.flash import (
    EACCES,
    EBADF,
    EEXIST,
    EINVAL,
    EISDIR,
    EMFILE,
    ENOENT,
    ENOTDIR,
    EROFS,
    Flash,
    FlashError,
)
from kibako.virtual.hidden_files import Hidden, HiddenFiles
from kibako.virtual.memory import Memory

TYPE_CHARACTER, TYPE_DIRECTORY, TYPE_FILE = 2, 3, 4
WASI_EBADF = 8
_OPEN_FILES_MAX = 32
_CREAT, _DIRECTORY, _EXCL, _TRUNC = 1, 2, 4, 8
_APPEND = 1
_RIGHT_WRITE = 1 << 6
_ROOT_FD = 3
_READ_BYTES_MAX = 1 << 20
_PLACE_MAX = (1 << 31) - 1
_EVERY_RIGHT = (1 << 30) - 1


@dataclass
class _Open:
    """An open file: on the computer (``number``), or bytes of ours (``data``)."""

    number: int = -1
    data: bytes = b""
    at: int = 0
    is_folder: bool = False
    writes: bool = False
    appends: bool = False
    size: int = 0
    noise: random.Random | None = None
    entries: list[tuple[str, bool, int]] = field(default_factory=lambda: [])
    place: Path | None = None


class Files:
    """The file functions of one instance.

    Args:
        flash: The board's files.
        firmware: Folders of board code, in the order in which they are searched.
        job: Returns the program that is to run next.
        seed: Seed of ``/dev/urandom``.
    """

    def __init__(
        self, flash: Flash, firmware: list[Path], job: Callable[[], bytes], seed: int
    ) -> None:
        self._flash = flash
        self._hidden = HiddenFiles(firmware, job, seed)
        self._files: dict[int, _Open] = {_ROOT_FD: _Open(is_folder=True)}
        self.memory: Memory
        self.calendar_ns: Callable[[], int] = time.time_ns

    def close(self) -> None:
        """Close every file that the program left open."""
        for open_file in self._files.values():
            if open_file.number >= 0:
                os.close(open_file.number)
        self._files.clear()

    # What is open

    def fd_prestat_get(self, fd: int, out: int) -> int:
        """Tell of the root folder, the only one that is open from the start."""
        if fd != _ROOT_FD:
            return WASI_EBADF  # the C library looks for this one itself
        self.memory.write(out, struct.pack("<II", 0, 1))
        return 0

    def fd_prestat_dir_name(self, fd: int, path: int, length: int) -> int:
        """Tell the root folder's name."""
        self.memory.write(path, b"/"[:length])
        return 0

    def fd_fdstat_get(self, fd: int, out: int) -> int:
        """Tell what kind of thing an open file is."""
        kind = TYPE_DIRECTORY if self._open(fd).is_folder else TYPE_FILE
        self.put_fdstat(kind, out)
        return 0

    def put_fdstat(self, kind: int, out: int) -> None:
        """Write what ``fd_fdstat_get`` tells."""
        self.memory.write(out, struct.pack("<BxHxxxxQQ", kind, 0, _EVERY_RIGHT, _EVERY_RIGHT))

    def fd_close(self, fd: int) -> int:
        """Close a file."""
        if fd == _ROOT_FD:
            return 0
        open_file = self._open(fd)
        del self._files[fd]
        if open_file.number >= 0:
            os.close(open_file.number)
            if open_file.writes and open_file.place is not None:
                # A file bears the board's time; one that is gone meanwhile bears none.
                with contextlib.suppress(OSError):
                    os.utime(open_file.place, ns=(self.calendar_ns(), self.calendar_ns()))
        return 0

    def fd_sync(self, fd: int) -> int:
        """Bring a file's contents to the disk."""
        open_file = self._open(fd)
        if open_file.number >= 0:
            try:
                os.fsync(open_file.number)
            except OSError as exc:
                raise self._flash.fault(exc) from exc
        return 0

    def _open(self, fd: int) -> _Open:
        try:
            return self._files[fd]
        except KeyError:
            raise FlashError(EBADF) from None

    def _keep(self, open_file: _Open, out: int) -> int:
        free = next(n for n in itertools.count(_ROOT_FD + 1) if n not in self._files)
        self._files[free] = open_file
        self.memory.put_u32(out, free)
        return 0

    # Reading and writing

    def fd_read(self, fd: int, vectors: int, count: int, out: int) -> int:
        """Read into pieces of memory."""
        pieces = self.memory.pieces(vectors, count)
        wanted = min(sum(length for _, length in pieces), _READ_BYTES_MAX)
        self.memory.put_u32(out, self.memory.scatter(pieces, self._read(self._open(fd), wanted)))
        return 0

    def fd_write(self, fd: int, vectors: int, count: int, out: int) -> int:
        """Write pieces of memory."""
        data = self.memory.gather(vectors, count)
        self._write(self._open(fd), data)
        self.memory.put_u32(out, len(data))
        return 0

    def fd_seek(self, fd: int, offset: int, whence: int, out: int) -> int:
        """Go to a place in a file."""
        open_file = self._open(fd)
        if open_file.is_folder or not 0 <= whence <= 2:
            raise FlashError(EINVAL)
        at = (0, open_file.at, self._size(open_file))[whence] + offset
        if not 0 <= at <= _PLACE_MAX:
            raise FlashError(EINVAL)
        open_file.at = at
        self.memory.put_u64(out, open_file.at)
        return 0

    def _size(self, open_file: _Open) -> int:
        return len(open_file.data) if open_file.number < 0 else os.fstat(open_file.number).st_size

    def _read(self, open_file: _Open, wanted: int) -> bytes:
        if open_file.is_folder:
            raise FlashError(EISDIR)
        if open_file.noise is not None:
            return open_file.noise.randbytes(min(wanted, 4096))
        if open_file.number >= 0:
            os.lseek(open_file.number, open_file.at, os.SEEK_SET)
            data = os.read(open_file.number, wanted)
        else:
            data = open_file.data[open_file.at : open_file.at + wanted]
        open_file.at += len(data)
        return data

    def _write(self, open_file: _Open, data: bytes) -> None:
        if not open_file.writes:
            raise FlashError(EBADF)
        if not data:
            return
        size = self._size(open_file)
        at = size if open_file.appends else open_file.at
        end = max(size, at + len(data))
        self._flash.resize(size, end)
        try:
            os.lseek(open_file.number, at, os.SEEK_SET)
            while data:
                written = os.write(open_file.number, data)
                data = data[written:]
                at += written
        except OSError as exc:
            self._flash.resize(end, self._size(open_file))
            raise self._flash.fault(exc) from exc
        open_file.at = at

    # Paths

    def _path(self, address: int, length: int) -> str:
        try:
            return self.memory.read(address, length).decode()
        except UnicodeDecodeError:
            raise FlashError(EINVAL) from None

    def path_open(
        self, fd: int, dirflags: int, path: int, length: int, flags: int,
        rights: int, inheriting: int, fdflags: int, out: int,
    ) -> int:  # fmt: skip
        """Open a file or folder."""
        name = self._path(path, length)
        writes = bool(rights & _RIGHT_WRITE)
        hidden = self._hidden.at(name)
        if hidden is not None:
            if writes or flags & _CREAT:
                raise FlashError(EROFS)
            return self._keep(_hidden_file(hidden), out)
        if sum(file.number >= 0 for file in self._files.values()) >= _OPEN_FILES_MAX:
            raise FlashError(EMFILE)
        where = self._flash.place(name)
        try:
            status = self._flash.status(where)
        except FlashError:
            if not flags & _CREAT or flags & _DIRECTORY or name.endswith("/"):
                raise
            if not where.parent.is_dir():
                raise FlashError(ENOENT) from None
            self._flash.resize(None, 0)
            status = None
        is_folder = status is not None and stat.S_ISDIR(status.st_mode)
        if status is not None and flags & _CREAT and flags & _EXCL:
            raise FlashError(EEXIST)
        if is_folder:
            if not flags & _DIRECTORY or flags & _CREAT:
                raise FlashError(EISDIR)
            return self._keep(_Open(is_folder=True, place=where), out)
        if flags & _DIRECTORY:
            raise FlashError(ENOTDIR)
        mode = (os.O_RDWR if writes else os.O_RDONLY) | getattr(os, "O_NOFOLLOW", 0)
        mode |= getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        mode |= os.O_CREAT if flags & _CREAT else 0
        try:
            number = os.open(where, mode, 0o600)
            if flags & _TRUNC and status is not None:
                os.ftruncate(number, 0)
                self._flash.resize(status.st_size, 0)
        except OSError as exc:
            if status is None:
                self._flash.resize(0, None)
            raise self._flash.fault(exc, EACCES) from exc
        appends = bool(fdflags & _APPEND)
        return self._keep(_Open(number, writes=writes, appends=appends, place=where), out)

    def path_filestat_get(self, fd: int, flags: int, path: int, length: int, out: int) -> int:
        """Tell what lies at a path."""
        hidden = self._hidden.at(name := self._path(path, length))
        if isinstance(hidden, bytes | random.Random):
            kind, size, inode, seconds = TYPE_FILE, 0, 1, 0
        else:
            where = hidden or self._flash.place(name)
            status = self._flash.status(where)
            is_folder = stat.S_ISDIR(status.st_mode)
            if name.endswith("/") and not is_folder:
                raise FlashError(ENOTDIR)
            kind = TYPE_DIRECTORY if is_folder else TYPE_FILE
            size = 0 if is_folder else status.st_size
            inode, seconds = status.st_ino, int(status.st_mtime)
        ns = seconds * 10**9
        packed = struct.pack("<QQBxxxxxxxQQQQQ", 1, inode & (2**64 - 1), kind, 1, size, ns, ns, ns)
        self.memory.write(out, packed)
        return 0

    def fd_readdir(self, fd: int, buffer: int, size: int, cookie: int, out: int) -> int:
        """List a folder, from an entry on."""
        open_file = self._open(fd)
        if not open_file.is_folder:
            raise FlashError(ENOTDIR)
        if cookie == 0:
            open_file.entries = self._flash.entries(open_file.place or self._flash.folder)
        packed = bytearray()
        for index in range(cookie, len(open_file.entries)):
            name, is_folder, inode = open_file.entries[index]
            kind = TYPE_DIRECTORY if is_folder else TYPE_FILE
            encoded = name.encode("utf-8", "replace")
            packed += struct.pack("<QQIBxxx", index + 1, inode or 1, len(encoded), kind) + encoded
            if len(packed) >= size:
                break
        self.memory.write(buffer, bytes(packed[:size]))
        self.memory.put_u32(out, min(len(packed), size))
        return 0

    def path_readlink(
        self, fd: int, path: int, length: int, buffer: int, size: int, out: int
    ) -> int:
        """Refuse: boards have no symbolic links."""
        raise FlashError(EINVAL)

    def path_create_directory(self, fd: int, path: int, length: int) -> int:
        """Make a folder."""
        self._flash.make_folder(self._writable(path, length))
        return 0

    def path_remove_directory(self, fd: int, path: int, length: int) -> int:
        """Remove an empty folder."""
        self._flash.remove_folder(self._writable(path, length))
        return 0

    def path_unlink_file(self, fd: int, path: int, length: int) -> int:
        """Remove a file."""
        self._flash.remove_file(self._writable(path, length))
        return 0

    def path_rename(
        self, fd: int, old: int, old_length: int, to_fd: int, new: int, new_length: int
    ) -> int:
        """Rename a file or folder."""
        self._flash.rename(self._writable(old, old_length), self._writable(new, new_length))
        return 0

    def _writable(self, path: int, length: int) -> str:
        name = self._path(path, length)
        if self._hidden.at(name) is not None:
            raise FlashError(EROFS)
        return name


def _hidden_file(hidden: Hidden) -> _Open:
    if isinstance(hidden, random.Random):
        return _Open(noise=hidden)
    if isinstance(hidden, bytes):
        return _Open(data=hidden)
    if hidden.is_dir():
        raise FlashError(EISDIR)
    return _Open(data=hidden.read_bytes())
