"""What runs on a board's own thread: lives of the interpreter, the terminal, host calls, stops."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kibako import resources
from kibako.virtual.hostcall import HostCallError
from kibako.virtual.interpreter import load_module, new_engine
from kibako.virtual.repl.actions import Action, Complete, Execute, Send, SoftReset
from kibako.virtual.repl.line_editor import LineEditor
from kibako.virtual.repl.terminal import Terminal
from kibako.virtual.vm import BoardBroken, StopBoard, Vm, command_line
from kibako.virtual.wasi import FIRMWARE_ROOT, BoardExit, Wasi

if TYPE_CHECKING:
    from kibako.virtual.board import VirtualBoard

CTRL_C = 0x03
UNANSWERED_S = 0.15
"""A program that has not met its Ctrl-C by then, or goes on after a second one, is cut off."""

_BURST_S = 0.05
_AGAIN_S = 1.0
_TICK_S = 0.005
_GENEROUS_HEAP_BYTES = 4 << 20

Why = Literal["close", "reset", "soft_reset", "cut"]


class Stop(StopBoard):
    """This life of the interpreter is over.

    Args:
        why: What comes next.
    """

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


class Machine:
    """The inside of one board; see :class:`kibako.virtual.board.VirtualBoard`."""

    def __init__(self, board: "VirtualBoard") -> None:
        self._board = board
        self._changed = board.changed
        self._serial = board.serial
        self._clock = board.clock
        self._engine = new_engine()
        self._module = load_module(self._engine)
        self._terminal = Terminal(banner=banner(board.profile.machine))
        self._editor: LineEditor | None = None
        self._vm: Vm | None = None
        self._started = False
        self._over = False
        self._stop: Why | None = None
        self._idle = False
        self._in_wasm = False
        self._lives = 0
        # The job
        self._queue: list[tuple[str, bytes]] = []
        self._job: str | None = None
        self._job_number = 0
        self._job_code = b""
        self._error: bytearray | None = None
        self._names: list[str] = []
        self._offered: frozenset[str] = frozenset()
        # Ctrl-C and interrupts
        self._interrupt_char = CTRL_C
        self._interrupt = False
        self._burst_s = -10.0
        self._cut: tuple[int, bool] | None = None
        self._irq = False
        self._pumping = False
        self._pump: tuple[int, int] | None = None
        self._sleep_end_us: int | None = None
        self._ticker: threading.Thread | None = None

    # From other threads

    @property
    def idle(self) -> bool:
        """Whether the board waits at its prompt with nothing to read."""
        return self._over or (self._idle and not self._serial.input)

    def wait_started(self, timeout_s: float) -> bool:
        """Wait for the first prompt, or for main.py to run."""
        with self._changed:
            return self._changed.wait_for(lambda: self._started or self._over, timeout_s) and (
                self._started
            )

    def split_interrupt(self, data: bytes) -> tuple[bytes, bytes]:
        """Act on the first Ctrl-C for a running program.

        Args:
            data: Bytes for the board.

        Returns:
            The bytes for its input, and the bytes that are still to be looked at.
        """
        with self._changed:
            at = data.find(self._interrupt_char) if self._interrupt_char >= 0 else -1
            if at < 0 or not self._running():
                return data, b""
            if at == 0:
                self._ctrl_c()
                return b"", data[1:]
            return data[:at], data[at:]

    def reset(self) -> None:
        """Press the reset button."""
        self._ask("reset")

    def stop(self) -> None:
        """End the thread."""
        self._ask("close")

    def irq_due(self) -> None:
        """Have the world's interrupts handled."""
        with self._changed:
            self._irq = True
            self._changed.notify_all()
        self._engine.increment_epoch()

    def _ask(self, why: Why) -> None:
        with self._changed:
            if self._stop != "close":
                self._stop = why
            self._changed.notify_all()
        self._engine.increment_epoch()

    def _running(self) -> bool:
        return self._job is not None and self._error is None

    def _ctrl_c(self) -> None:
        now_s = time.monotonic()
        since_s = now_s - self._burst_s
        self._interrupt = True
        self._changed.notify_all()
        self._engine.increment_epoch()
        if since_s > _BURST_S:
            self._burst_s = now_s
            again = since_s < _AGAIN_S
            timer = threading.Timer(UNANSWERED_S, self._check_stop, (self._job_number, again))
            timer.daemon = True
            timer.start()

    def _check_stop(self, job_number: int, again: bool) -> None:
        with self._changed:
            if self._job_number == job_number and self._running():
                self._cut = (job_number, again)
                self._changed.notify_all()
        self._engine.increment_epoch()

    # The thread

    def run(self) -> None:
        """Run the board until it is closed."""
        board = self._board
        why: Why = "reset"
        try:
            while why != "close":
                board.emit("board", "soft_reset" if why == "soft_reset" else "boot")
                why = self._live(why)
                if why == "reset":
                    board.emit("board", "reset")
        finally:
            with self._changed:
                self._over = True
                self._changed.notify_all()
            board.emit("board", "stopped")

    def _live(self, born: Why) -> Why:
        """Run one life of the interpreter, and say what comes next."""
        self._prepare(born)
        profile = self._board.profile
        firmware = resources.data_root() / "firmware" / "virtual"
        wasi = Wasi(
            self,
            self._board.flash,
            [firmware / profile.firmware, firmware / "common", firmware],
            command_line(_GENEROUS_HEAP_BYTES),
            self._board.seed + self._lives,
        )
        self._lives += 1
        vm = Vm(self._engine, self._module, wasi, self._host_call, self._on_epoch)
        self._vm = vm
        try:
            vm.run()
        except Stop as exc:
            return self._stop_now(exc.why)
        except BoardExit:
            return "reset"
        except BoardBroken as exc:
            return self._broken(str(exc))
        finally:
            self._in_wasm = False
            self._clock.work_ends()
            wasi.close()
            vm.close()
        return "reset"

    def _prepare(self, born: Why) -> None:
        with self._changed:
            self._stop = None if self._stop != "close" else "close"
            self._interrupt = False
            self._cut = None
            self._pumping = False
            self._pump = None
            self._interrupt_char = CTRL_C
            self._editor = None
            self._error = None
            self._names = []
            self._queue.clear()
            self._job = None
        self._board.world.reset()
        if born == "reset":
            self._terminal.hard_reset()
        if born != "cut":
            if self._board.run_boot:
                self._queue.append(("eboot.py", b""))
            if self._board.run_boot and not self._terminal.raw:
                self._queue.append(("emain.py", b""))

    def _stop_now(self, why: Why) -> Why:
        if why == "cut":
            self._finish_cut(b"KeyboardInterrupt: \r\n")
        return why

    def _broken(self, reason: str) -> Why:
        self._board.emit("board", "broken", reason)
        text = f"RuntimeError: the board broke and was started again ({reason})\r\n"
        self._finish_cut(text.encode())
        return "cut"

    def _finish_cut(self, error: bytes) -> None:
        if self._terminal.waiting == "execute":
            self._do(self._terminal.executed(error))
        elif self._terminal.waiting == "complete":
            self._do(self._terminal.completions([]))
        else:
            self._serial.send(error)

    # Jobs

    def _next(self, outcome: str) -> str:
        """Finish the last job and return the next one, waiting for it."""
        self._end_job(outcome)
        self._clock.work_ends()
        while True:
            if self._queue:
                name, code = self._queue.pop(0)
                if name in ("eboot.py", "emain.py"):
                    try:
                        code = self._board.flash.place(name[1:]).read_bytes()
                    except OSError:
                        continue
                return self._begin(name, code)
            if self._terminal.waiting == "boot":
                self._do(self._terminal.booted())
            job = self._read_terminal()
            if job is not None:
                return job
            if self._deliver_irq():
                return ""

    def _read_terminal(self) -> str | None:
        """Take input until it gives a job; None when something else is to be looked at."""
        while True:
            with self._changed:
                if not self._serial.input:
                    self._idle = True
                    self._started = True
                    self._changed.notify_all()
                data = b""
                if self._serial.input:
                    data = bytes(self._serial.input)
                    self._serial.input.clear()
                    self._idle = False
                    self._changed.notify_all()
            if not data:
                self._clock.wait_until(None, self._awake_idle)
                self._check_stopped()
                if self._irq:
                    return None
                continue
            step = self._terminal.receive(data)
            if step.rest:
                with self._changed:
                    self._serial.input[:0] = step.rest
            job = self._do(list(step.actions))
            if job is not None:
                return job

    def _awake_idle(self) -> bool:
        return bool(self._serial.input) or self._stop is not None or self._irq

    def _do(self, actions: list[Action]) -> str | None:
        """Carry out what the terminal asks for; return the job if there is one."""
        for action in actions:
            if isinstance(action, Send):
                self._serial.send(action.data)
            elif isinstance(action, Execute):
                kind = "s" if action.mode == "single" else "e"
                return self._begin(f"{kind}<stdin>", action.code)
            elif isinstance(action, Complete):
                self._names = []
                return f"c{action.prefix}"
            elif isinstance(action, SoftReset):
                raise Stop("soft_reset")
        return None

    def _begin(self, job: str, code: bytes) -> str:
        with self._changed:
            self._job = job
            self._job_number += 1
            self._job_code = code
            self._interrupt = False
            self._idle = False
            self._started = True
            self._error = None
            self._changed.notify_all()
        assert self._vm is not None  # noqa: S101 - for the type checker
        self._clock.work_begins(self._vm.fuel)
        self._watch_loops()
        return job

    def _end_job(self, outcome: str) -> None:
        self._quiet()
        with self._changed:
            job, self._job = self._job, None
            error, self._error = bytes(self._error or b""), None
        if self._terminal.waiting == "complete":
            self._do(self._terminal.completions(self._names))
        elif job is None:
            return
        elif self._terminal.waiting == "execute":
            self._do_after(self._terminal.executed(_board_frames(error),
                                                   soft_reset=outcome == "reset"))  # fmt: skip
        else:
            self._serial.send(_cooked(_board_frames(error)))
            if outcome == "reset":
                raise Stop("soft_reset")

    def _do_after(self, actions: list[Action]) -> None:
        if self._do(actions) is not None:
            raise BoardBroken("a job came out of the end of a job")

    def _quiet(self) -> None:
        """From here on a Ctrl-C belongs to the prompt."""
        with self._changed:
            self._interrupt = False
            self._cut = None
        if self._vm is not None:
            self._vm.memory.forget_interrupt()

    # Host calls

    def _host_call(self, name: str, payload: str) -> str:
        self._in_wasm = False
        try:
            answer = self._answer(name, payload)
            self._deliver()
        finally:
            self._in_wasm = True
        return answer

    def _answer(self, name: str, payload: str) -> str:
        own: Callable[[str], str] | None = None
        if name.startswith("sys."):
            own = getattr(self, f"_sys_{name[4:]}", None)
            if own is None:
                return f"!NotImplementedError:{name}"
            return own(payload)
        self._clock.look()
        self._clock.catch_up()
        self._clock.park(self._awake)
        try:
            return self._board.world.call(name, payload)
        except HostCallError as exc:
            return exc.reply

    def _sys_boot(self, payload: str) -> str:
        pump, nothing, *_ = (int(word) for word in payload.split())
        self._pump = (pump, nothing)
        assert self._vm is not None  # noqa: S101
        self._vm.memory.use_board_errors()
        names = self._firmware_names()
        own = self._board.profile.importable - {name.partition("=")[0] for name in names}
        self._offered = self._board.profile.modules | (own - {"machine"})
        self._vm.memory.offer_modules(self._offered)
        return " ".join(names)

    def _firmware_names(self) -> list[str]:
        profile = self._board.profile
        root = resources.data_root() / "firmware" / "virtual"
        names: dict[str, str] = {}
        for folder in (root / "common", root / profile.firmware):
            for name in _module_names(folder):
                if name in profile.importable:
                    names[name] = name
                if f"u{name}" in profile.importable:
                    names[f"u{name}"] = f"u{name}={name}"
        return list(names.values())

    def _sys_next(self, outcome: str) -> str:
        return self._next(outcome)

    def _sys_gate(self, payload: str) -> str:
        assert self._vm is not None  # noqa: S101
        from kibako.virtual.memory import ALL_MODULES

        self._vm.memory.offer_modules(ALL_MODULES if payload else self._offered)
        return ""

    def _sys_error(self, payload: str) -> str:
        with self._changed:
            self._error = bytearray()
        self._quiet()
        return ""

    def _sys_name(self, payload: str) -> str:
        self._names.append(payload)
        return ""

    def _sys_kbd_intr(self, payload: str) -> str:
        with self._changed:
            self._interrupt_char = int(payload)
        return ""

    def _sys_reset(self, payload: str) -> str:
        raise Stop("reset")

    def _sys_soft_reset(self, payload: str) -> str:
        raise Stop("soft_reset")

    def _sys_pumped(self, payload: str) -> str:
        self._pumping = False
        return ""

    def _sys_unhandled(self, payload: str) -> str:
        return ""

    def _sys_statvfs(self, payload: str) -> str:
        flash = self._board.flash
        free, total, block = flash.free_blocks, flash.total_blocks, flash.block_bytes
        return f"{block} {block} {total} {free} {free} 0 0 0 0 255"

    def _sys_sleep(self, payload: str) -> str:
        if payload:
            self._sleep_end_us = self._clock.look() + max(0, int(payload))
        end_us = self._sleep_end_us
        reached = self._clock.wait_until(end_us or 0, self._awake)
        if reached:
            self._clock.park(self._awake)
            return ""
        self._check_stopped()
        if self._take_interrupt():
            return "!KeyboardInterrupt:"
        return "i"

    def _sys_input(self, payload: str) -> str:
        if self._editor is None:
            self._editor = LineEditor()
            self._serial.send(self._editor.start(""))
        while True:
            with self._changed:
                data = bytes(self._serial.input)
                self._serial.input.clear()
                self._changed.notify_all()
            if data:
                edit = self._editor.receive(data)
                self._serial.send(edit.output)
                with self._changed:
                    self._serial.input[:0] = edit.rest
                if edit.signal:
                    text, self._editor = self._editor.text, None
                    self._serial.send(b"\r\n")
                    if edit.signal == "interrupt":
                        return "!KeyboardInterrupt:"
                    return "!EOFError:" if edit.signal == "eof" else "=" + text
                continue
            self._clock.wait_until(None, self._awake_input)
            self._check_stopped()
            if self._take_interrupt():
                self._editor = None
                self._serial.send(b"\r\n")
                return "!KeyboardInterrupt:"
            if self._irq:
                return "i"

    # The system functions (Wasi's System)

    def terminal_write(self, data: bytes) -> int:
        """Take a program's output."""
        if self._error is not None:
            self._error += data
            return 0
        self._board.emit_output(data)
        with self._changed:
            while not self._serial.has_room():
                if self._awake_output():
                    break
                self._changed.wait(1.0)
        self._check_stopped()
        self._serial.send(_cooked(data))
        return 0

    def terminal_read(self, max_bytes: int) -> bytes | None:
        """Return what was sent to the program, waiting for it."""
        while True:
            with self._changed:
                if self._serial.input:
                    data = bytes(self._serial.input[:max_bytes])
                    del self._serial.input[:max_bytes]
                    self._changed.notify_all()
                    return data
            if not self.sleep_us(None, for_input=True) and not self._serial.input:
                return None

    def terminal_ready(self) -> bool:
        """Return whether something was sent to the program."""
        return bool(self._serial.input)

    def sleep_us(self, duration_us: int | None, *, for_input: bool) -> bool:
        """Sleep in C code; False when interrupted."""
        end_us = None if duration_us is None else self._clock.look() + duration_us
        awake = self._awake_input if for_input else self._awake
        if self._clock.wait_until(end_us, awake):
            return True
        self._deliver()
        return False

    def clock_ns(self, calendar: bool) -> int:
        """Return the board's time."""
        self._clock.look()
        self._clock.park(self._awake)
        return self._clock.calendar_ns() if calendar else self._clock.now_us() * 1000

    def job(self) -> bytes:
        """Return the program that is to run."""
        return self._job_code

    # Stops and interrupts, on the board's thread

    def _awake(self) -> bool:
        irq = self._irq and not self._pumping
        return self._interrupt or irq or self._stop is not None or self._cut is not None

    def _awake_input(self) -> bool:
        return bool(self._serial.input) or self._awake()

    def _awake_output(self) -> bool:
        return self._interrupt or self._stop is not None or self._cut is not None

    def _take_interrupt(self) -> bool:
        with self._changed:
            taken, self._interrupt = self._interrupt, False
            return taken

    def _check_stopped(self) -> None:
        if self._stop is not None:
            raise Stop(self._stop)
        cut = self._cut
        if cut is not None:
            self._cut = None
            if cut[0] == self._job_number and self._running() and (cut[1] or self._unanswered()):
                raise Stop("cut")

    def _unanswered(self) -> bool:
        return self._vm is not None and self._vm.memory.interrupt_pending()

    def _deliver(self) -> None:
        """Give the program its Ctrl-C and its interrupts."""
        self._check_stopped()
        if self._vm is None:
            return
        if self._interrupt and self._take_interrupt() and self._running():
            self._vm.memory.raise_keyboard_interrupt()
        self._deliver_irq()

    def _deliver_irq(self) -> bool:
        if not self._irq or self._pumping or self._pump is None or self._vm is None:
            return False
        if not self._vm.memory.schedule(*self._pump):
            return False
        self._irq = False
        self._pumping = True
        return True

    def _on_epoch(self) -> bool:
        self._clock.look()
        self._clock.catch_up()
        self._clock.park(self._awake)
        self._deliver()
        return True

    def _watch_loops(self) -> None:
        """Look into loops that call nothing, when the clock has something for them."""
        if self._ticker is None:
            name = f"ticker {self._board.profile.id}"
            self._ticker = threading.Thread(target=self._tick, name=name, daemon=True)
            self._ticker.start()

    def _tick(self) -> None:
        while not self._over:
            with self._changed:
                self._changed.wait_for(lambda: self._over or self._needs_ticks(), 60.0)
            time.sleep(_TICK_S)
            if self._in_wasm and self._needs_ticks():
                self._engine.increment_epoch()

    def _needs_ticks(self) -> bool:
        due = self._board.world.next_due_ms() is not None or self._clock.hold_us is not None
        return due and self._running() and not self._clock.held


def banner(machine: str) -> str:
    """Return what the board says before its first prompt."""
    return (
        f"MicroPython v1.27.0-preview on 2025-10-01; {machine}\r\n"
        'Type "help()" for more information.\r\n'
    )


def _module_names(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return [p.stem for p in folder.iterdir() if p.suffix == ".py" or (p / "__init__.py").is_file()]


def _board_frames(error: bytes) -> bytes:
    """Leave out the lines of a traceback that a real board does not have: our own code's."""
    hidden = b'  File "' + FIRMWARE_ROOT.encode() + b"/"
    return b"".join(line for line in error.splitlines(True) if not line.startswith(hidden))


def _cooked(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")
