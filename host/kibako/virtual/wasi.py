"""The system that the interpreter runs on: its clock, its terminal and its files, all ours.

These are the functions of ``wasi_snapshot_preview1`` that the artifact imports. They answer with
the error numbers of MicroPython boards, because the interpreter passes them on to programs.
"""

import os
import random
import stat
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

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
from kibako.virtual.memory import Memory

FIRMWARE_ROOT = "/.fw"
"""Where the board code lies for the interpreter; no program sees it in a listing."""

JOB_PATH = f"{FIRMWARE_ROOT}/job"
"""The program that is to run next, as a file."""

WASI_EBADF, WASI_EINTR = 8, 27
_OPEN_FILES_MAX = 32
_CREAT, _DIRECTORY, _EXCL, _TRUNC = 1, 2, 4, 8
_APPEND = 1
_RIGHT_WRITE = 1 << 6
_TYPE_CHARACTER, _TYPE_DIRECTORY, _TYPE_FILE = 2, 3, 4
_ROOT_FD = 3
_READ_BYTES_MAX = 1 << 20


class BoardExit(Exception):
    """The interpreter ended by itself."""


class System(Protocol):
    """What the system functions need of the board."""

    def terminal_write(self, data: bytes) -> int:
        """Take output; return 0 or the WASI error."""
        ...

    def terminal_read(self, max_bytes: int) -> bytes | None:
        """Return input, waiting for it; None when the wait was interrupted."""
        ...

    def terminal_ready(self) -> bool:
        """Return whether input waits."""
        ...

    def sleep_us(self, duration_us: int | None, *, for_input: bool) -> bool:
        """Sleep; return False when it was interrupted."""
        ...

    def clock_ns(self, calendar: bool) -> int:
        """Return the time in nanoseconds."""
        ...

    def job(self) -> bytes:
        """Return the program that is to run next."""
        ...


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


class Wasi:
    """The system functions of one instance.

    Args:
        system: The board.
        flash: Its files.
        firmware: Folders of board code, in the order in which they are searched.
        argv: The command line of the interpreter.
        seed: Seed of ``/dev/urandom``.
    """

    def __init__(
        self, system: System, flash: Flash, firmware: list[Path], argv: list[str], seed: int
    ) -> None:
        self._system = system
        self._flash = flash
        self._firmware = firmware
        self._argv = [arg.encode() + b"\x00" for arg in argv]
        self._random = random.Random(seed)  # noqa: S311 - to be repeatable is its purpose
        self._files: dict[int, _Open] = {_ROOT_FD: _Open(is_folder=True)}
        self.memory: Memory

    def function(self, name: str) -> Callable[..., int | None]:
        """Return the function that answers an import."""
        answer = getattr(self, name)

        def guarded(*args: int) -> int | None:
            try:
                return answer(*args)
            except FlashError as exc:
                return exc.number

        return guarded if name not in ("proc_exit", "clock_time_get") else answer

    def close(self) -> None:
        """Close every file that the program left open."""
        for open_file in self._files.values():
            if open_file.number >= 0:
                os.close(open_file.number)
        self._files.clear()

    # Start, end, time

    def args_sizes_get(self, count_out: int, size_out: int) -> int:
        self.memory.put_u32(count_out, len(self._argv))
        self.memory.put_u32(size_out, sum(map(len, self._argv)))
        return 0

    def args_get(self, pointers: int, text: int) -> int:
        for index, arg in enumerate(self._argv):
            self.memory.put_u32(pointers + 4 * index, text)
            self.memory.write(text, arg)
            text += len(arg)
        return 0

    def environ_sizes_get(self, count_out: int, size_out: int) -> int:
        self.memory.put_u32(count_out, 0)
        self.memory.put_u32(size_out, 0)
        return 0

    def environ_get(self, pointers: int, text: int) -> int:
        return 0

    def proc_exit(self, status: int) -> None:
        raise BoardExit(status)

    def sched_yield(self) -> int:
        return 0

    def clock_time_get(self, which: int, precision: int, out: int) -> int:
        self.memory.put_u64(out, self._system.clock_ns(which == 0))
        return 0

    def poll_oneoff(self, subscriptions: int, events: int, count: int, out: int) -> int:
        """Wait until the first of some things happens: a time, or input on the terminal."""
        timeout_us: int | None = None
        reads_terminal = False
        ready: list[tuple[int, int]] = []
        clocks: list[int] = []
        for index in range(count):
            raw = self.memory.read(subscriptions + 48 * index, 48)
            userdata, kind = struct.unpack_from("<QB", raw)
            if kind == 0:
                _, ns, _, flags = struct.unpack_from("<IxxxxQQH", raw, 16)
                if flags & 1:
                    ns = max(0, ns - self._system.clock_ns(False))
                us = -(-ns // 1000)
                timeout_us = us if timeout_us is None else min(timeout_us, us)
                clocks.append(userdata)
            elif kind == 1 and struct.unpack_from("<I", raw, 16)[0] == 0:
                reads_terminal = True
                if self._system.terminal_ready():
                    ready.append((userdata, kind))
            else:
                ready.append((userdata, kind))
        if not ready:
            reached = self._system.sleep_us(timeout_us, for_input=reads_terminal)
            if reads_terminal and self._system.terminal_ready():
                ready = [(u, k) for u, k in self._terminal_reads(subscriptions, count)]
            elif not reached:
                return WASI_EINTR
            else:
                ready = [(userdata, 0) for userdata in clocks]
        for index, (userdata, kind) in enumerate(ready):
            packed = struct.pack("<QHBxxxxxQHxxxxxx", userdata, 0, kind, 1 if kind else 0, 0)
            self.memory.write(events + 32 * index, packed)
        self.memory.put_u32(out, len(ready))
        return 0

    def _terminal_reads(self, subscriptions: int, count: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for index in range(count):
            raw = self.memory.read(subscriptions + 48 * index, 48)
            userdata, kind = struct.unpack_from("<QB", raw)
            if kind == 1 and struct.unpack_from("<I", raw, 16)[0] == 0:
                found.append((userdata, kind))
        return found

    # What is open

    def fd_prestat_get(self, fd: int, out: int) -> int:
        if fd != _ROOT_FD:
            return WASI_EBADF  # the C library looks for this one itself
        self.memory.write(out, struct.pack("<II", 0, 1))
        return 0

    def fd_prestat_dir_name(self, fd: int, path: int, length: int) -> int:
        self.memory.write(path, b"/"[:length])
        return 0

    def fd_fdstat_get(self, fd: int, out: int) -> int:
        if fd <= 2:
            kind = _TYPE_CHARACTER
        else:
            kind = _TYPE_DIRECTORY if self._open(fd).is_folder else _TYPE_FILE
        everything = (1 << 30) - 1
        self.memory.write(out, struct.pack("<BxHxxxxQQ", kind, 0, everything, everything))
        return 0

    def fd_close(self, fd: int) -> int:
        if fd == _ROOT_FD or fd <= 2:
            return 0
        open_file = self._open(fd)
        del self._files[fd]
        if open_file.number >= 0:
            os.close(open_file.number)
        return 0

    def fd_sync(self, fd: int) -> int:
        open_file = self._open(fd)
        if open_file.number >= 0:
            os.fsync(open_file.number)
        return 0

    def _open(self, fd: int) -> _Open:
        try:
            return self._files[fd]
        except KeyError:
            raise FlashError(EBADF) from None

    def _keep(self, open_file: _Open, out: int) -> int:
        free = next(n for n in range(_ROOT_FD + 1, _ROOT_FD + 3 + _OPEN_FILES_MAX)
                    if n not in self._files)  # fmt: skip
        self._files[free] = open_file
        self.memory.put_u32(out, free)
        return 0

    # Reading and writing

    def fd_read(self, fd: int, vectors: int, count: int, out: int) -> int:
        pieces = self._vectors(vectors, count)
        wanted = min(sum(length for _, length in pieces), _READ_BYTES_MAX)
        if fd == 0:
            data = self._system.terminal_read(wanted) if wanted else b""
            if data is None:
                return WASI_EINTR
        else:
            data = self._read(self._open(fd), wanted)
        done = 0
        for address, length in pieces:
            piece = data[done : done + length]
            if not piece:
                break
            self.memory.write(address, piece)
            done += len(piece)
        self.memory.put_u32(out, done)
        return 0

    def fd_write(self, fd: int, vectors: int, count: int, out: int) -> int:
        data = b"".join(self.memory.read(a, n) for a, n in self._vectors(vectors, count))
        if fd <= 2:
            error = self._system.terminal_write(data)
            if error:
                return error
        else:
            self._write(self._open(fd), data)
        self.memory.put_u32(out, len(data))
        return 0

    def fd_seek(self, fd: int, offset: int, whence: int, out: int) -> int:
        if fd <= 2:
            raise FlashError(EINVAL)
        open_file = self._open(fd)
        base = (0, open_file.at, self._size(open_file))[whence]
        if open_file.is_folder or base + offset < 0:
            raise FlashError(EINVAL)
        open_file.at = base + offset
        self.memory.put_u64(out, open_file.at)
        return 0

    def _vectors(self, vectors: int, count: int) -> list[tuple[int, int]]:
        raw = self.memory.read(vectors, 8 * count)
        return list(struct.iter_unpack("<II", raw))  # type: ignore[arg-type]

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
            raise FlashError(exc.errno or EINVAL) from exc
        open_file.at = at

    # Paths

    def _path(self, address: int, length: int) -> str:
        try:
            return self.memory.read(address, length).decode()
        except UnicodeDecodeError:
            raise FlashError(EINVAL) from None

    def _hidden(self, path: str) -> bytes | Path | random.Random | None:
        """Return what lies at a path that only the interpreter sees, or None."""
        absolute = "/" + path.lstrip("/")
        if absolute in ("/dev/urandom", "/dev/random"):
            return self._random
        if absolute == JOB_PATH:
            return self._system.job()
        if absolute.startswith(FIRMWARE_ROOT + "/"):
            parts = absolute[len(FIRMWARE_ROOT) + 1 :].split("/")
            if ".." in parts:
                raise FlashError(ENOENT)
            *folders, root = self._firmware
            for folder in folders:
                if (where := folder.joinpath(*parts)).exists():
                    return where
            # The root holds the folders of all profiles too: these are no packages.
            if (where := root.joinpath(*parts)).is_file():
                return where
            raise FlashError(ENOENT)
        return None

    def path_open(
        self, fd: int, dirflags: int, path: int, length: int, flags: int,
        rights: int, inheriting: int, fdflags: int, out: int,
    ) -> int:  # fmt: skip
        if len(self._files) > _OPEN_FILES_MAX:
            raise FlashError(EMFILE)
        name = self._path(path, length)
        writes = bool(rights & _RIGHT_WRITE)
        hidden = self._hidden(name)
        if hidden is not None:
            if writes or flags & _CREAT:
                raise FlashError(EROFS)
            return self._keep(_hidden_file(hidden), out)
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
            if writes and not flags & _DIRECTORY or flags & _CREAT:
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
            raise FlashError(EACCES) from exc
        return self._keep(_Open(number, writes=writes, appends=bool(fdflags & _APPEND)), out)

    def path_filestat_get(self, fd: int, flags: int, path: int, length: int, out: int) -> int:
        hidden = self._hidden(name := self._path(path, length))
        if isinstance(hidden, bytes | random.Random):
            kind, size, inode, seconds = _TYPE_FILE, 0, 1, 0
        else:
            where = hidden or self._flash.place(name)
            status = self._flash.status(where)
            is_folder = stat.S_ISDIR(status.st_mode)
            if name.endswith("/") and not is_folder:
                raise FlashError(ENOTDIR)
            kind = _TYPE_DIRECTORY if is_folder else _TYPE_FILE
            size = 0 if is_folder else status.st_size
            inode, seconds = status.st_ino, int(status.st_mtime)
        ns = seconds * 10**9
        packed = struct.pack("<QQBxxxxxxxQQQQQ", 1, inode & (2**64 - 1), kind, 1, size, ns, ns, ns)
        self.memory.write(out, packed)
        return 0

    def fd_readdir(self, fd: int, buffer: int, size: int, cookie: int, out: int) -> int:
        open_file = self._open(fd)
        if not open_file.is_folder:
            raise FlashError(ENOTDIR)
        if cookie == 0:
            open_file.entries = self._flash.entries(open_file.place or self._flash.folder)
        packed = bytearray()
        for index in range(cookie, len(open_file.entries)):
            name, is_folder, inode = open_file.entries[index]
            kind = _TYPE_DIRECTORY if is_folder else _TYPE_FILE
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
        raise FlashError(EINVAL)

    def path_create_directory(self, fd: int, path: int, length: int) -> int:
        self._flash.make_folder(self._writable(path, length))
        return 0

    def path_remove_directory(self, fd: int, path: int, length: int) -> int:
        self._flash.remove_folder(self._writable(path, length))
        return 0

    def path_unlink_file(self, fd: int, path: int, length: int) -> int:
        self._flash.remove_file(self._writable(path, length))
        return 0

    def path_rename(
        self, fd: int, old: int, old_length: int, to_fd: int, new: int, new_length: int
    ) -> int:
        self._flash.rename(self._writable(old, old_length), self._writable(new, new_length))
        return 0

    def _writable(self, path: int, length: int) -> str:
        name = self._path(path, length)
        if self._hidden(name) is not None:
            raise FlashError(EROFS)
        return name


def _hidden_file(hidden: bytes | Path | random.Random) -> _Open:
    if isinstance(hidden, random.Random):
        return _Open(noise=hidden)
    if isinstance(hidden, bytes):
        return _Open(data=hidden)
    if hidden.is_dir():
        raise FlashError(EISDIR)
    return _Open(data=hidden.read_bytes())
