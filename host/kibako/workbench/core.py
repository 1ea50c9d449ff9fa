"""The workbench: takes commands from a face, does the use cases, tells what happens as events."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from kibako import paths
from kibako.errors import KibakoError, LinkLost
from kibako.events import Event, EventSink
from kibako.lessons.checks import CheckOutcome
from kibako.usb import UsbView
from kibako.virtual.options import ORDINARY, VirtualOptions
from kibako.workbench import checking, commands, questions, settings
from kibako.workbench.around import Around
from kibako.workbench.autosave import Autosave
from kibako.workbench.board_watch import BoardWatch
from kibako.workbench.desk import Desk
from kibako.workbench.explaining import with_explanation
from kibako.workbench.hub import EventHub
from kibako.workbench.limiter import Limiter
from kibako.workbench.plotting import Plot
from kibako.workbench.recording import Recordings
from kibako.workbench.session import DEFAULT_BOARD, BoardSession, Ending
from kibako.workbench.shown import Shown
from kibako.workbench.verdict import tell
from kibako.workbench.view import DARK_DISPLAY, ResultView, View
from kibako.workbench.worker import Worker

_CLOSE_S = 5.0
"""How long closing waits for a running program to stop, in seconds."""


class Workbench:
    """The core behind every face.

    Commands go in with :meth:`send`, from any thread; events come out to every subscriber, on any
    thread; :attr:`view` is what to show now.

    Args:
        board: The moniker of the board; a virtual micro:bit when left out.
        work_dir: Where the learner's work is kept; the user's own place when left out.
        packs: Folders of packs; those of Kibako and of the user when left out.
        virtual: How a virtual board is to be: its seed, what hangs on it.
        usb: What is plugged in; this computer's own ports when left out.
        listens: Whether the face is heard: then packs give their text for those who listen.
    """

    def __init__(
        self,
        *,
        board: str | None = None,
        work_dir: Path | None = None,
        packs: Sequence[Path] = (),
        virtual: VirtualOptions = ORDINARY,
        usb: UsbView | None = None,
        listens: bool = False,
    ) -> None:
        self._hub = EventHub(lambda: self._session.now_ms())
        self._limiter = Limiter(self._hub.publish)
        board, told = board or DEFAULT_BOARD, (self._on_board_event, self._limiter.text)
        self._session = BoardSession(
            board, *told, virtual, usb, self._hub.error, lambda: self._desk
        )
        self.unsubscribe = self._hub.unsubscribe
        """Takes a sink off; one that is not there is no error."""
        self._worker = Worker(self._hub.error)
        self._lock = threading.RLock()
        work_dir = work_dir or paths.work_dir()
        self._desk = Desk(work_dir, packs, lambda: self._session.kind, listens=listens)
        self.plot, self.earlier = Plot(self._hub.subscribe), self._desk.earlier
        """What is measured; what the open step's program was at each run, the newest first."""
        self._outcome: CheckOutcome | None = None
        self._autosave, self._closed = Autosave(self._save), False
        self._shown = Shown(View(board=self._session.name))
        self._recordings = Recordings(work_dir / "recordings", self._hub, self._shown)
        self._refresh()
        self._watch = BoardWatch(self._session, self._hub, self._shown, usb)

    @property
    def view(self) -> View:
        """What to show now: a frozen picture, a new one after each change."""
        return self._shown.view

    def around(self) -> Around:
        """Return what can be pressed and set around the board."""
        return self._session.hands.around()

    def subscribe(self, sink: EventSink) -> None:
        """Let a sink have every event from now on; the first one is told of what is broken.

        Args:
            sink: Called on any thread. It must not block, raise, or send a command itself.
        """
        self._hub.subscribe(sink)
        self._tell_problems()

    def send(self, command: commands.Command) -> None:
        """Do a command, or start it: a run and a check go on in the background.

        What cannot be done is told as an ``error raised`` event; nothing is raised.

        Args:
            command: What to do.
        """
        with self._lock:
            if not self._closed:
                self._attempt(lambda: self._do(command))

    def wait_idle(self, timeout_s: float) -> bool:
        """Wait until nothing runs, nothing is checked and nothing waits to be done.

        Args:
            timeout_s: How long to wait at most, in seconds.

        Returns:
            Whether it is so.
        """
        return self._worker.wait_idle(timeout_s)

    def close(self) -> None:
        """Save, stop what runs, close the board; closing twice is no error."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._save()
            self._stop()
        self._worker.wait_idle(_CLOSE_S)
        self._watch.close()
        self._session.close()
        self._worker.close(_CLOSE_S)
        self._limiter.flush()

    # Commands. The lock is held.

    def _do(self, command: commands.Command) -> None:
        match command:
            case commands.OpenPack(pack_id):
                self._when_quiet(lambda: self._open_pack(pack_id))
            case commands.ClosePack():
                self._when_quiet(self._close_pack)
            case commands.OpenStep(index):
                self._when_quiet(lambda: self._open_step(index))
            case commands.NextStep():
                self._when_quiet(lambda: self._open_step(self._desk.work.after()))
            case commands.PreviousStep():
                self._when_quiet(lambda: self._open_step(self._desk.work.before()))
            case commands.EditCode(text, step):
                self._edit(text, step)
            case commands.ResetCode():
                self._put_back(self._desk.work.starter, "reset")
            case commands.Restore(number):
                self._put_back(self._desk.work.earlier_text(number), "restored")
            case commands.Hint(sure):
                value = self._desk.hint(sure)
                self._refresh()
                self._hub.emit("lesson", "hint", value)
            case commands.Run():
                self._run()
            case commands.Check(real):
                self._check(real)
            case commands.Stop():
                self._stop()
            case commands.Touch():
                self._session.hands.touch(command)
            case commands.Record():
                self._recordings.toggle(self._session.moniker, self._desk.work.step.id)
            case commands.SendInput(text):
                self._session.send_input(text)
                self._recordings.take(Event(self._session.now_ms(), "program", "input", text))
                self._hub.emit("program", "input", text)
            case commands.BoardDeed():
                self._stop()
                self._worker.start(lambda stop: self._watch.do(command, stop))
            case commands.Question():
                self._hub.emit(*questions.answer(command, self._desk, self.plot))
                self._refresh()
            case commands.NameBoard(label):
                self._watch.name(label)
            case commands.Setting():
                self._set(command)
            case _:
                raise TypeError(command)

    def _open_pack(self, pack_id: str) -> None:
        self._save()
        work = self._desk.open(pack_id)
        self._outcome = None
        self._attempt(lambda: self._desk.choose(last_pack=pack_id))
        self._shown.change(display=DARK_DISPLAY)
        self._refresh()
        self._hub.emit("lesson", "opened", pack_id)
        self._hub.emit("lesson", "step", work.index)
        self._tell_problems()

    def _close_pack(self) -> None:
        self._save()
        self._desk.close()
        self._outcome = None
        self._refresh()
        self._hub.emit("lesson", "closed")

    def _open_step(self, index: int) -> None:
        work = self._desk.work
        work.require_open(index)
        self._save()
        self._outcome = None
        self._attempt(lambda: work.go(index))
        self._shown.change(display=DARK_DISPLAY)
        self._refresh()
        self._hub.emit("lesson", "step", index)
        self._tell_problems()

    def _edit(self, text: str, step: int | None) -> None:
        work = self._desk.work
        if work.edit(text, step):
            if step in (None, work.index):
                self._outcome = None
            self._refresh()
            self._autosave.later()

    def _put_back(self, text: str, what: str) -> None:
        work = self._desk.work
        work.snapshot()  # when this fails, the learner's text stays
        work.edit(text)
        self._outcome = None
        self._save()
        self._refresh()
        self._hub.emit("lesson", what, work.index)

    def _run(self) -> None:
        work = self._desk.work
        self._stop()
        self._save()
        self._attempt(work.snapshot)  # when this fails, the program runs all the same
        code, name = work.code(), work.step.id
        self._worker.start(lambda stop: self._run_program(name, code, stop))

    def _check(self, real: bool) -> None:
        work = self._desk.work
        self._stop()
        self._save()
        self._attempt(work.snapshot)
        code, index = work.code(), work.index
        self._worker.start(lambda stop: self._check_program(index, code, stop, real))

    def _stop(self) -> None:
        """Ask whatever goes on to stop; it ends soon after, on its own thread."""
        self._worker.ask_to_stop()
        self._session.stop()

    def _set(self, command: commands.Setting) -> None:
        what, field, value = settings.take(command)
        self._attempt(lambda: self._desk.choose(**{field: value}))
        self._refresh()
        self._hub.emit("settings", what, value)

    def _when_quiet(self, do: Callable[[], None]) -> None:
        """Do something now or, while a program runs, right after it has been stopped."""
        if not self._worker.busy:
            do()
            return
        self._stop()

        def job(stop: threading.Event) -> None:
            with self._lock:
                self._attempt(do)

        self._worker.start(job)

    # The worker's jobs. No lock is held.

    def _run_program(self, name: str, code: str, stop: threading.Event) -> None:
        self._shown.change(running=True, display=DARK_DISPLAY)
        self._hub.emit("program", "start", name)
        ending: Ending = "error"
        fault = None
        try:
            if stop.is_set() or self._session.open(stop) is None:
                ending = "stopped"
            else:
                self._shown.change(connected=True, cable_out=False)
                ending, fault = self._session.run(code, stop, self._recordings.waiting)
        except LinkLost:
            ending = "lost"
            raise
        finally:
            self._limiter.flush()
            connected, out = self._session.connected, self._session.cable.out
            self._shown.change(running=False, connected=connected, cable_out=out)
            if fault is not None:
                self._hub.emit("program", "error", with_explanation(fault, code))
            self._hub.emit("program", "end", ending)
            self._recordings.finish(code)

    def _check_program(self, index: int, code: str, stop: threading.Event, real: bool) -> None:
        work = self._desk.work
        self._shown.change(checking=True)
        self._hub.emit("check", "start")
        try:
            told = self._on_board_event
            outcome = checking.look(self._session, work, index, code, stop, told, real=real)
        finally:
            connected = self._session.connected
            self._shown.change(checking=False, preparing=False, request="", connected=connected)
        if outcome is None:
            self._hub.emit("check", "stopped")
            return
        with self._lock:
            if index == work.index and code == work.code():
                self._outcome = outcome
            if outcome.passed:
                self._attempt(lambda: work.mark_passed(index))
            self._refresh()
        tell(self._hub, outcome, work, index)

    # Saving.

    def _save(self) -> None:
        """Bring the program to disk; a failure is told and the program stays in memory."""
        with self._lock:
            self._autosave.cancel()
            if self._attempt(self._desk.save):
                self._refresh()
                self._hub.emit("lesson", "saved")

    # Showing and telling.

    def _attempt(self, do: Callable[[], object]) -> bool:
        """Do something that may fail; a failure is told. Return whether it answered true."""
        try:
            return bool(do())
        except KibakoError as error:
            self._hub.error(error)
            return False

    def _on_board_event(self, event: Event) -> None:
        self._recordings.take(event)
        self._shown.take(event)
        self._limiter.event(event)

    def _refresh(self) -> None:
        """Bring what comes from the desk into the view."""
        result = None if self._outcome is None else ResultView.of(self._outcome)
        self._shown.change(result=result, **self._desk.shown())

    def _tell_problems(self) -> None:
        """Tell what was found broken on disk since the last time."""
        for problem in self._desk.take_problems():
            self._hub.error(problem)
