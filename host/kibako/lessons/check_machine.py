"""The sandbox of a check: an interpreter without a board; only the calls of ``check`` lead out."""

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kibako import resources
from kibako.lessons.fault import read_traceback
from kibako.virtual.clock import VirtualClock
from kibako.virtual.ends import BoardBroken, BoardExit, StopBoard
from kibako.virtual.flash import Flash
from kibako.virtual.interpreter import load_module, new_engine
from kibako.virtual.serial import SerialQueues

if TYPE_CHECKING:
    from kibako.virtual.vm import Vm

MAX_CHECK_S = 30.0
"""How long a check may take on this computer's clock, a last resort."""
_HEAP_BYTES = 1 << 20
_BLOCK_BYTES = 4096
_LOOPS_PER_MS = 1000
_FILE = "check.py"
"""What the machine's first program calls the check in a traceback."""
_BOOTSTRAP = "import sys\nsys.path[:]=['/.fw']\nimport checker"


class CheckEnd(StopBoard):
    """The check is over; raised inside a call of the check, it ends the interpreter too."""


class CheckTooLong(Exception):
    """The check did not end."""


class CheckBroke(Exception):
    """The check raised an exception, or the machine it runs in broke.

    Args:
        message: What the interpreter said.
        line: The line of the check where it happened; None when unknown.
    """

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class CheckMachine:
    """Runs a ``check.py`` in an interpreter with no board, no files and no time but its own.

    Args:
        source: The text of ``check.py``.
        call: Answers a call of the module ``check``: name and payload in, a short answer out. It
            may raise :class:`CheckEnd`.
        limit_s: How long the check may take on this computer's clock.
    """

    def __init__(
        self, source: str, call: Callable[[str, str], str], limit_s: float = MAX_CHECK_S
    ) -> None:
        from kibako.virtual.console import Console
        from kibako.virtual.dupterm import Dupterm
        from kibako.virtual.stops import Stops

        self._source = source.encode("utf-8")
        self._limit_s = limit_s
        self._call = call
        self._engine = new_engine()
        changed = threading.Condition(threading.RLock())
        self._clock = VirtualClock("fast", _LOOPS_PER_MS, changed)
        self._stops = Stops(changed, self._engine.increment_epoch, self._clock)
        serial = SerialQueues(changed)  # nobody reads: what a check prints is forgotten
        dupterm = Dupterm(serial, self._stops)
        self._console = Console(changed, serial, self._clock, self._stops, _forget, dupterm)
        self._vm: Vm | None = None
        self._raised = False
        self._ending: BaseException | None = None

    def run(self) -> None:
        """Run the check to its end.

        Raises:
            CheckEnd: A call ended it.
            CheckTooLong: It did not end in time.
            CheckBroke: It raised an exception, or broke the interpreter.
        """
        from kibako.virtual.stops import Stop

        timer = threading.Timer(self._limit_s, self._stops.ask, ("close",))
        timer.daemon = True
        timer.start()
        try:
            with tempfile.TemporaryDirectory(prefix="kibako-check-") as folder:
                self._run(Path(folder))
        except BoardExit:
            return
        except Stop as stopped:
            raise CheckTooLong from stopped
        except BoardBroken as error:
            raise CheckBroke(str(error)) from error
        finally:
            timer.cancel()

    def _run(self, folder: Path) -> None:
        from kibako.virtual.vm import Vm
        from kibako.virtual.wasi import Wasi

        firmware = resources.data_root() / "firmware" / "virtual" / "built" / "check"
        argv = ["micropython", "-X", f"heapsize={_HEAP_BYTES}", "-c", _BOOTSTRAP]
        flash = Flash(folder, 0, _BLOCK_BYTES, folders=False)
        wasi = Wasi(argv, self._console, self._clock, self._stops, flash, [firmware], self._job, 0)
        vm = Vm(self._engine, load_module(self._engine), wasi, self._host_call, self._look)
        self._vm = vm
        self._console.memory = vm.memory
        try:
            vm.run()
        except Exception as error:
            # The binding keeps the exception of a call in one place for all threads: ours counts.
            raise self._ending or error from error
        finally:
            wasi.close()
            vm.close()

    def _job(self) -> bytes:
        return self._source

    def _look(self) -> None:
        """Look out of a loop that calls nothing."""
        if self._vm is not None:
            self._stops.check(self._vm.memory)

    def _host_call(self, name: str, payload: str) -> str:
        try:
            self._look()
            return self._answer(name, payload)
        except BaseException as error:
            self._ending = error
            raise

    def _answer(self, name: str, payload: str) -> str:
        if name == "raised":
            self._raised = True
            self._console.begin_error()
            return ""
        if name == "done":
            if self._raised:
                code = self._source.decode("utf-8")
                fault = read_traceback(self._console.take_error(), code, _FILE)
                raise CheckBroke(fault.message, fault.line)
            raise CheckEnd
        return self._call(name, payload)


def _forget(text: str) -> None:
    """Take what a check prints: nobody looks at it."""
