"""What runs on a board's own thread: one life of the interpreter after another."""

import threading
import time
from typing import TYPE_CHECKING

from kibako import resources
from kibako.events import PREPARING
from kibako.virtual.console import Console
from kibako.virtual.countdown import Countdown
from kibako.virtual.dupterm import Dupterm
from kibako.virtual.ends import BoardBroken, BoardExit
from kibako.virtual.help import banner, module_names
from kibako.virtual.interpreter import load_module, new_engine
from kibako.virtual.jobs import Job, Jobs
from kibako.virtual.memory import INTERPRETER_VERSION
from kibako.virtual.stops import Stop, Stops, Why
from kibako.virtual.surroundings import Power
from kibako.virtual.system_calls import SystemCalls
from kibako.virtual.vm import Vm, command_line
from kibako.virtual.wasi import Wasi
from kibako.virtual.work import ProgramFuel

if TYPE_CHECKING:
    from kibako.virtual.board import VirtualBoard

_TICK_S = 0.005
_BOOT_FILE_S = 0.3
_STILLBORN_MAX = 3
_CUT = b"KeyboardInterrupt: the program did not stop, so the board was started again\n"
_BROKEN = "RuntimeError: the board broke and was started again (%s)\n"
_NO_STACK = "RuntimeError: the board ran out of stack and was started again\n"


class Machine:
    """The inside of one board; see :class:`kibako.virtual.board.VirtualBoard`.

    Args:
        board: The board.

    Raises:
        BoardError: The interpreter is missing.
    """

    def __init__(self, board: "VirtualBoard") -> None:
        self._board = board
        self._changed = board.changed
        self._serial = board.serial
        self._clock = board.clock
        self._engine = new_engine()
        self._module = load_module(self._engine, lambda: board.emit(*PREPARING))
        profile = board.profile
        root = resources.data_root() / "firmware" / "virtual"
        kinds = [profile.firmware, "common"]
        built = [root / "built" / kind for kind in kinds]
        kernel = root / "built" / "kernel"
        self._firmware = [*built, kernel, *(root / kind for kind in kinds), root]
        self.stops = Stops(self._changed, self._engine.increment_epoch, self._clock, self._waits)
        self._dupterm = Dupterm(self._serial, self.stops, board.world.happenings)
        self._serial.copy = self._dupterm.sent
        self._clock.on_hold(self._engine.increment_epoch)
        self._console = Console(
            self._changed,
            self._serial,
            self._clock,
            self.stops,
            board.emit_output,
            self._dupterm,
        )
        self._jobs = Jobs(
            self._changed,
            self._serial,
            banner(profile.machine, profile.banner_version or INTERPRETER_VERSION),
            self._importable_modules,
            raw_paste=profile.raw_paste,
            owes=lambda: self._dupterm.owes,
        )
        self._calls = SystemCalls(
            board, self.stops, self._console, self._jobs, self._next_job, self._dupterm
        )
        self._calls.firmware_modules = module_names(self._firmware[-3:-1])
        self._vm: Vm | None = None
        self._countdown: Countdown | None = None
        self._thread = 0
        self._over = False
        self._idle = False
        self._computing = False
        self._boot_file_since_s: float | None = None
        self._lives = 0
        self._ticker: threading.Thread | None = None

    # From other threads

    @property
    def idle(self) -> bool:
        """Whether the board waits at its prompt with nothing to read."""
        return self._over or (self._idle and not self._serial.input)

    @property
    def asking(self) -> bool:
        """Whether a program waits in ``input()``."""
        return self._console.asking

    @property
    def errors(self) -> tuple[bytes, bytes]:
        """The last tracebacks, or nothing: of boot.py or main.py, of a program of the terminal."""
        return self._jobs.boot_error, self._jobs.error

    @property
    def over(self) -> bool:
        """Whether the board's thread has ended."""
        return self._over

    def wait_started(self, timeout_s: float) -> bool:
        """Wait for the first prompt, or until boot.py or main.py runs for a while.

        Args:
            timeout_s: How long to wait.

        Returns:
            Whether the board is up.
        """
        end_s = time.monotonic() + timeout_s
        with self._changed:
            while not (self._over or self._jobs.prompt_out or self._clock.held):
                now_s = time.monotonic()
                since_s = self._boot_file_since_s
                ends_s = end_s if since_s is None else min(end_s, since_s + _BOOT_FILE_S)
                if now_s >= ends_s:
                    return since_s is not None
                self._changed.wait(ends_s - now_s)
            return not self._over

    def wake(self) -> None:
        """The world has an interrupt, or plans."""
        if self._clock.pace == "fast" and threading.get_ident() == self._thread:
            return  # it looks for them itself, when it leaves the world
        self._clock.plans_changed()
        self.stops.look_out()

    def _waits(self) -> bool:
        return self._board.world.irq_waits() or self._dupterm.wants()

    def power(self, what: Power) -> None:
        """A part resets the board or switches it off."""
        self.stops.ask("reset" if what == "reset" else "close")

    # The thread

    def run(self) -> None:
        """Run the board until it is closed."""
        board = self._board
        self._thread = threading.get_ident()
        why: Why = "reset"
        stillborn = 0
        try:
            while why != "close" and stillborn < _STILLBORN_MAX:
                board.emit("board", "soft_reset" if why == "soft_reset" else "boot")
                why = self._live(why)
                stillborn = 0 if self._calls.booted else stillborn + 1
                if why == "reset":
                    board.emit("board", "reset")
        finally:
            with self._changed:
                self._over = True
                self._changed.notify_all()
            self._serial.close()  # whoever reads learns that nothing more comes
            board.emit("board", "stopped")

    def _live(self, born: Why) -> Why:
        """Run one life of the interpreter, and say what comes next."""
        board = self._board
        self.stops.new_life()
        self._console.new_life()
        board.world.reset(soft=born in ("soft_reset", "cut"))
        if born == "reset":
            self._jobs.power_up(raw=board.trouble.has("raw-repl"))
        self._jobs.new_life([] if born == "cut" else self._boot_files())
        wasi = Wasi(
            command_line(board.profile.heap_bytes + board.profile.firmware_heap_bytes),
            self._console,
            self._clock,
            self.stops,
            board.flash,
            self._firmware,
            self._calls.job_code,
            board.seed + self._lives,
            self._on_jump,
            self._on_time,
            lambda: board.tap,
        )
        self._lives += 1
        vm = Vm(self._engine, self._module, wasi, self._host_call, self._on_epoch)
        self._vm = vm
        self._fuel = ProgramFuel(
            vm.fuel,
            vm.memory.collections,
            board.profile.collection_us * self._clock.work.fuel_per_ms // 1000,
        )
        self._countdown = Countdown(vm.memory, self._fuel)
        self._console.memory = vm.memory
        self._calls.new_life(vm.memory, self._fuel.measure)
        try:
            self._computing = True
            vm.run()
        except Stop as exc:
            if exc.why == "cut":
                self._jobs.break_off(_CUT)
            return exc.why
        except BoardExit:
            # The kernel never ends: a Ctrl-C met it where it could not catch it.
            self._jobs.break_off(_CUT)
            return "cut"
        except BoardBroken as exc:
            board.emit("board", "broken", str(exc))
            said = _NO_STACK if "stack" in str(exc) else _BROKEN % exc
            self._jobs.break_off(said.encode())
            return "cut"
        finally:
            self._computing = False
            self._clock.work_ends()
            self._vm = self._countdown = None
            wasi.close()
            vm.close()
        return "reset"

    def _boot_files(self) -> list[Job]:
        if not self._board.run_boot:
            return []
        names = ["boot.py"] if self._jobs.raw else ["boot.py", "main.py"]
        found: list[Job] = []
        for name in names:
            code = self._board.flash.read_file(name)
            if code is not None:
                found.append(Job("file", name, code))
        return found

    def _next_job(self) -> Job | None:
        """Wait for the next job; None: an interrupt is to be handled first."""
        assert self._vm is not None  # noqa: S101 - for the type checker
        self._clock.work_ends()
        while True:
            job = self._jobs.next()
            if job is not None:
                return self._begin(job, self._vm)
            if self._dupterm.owes and self.stops.deliver_irq(self._vm.memory):
                return None
            with self._changed:
                self._idle = not self._serial.input
                self._changed.notify_all()
            self._dupterm.at_prompt(True)
            # What carries a stream goes on at the prompt: then the board's time goes on.
            clock = self._clock
            wait = clock.wait_for_input if self._dupterm.active else clock.wait_idle
            wait(self._console.awake)
            with self._changed:
                # Before anything is read: a program that is no longer input and has not begun
                # yet must not look like a board with nothing to do.
                self._idle = False
            self.stops.check(self._vm.memory)
            if not self._serial.input and self.stops.deliver_irq(self._vm.memory):
                return None

    def _begin(self, job: Job, vm: Vm) -> Job:
        with self._changed:
            self._idle = False
            self._dupterm.at_prompt(False)
            if not self._jobs.prompt_out:
                self._boot_file_since_s = time.monotonic()
            self.stops.begin_job()
            if job.kind != "complete":
                self.stops.came_early(self._serial.input)
            self._changed.notify_all()
        self._clock.work_begins(self._fuel)
        if self._ticker is None and self._clock.pace == "real":
            name = f"ticker {self._board.profile.id}"
            self._ticker = threading.Thread(target=self._tick, name=name, daemon=True)
            self._ticker.start()
        return job

    def _host_call(self, name: str, payload: str) -> str:
        self._computing = False
        try:
            answer = self._calls.call(name, payload)
            self._on_time()
        finally:
            self._computing = True
        return answer

    def _on_time(self) -> None:
        """Hand out what came while a call let time pass, and say when to look in again."""
        vm, stops, countdown = self._vm, self.stops, self._countdown
        if vm is None:
            return
        if stops.alarmed:
            stops.break_in(vm.memory)
        waits = stops.irq_undelivered and not stops.deliver_irq(vm.memory)
        if countdown is None or self._clock.pace == "real":
            return
        if waits:
            countdown.end_now()
        else:
            countdown.begin(self._clock.fuel_to_go)

    def _on_jump(self) -> None:
        """Look out of a program whose countdown has come to its end."""
        if self._vm is None:
            return
        if self._countdown is not None and self._clock.pace == "fast":
            self._countdown.reached()
            self._clock.look_inside(self.stops.awake, certain=self._vm.memory.in_program())
        self._on_time()

    def _on_epoch(self) -> None:
        """Look out of a loop that calls nothing: somebody outside wants it.

        In real pace this is also the tick of the wall clock. In fast pace nothing may come of it
        that depends on the moment, except what was asked for from outside at this moment.
        """
        if self._vm is None:
            return
        if self._clock.pace == "real":
            self._clock.catch_up()
            self._console.flush()
            self.stops.deliver(self._vm.memory)
            return
        self.stops.break_in(self._vm.memory)
        if self._countdown is not None and (self._clock.due_sooner or self.stops.irq_undelivered):
            self._countdown.end_now()

    def _tick(self) -> None:
        while not self._over:
            with self._changed:
                # Not "while it computes": nobody is told when a host call returns to the program.
                self._changed.wait_for(lambda: self._over or self._needs_ticks(), 60.0)
            time.sleep(_TICK_S)
            if self._computing and self._needs_ticks():
                self._engine.increment_epoch()

    def _needs_ticks(self) -> bool:
        """Return whether a loop that calls nothing would keep something waiting."""
        if self._idle:
            return False
        return self._console.waiting or self._board.world.next_due_us() is not None

    def _importable_modules(self) -> list[str]:
        flash = self._board.flash
        own = [n.removesuffix(".py") for n, is_folder, _ in flash.entries(flash.folder)
               if is_folder or n.endswith(".py")]  # fmt: skip
        return sorted({*own, *self._calls.offered, *self._calls.firmware_names})
