"""The system that the interpreter runs on: its clock, its terminal and its files, all ours."""

import struct
from collections.abc import Callable
from pathlib import Path

from kibako.virtual.clock import VirtualClock
from kibako.virtual.console import Console
from kibako.virtual.ends import BoardExit
from kibako.virtual.flash import Flash, FlashError
from kibako.virtual.interpreter.errors import WASI_NUMBER
from kibako.virtual.stops import Stops
from kibako.virtual.tap import Tap
from kibako.virtual.wasi_files import TYPE_CHARACTER, Files

STDIN_FD, STDOUT_FD, STDERR_FD = 0, 1, 2
RAW_STDIN_FD, RAW_STDOUT_FD = 100, 101
"""``sys.stdin.buffer`` and ``sys.stdout.buffer``: the same terminal, bytes as they are."""

_TERMINAL = frozenset((STDIN_FD, STDOUT_FD, STDERR_FD, RAW_STDIN_FD, RAW_STDOUT_FD))
_EINTR, _EINVAL, _EIO = 27, 28, 29  # as the interpreter's C code knows them
_CLOCK, _READ = 0, 1
_REALTIME = 0
_POLL_MAX = 64


def _nothing() -> None:
    pass


def _no_tap() -> None:
    return None


class Wasi(Files):
    """The system functions of one instance.

    Args:
        argv: The command line of the interpreter.
        console: The terminal of its programs.
        clock: The board's clock.
        stops: What may break into a sleep.
        flash: The board's files.
        firmware: Folders of board code, in the order in which they are searched.
        job: Returns the program that is to run next.
        seed: Seed of ``/dev/urandom``.
        on_jump: Called in the midst of a program when its countdown has come to an end.
        on_time: Called when a function that lets time pass is over.
        tap: Returns who listens to what programs get, if anybody does.
    """

    def __init__(
        self,
        argv: list[str],
        console: Console,
        clock: VirtualClock,
        stops: Stops,
        flash: Flash,
        firmware: list[Path],
        job: Callable[[], bytes],
        seed: int,
        on_jump: Callable[[], None] = _nothing,
        on_time: Callable[[], None] = _nothing,
        tap: Callable[[], Tap | None] = _no_tap,
    ) -> None:
        super().__init__(flash, firmware, job, seed)
        self._on_jump = on_jump
        self._on_time = on_time
        self._tap = tap
        self._argv = [arg.encode() + b"\x00" for arg in argv]
        self._console = console
        self._clock = clock
        self.calendar_ns = clock.calendar_ns
        self._stops = stops

    def function(self, name: str) -> Callable[..., int | None]:
        """Return the function that answers an import."""
        answer = getattr(self, name)

        def guarded(*args: int) -> int | None:
            try:
                return answer(*args)
            except FlashError as exc:
                return WASI_NUMBER.get(exc.number, _EIO)
            except OSError:
                # Somebody took the folder away, or the computer's disk is full.
                return _EIO

        return guarded

    # Start and end

    def args_sizes_get(self, count_out: int, size_out: int) -> int:
        """Tell how long the command line is."""
        self.memory.put_u32(count_out, len(self._argv))
        self.memory.put_u32(size_out, sum(map(len, self._argv)))
        return 0

    def args_get(self, pointers: int, text: int) -> int:
        """Give the command line."""
        for index, arg in enumerate(self._argv):
            self.memory.put_u32(pointers + 4 * index, text)
            self.memory.write(text, arg)
            text += len(arg)
        return 0

    def environ_sizes_get(self, count_out: int, size_out: int) -> int:
        """Tell that there is no environment."""
        self.memory.put_u32(count_out, 0)
        self.memory.put_u32(size_out, 0)
        return 0

    def environ_get(self, pointers: int, text: int) -> int:
        """Give the environment: none."""
        return 0

    def proc_exit(self, status: int) -> None:
        """End."""
        raise BoardExit(status)

    def sched_yield(self) -> int:
        """Look around: in the midst of a program this is where its countdown ends."""
        self._on_jump()
        return 0

    # Time

    def clock_time_get(self, which: int, precision: int, out: int) -> int:
        """Tell the time: the calendar's or that since power-up."""
        tap = self._tap()
        if tap is None:
            now_ns = self._now_ns(which)
        else:
            now_ns = int(tap.ask("wasi.time", str(which), lambda: str(self._now_ns(which))))
        self.memory.put_u64(out, now_ns)
        self._on_time()
        return 0

    def _now_ns(self, which: int) -> int:
        clock = self._clock
        now_us = clock.look()
        # A loop may do nothing else than ask: what is due happens in its course.
        clock.catch_up()
        if clock.hold_us is not None:
            clock.park(self._stops.awake)
        return clock.calendar_ns() if which == _REALTIME else now_us * 1000

    def poll_oneoff(self, subscriptions: int, events: int, count: int, out: int) -> int:
        """Wait until the first of some things happens: a time, or input on the terminal."""
        if not 0 < count <= _POLL_MAX:
            return _EINVAL
        self._console.flush()
        timeout_us: int | None = None
        clocks: list[int] = []
        reads: list[int] = []
        others: list[tuple[int, int]] = []
        for index in range(count):
            raw = self.memory.read(subscriptions + 48 * index, 48)
            userdata, kind = struct.unpack_from("<QB", raw)
            if kind == _CLOCK:
                wait_us = self._timeout_us(raw)
                timeout_us = wait_us if timeout_us is None else min(timeout_us, wait_us)
                clocks.append(userdata)
            elif kind == _READ and struct.unpack_from("<I", raw, 16)[0] in _TERMINAL:
                reads.append(userdata)
            else:
                others.append((userdata, kind))

        def wait() -> str:
            """Return what is ready: others, reads, clocks; "" when the wait was interrupted."""
            if others:
                return "or" if reads and self._console.ready() else "o"
            reached = self._sleep(timeout_us, for_input=bool(reads))
            if reads and self._console.ready():
                return "r"
            return "c" if reached else ""

        tap = self._tap()
        kinds = wait() if tap is None else tap.ask("wasi.poll", str(count), wait)
        if not kinds:
            self._on_time()
            self._stops.deliver(self.memory)
            return _EINTR
        ready = others if "o" in kinds else []
        ready += [(userdata, _READ) for userdata in reads if "r" in kinds]
        ready += [(userdata, _CLOCK) for userdata in clocks if "c" in kinds]
        for index, (userdata, kind) in enumerate(ready):
            packed = struct.pack("<QHBxxxxxQHxxxxxx", userdata, 0, kind, kind != _CLOCK, 0)
            self.memory.write(events + 32 * index, packed)
        self.memory.put_u32(out, len(ready))
        self._on_time()
        return 0

    def _timeout_us(self, subscription: bytes) -> int:
        _, ns, _, flags = struct.unpack_from("<IxxxxQQH", subscription, 16)
        if flags & 1:  # a moment, not a duration
            ns = max(0, ns - self._clock.look() * 1000)
        return -(-ns // 1000)

    def _sleep(self, duration_us: int | None, *, for_input: bool) -> bool:
        if for_input and self._console.ready():
            return False
        if duration_us is None:
            return self._clock.wait_for_input(self._console.awake)
        awake = self._console.awake if for_input else self._stops.awake
        return self._clock.wait_until(self._clock.look() + duration_us, awake)

    # The terminal

    def fd_fdstat_get(self, fd: int, out: int) -> int:
        """Tell what kind of thing an open file is."""
        if fd not in _TERMINAL:
            return super().fd_fdstat_get(fd, out)
        self.put_fdstat(TYPE_CHARACTER, out)
        return 0

    def fd_close(self, fd: int) -> int:
        """Close a file; the terminal stays open."""
        return 0 if fd in _TERMINAL else super().fd_close(fd)

    def fd_sync(self, fd: int) -> int:
        """Bring what was written to where it belongs."""
        if fd not in _TERMINAL:
            return super().fd_sync(fd)
        self._console.flush()
        return 0

    def fd_read(self, fd: int, vectors: int, count: int, out: int) -> int:
        """Read a file, or what was sent to the program."""
        if fd not in _TERMINAL:
            return super().fd_read(fd, vectors, count, out)
        pieces = self.memory.pieces(vectors, count)
        wanted = sum(length for _, length in pieces)

        def read() -> str:
            """Return a sign that there is something, and the bytes as letters; "" else."""
            got = self._console.read(wanted, raw=fd == RAW_STDIN_FD)
            return "" if got is None else "=" + got.decode("latin-1")

        tap = self._tap()
        said = read() if tap is None else tap.ask("wasi.read", str(wanted), read)
        data = said[1:].encode("latin-1") if said else None
        self._on_time()
        if data is None:
            self._stops.deliver(self.memory)
            return _EINTR
        self.memory.put_u32(out, self.memory.scatter(pieces, data))
        return 0

    def fd_write(self, fd: int, vectors: int, count: int, out: int) -> int:
        """Write a file, or print."""
        if fd not in _TERMINAL:
            return super().fd_write(fd, vectors, count, out)
        data = self.memory.gather(vectors, count)

        def write() -> str:
            self._console.write(data, raw=fd == RAW_STDOUT_FD)
            return ""

        tap = self._tap()
        if tap is None:
            write()
        else:
            tap.ask("wasi.print", data.decode("latin-1"), write)
        self.memory.put_u32(out, len(data))
        if self._console.copied:
            self._on_time()  # the copy goes out as soon as it can
        return 0
