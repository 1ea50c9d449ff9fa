"""Host calls: ``sys.…`` is what the kernel on the board asks of us; the rest is the world's."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from kibako.virtual.console import Console
from kibako.virtual.costs import FINDING_FUEL, LOADING_FUEL_PER_BYTE, cost
from kibako.virtual.dupterm import Dupterm
from kibako.virtual.help import PART_CHARS, board_help, module_list
from kibako.virtual.hostcall import HostCallError, integer, integers
from kibako.virtual.jobs import Job, Jobs
from kibako.virtual.memory import REPLACED, Memory
from kibako.virtual.stops import Stop, Stops
from kibako.virtual.uart_calls import UartCalls
from kibako.virtual.wasi import RAW_STDIN_FD, RAW_STDOUT_FD

if TYPE_CHECKING:
    from kibako.virtual.board import VirtualBoard

_NAMES_MAX = 500
_SLEEP_MAX_US = 99_999_999_999


class SystemCalls:
    """Answers host calls; used on the board's thread.

    Args:
        board: The board.
        stops: What may break into a sleep.
        console: The terminal of the programs.
        jobs: What is to run.
        next_job: Waits for the next job.
        dupterm: The stream beside the cable.
    """

    def __init__(
        self,
        board: "VirtualBoard",
        stops: Stops,
        console: Console,
        jobs: Jobs,
        next_job: Callable[[], Job | None],
        dupterm: Dupterm,
    ) -> None:
        self._board = board
        self._clock = board.clock
        self._stops = stops
        self._console = console
        self._jobs = jobs
        self._next_job = next_job
        self._memory: Memory
        self._measure_collection: Callable[[], None]
        self.booted = False
        self.firmware_modules: frozenset[str] = frozenset()
        self.firmware_names: list[str] = []
        self.offered: frozenset[str] = frozenset()
        self._help_rest = ""
        self._uart = UartCalls(board.clock, console, stops.awake).functions
        self._functions: dict[str, Callable[[str], str]] = {
            "sys.identity": self._identity,
            "sys.boot": self._boot,
            "sys.preload": self._preload,
            "sys.collects": self._collects,
            "sys.next": self._next,
            "sys.loads": self._loads,
            "sys.done": self._done,
            "sys.error": self._error,
            "sys.name": self._name,
            "sys.kbd_intr": self._kbd_intr,
            "sys.sleep": self._sleep,
            "sys.input": lambda payload: self._console.input_line(),
            "sys.again": self._again,
            "sys.pumped": self._pumped,
            "sys.reset": self._reset,
            "sys.soft_reset": self._soft_reset,
            "sys.statvfs": self._statvfs,
            "sys.help": self._help,
            **dupterm.functions,
        }
        self._dupterm = dupterm

    def new_life(self, memory: Memory, measure_collection: Callable[[], None]) -> None:
        """Serve a new interpreter.

        Args:
            memory: Its memory.
            measure_collection: Called before and after one collection.
        """
        self._measure_collection = measure_collection
        self._memory = self._dupterm.memory = memory
        self._dupterm.new_life()
        self.booted = False

    def call(self, name: str, payload: str) -> str:
        """Answer a host call.

        Args:
            name: What is asked.
            payload: The details.

        Returns:
            The answer, or ``!Exception:text`` to be raised.

        Raises:
            Stop: This life of the interpreter is over.
        """
        tap = self._board.tap
        if tap is None:
            return self._answer(name, payload)
        return tap.ask(name, payload, lambda: self._answer(name, payload))

    def _answer(self, name: str, payload: str) -> str:
        try:
            own = self._functions.get(name)
            if own is not None:
                return own(payload)
            if self._console.waiting:
                self._console.flush()
            clock = self._clock
            clock.look(*cost(name, self._board.profile.call_us))
            clock.catch_up()
            if clock.hold_us is not None:
                clock.park(self._stops.awake)
            uart = self._uart.get(name)
            if uart is not None:
                return uart(payload)
            if name == "irq.next":
                self._stops.pumps()
            world = self._board.world
            answer = world.call(name, payload)
            spent_us, over = world.take_spent_us()
            if spent_us:
                awake = self._stops.awake
                clock.wait_until(clock.now_us() + spent_us, lambda: over() or awake())
            return answer
        except HostCallError as exc:
            return exc.reply

    def job_code(self) -> bytes:
        """Return the program that is to run."""
        job = self._jobs.current
        return b"" if job is None else job.code

    # The kernel's start

    def _identity(self, payload: str) -> str:
        profile = self._board.profile
        return f"{profile.platform}\n{profile.machine}\n{profile.id}"

    def _boot(self, payload: str) -> str:
        if self.booted:
            raise HostCallError("RuntimeError", "the board is up")
        pump, nothing, *functions, platform, machine, build, program = integers(
            payload, 6 + REPLACED
        )
        profile = self._board.profile
        memory = self._memory
        memory.use_board_errors()
        memory.name_board(platform, machine, build)
        memory.name_program(program)
        memory.use_raw_buffers(RAW_STDIN_FD, RAW_STDOUT_FD)
        memory.replace_functions(functions)
        self._stops.set_pump(pump, nothing)
        names: dict[str, str] = {}
        for name in sorted(self.firmware_modules):
            if name in profile.importable:
                names[name] = name
            if f"u{name}" in profile.importable:
                names[f"u{name}"] = f"u{name}={name}"
        self.firmware_names = list(names)
        for name in sorted(profile.importable - names.keys() - profile.modules - {"__main__"}):
            names[name] = f"{name}=!"
        self.offered = profile.modules
        memory.offer_modules(self.offered)
        return " ".join(names.values())

    def _preload(self, payload: str) -> str:
        """Name what is loaded at the start, and the heap that a program has then."""
        profile = self._board.profile
        return " ".join([*profile.preloaded, str(profile.heap_bytes)])

    def _collects(self, payload: str) -> str:
        """A collection follows, or is over, in a heap that holds the board's own things alone."""
        if not self.booted:
            self._measure_collection()
        return ""

    def _loads(self, payload: str) -> str:
        """Board code is loaded, which on a real board is there from the start: it costs nothing."""
        self._clock.look(FINDING_FUEL)
        self._clock.work.give(integer(payload) * LOADING_FUEL_PER_BYTE)
        return ""

    # Jobs

    def _next(self, payload: str) -> str:
        self.booted = True
        # Before the prompt goes out: whoever sees it may look at the clock at once.
        self._clock.work_ends()
        error = self._console.take_error()
        self._stops.end_job(self._memory)
        self._jobs.end(soft_reset=payload == "reset", error=error)
        job = self._next_job()
        tap, memory = self._board.tap, self._memory
        if job is not None and tap is not None:
            tap.begins(job.code, lambda: self._stops.pump_now(memory))
        return "" if job is None else f"{job.kind[0]}{len(job.code)} {job.name}"

    def _done(self, payload: str) -> str:
        self._stops.end_job(self._memory)
        return ""

    def _error(self, payload: str) -> str:
        self._console.begin_error()
        self._stops.end_job(self._memory)
        return ""

    def _name(self, payload: str) -> str:
        if len(self._jobs.names) < _NAMES_MAX:
            self._jobs.names.append(payload)
        return ""

    # While a program runs

    def _sleep(self, payload: str) -> str:
        """Sleep some microseconds, or (``@``) go on until a moment that was told before."""
        self._console.flush()
        if self._memory.interrupt_pending():
            # A sleep meets it even in a handler, where jumps do not.
            self._memory.forget_interrupt()
            return "!KeyboardInterrupt:"
        number = min(max(0, integer(payload.removeprefix("@"))), _SLEEP_MAX_US)
        end_us = number if payload[:1] == "@" else self._clock.look(*cost("sys.sleep")) + number
        if self._clock.wait_until(end_us, self._stops.awake):
            return ""
        self._stops.check(self._memory)
        if self._stops.take_interrupt():
            return "!KeyboardInterrupt:"
        return f"@{end_us}"

    def _kbd_intr(self, payload: str) -> str:
        char = integer(payload)
        self._stops.set_interrupt_char(char if 0 <= char <= 255 else -1)
        return ""

    def _again(self, payload: str) -> str:
        self._stops.interrupt_again()
        return ""

    def _pumped(self, payload: str) -> str:
        self._stops.pumped()
        return ""

    def _reset(self, payload: str) -> str:
        self._console.flush()
        raise Stop("reset")

    def _soft_reset(self, payload: str) -> str:
        self._console.flush()
        raise Stop("soft_reset")

    def _statvfs(self, payload: str) -> str:
        flash = self._board.flash
        free, total, block = flash.free_blocks, flash.total_blocks, flash.block_bytes
        return f"{block} {block} {total} {free} {free} 0 0 0 0 255"

    def _help(self, payload: str) -> str:
        """Give what ``help()`` says, part by part."""
        if payload == "modules":
            self._help_rest = module_list(sorted({"__main__", *self.offered, *self.firmware_names}))
        elif payload != "more":
            self._help_rest = board_help(self._board.profile.firmware)
        part, self._help_rest = self._help_rest[:PART_CHARS], self._help_rest[PART_CHARS:]
        return part
