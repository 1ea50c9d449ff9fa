"""Running several boards in one world: the use case behind ``kibako world``."""

from pathlib import Path

from kibako.errors import ExitStatus
from kibako.events import Event, EventSink
from kibako.lessons.fault import read_traceback
from kibako.virtual.together.form import BoardTable, WorldFile, read_world
from kibako.virtual.together.table import Table
from kibako.workbench.session import Pace


class WorldRun:
    """One run of a world file; :meth:`stop` is for other threads.

    The events are those of the boards, with the board's name before their source
    (``alice/display``), and for each of them ``program start``, ``error`` and ``end``.

    Args:
        path: The world file.
        on_event: Gets the events, in the order of their time.
        pace: ``real`` for people to watch, ``fast`` for the result.
        for_s: How long it goes on, in place of what the file says.

    Raises:
        FileError: The file or something that it names is wrong; all of it is named.
    """

    def __init__(
        self, path: Path, *, on_event: EventSink, pace: Pace = "fast", for_s: float | None = None
    ) -> None:
        self._world: WorldFile = read_world(path)
        self._folder = path.parent
        self._pace: Pace = pace
        self.for_s = self._world.for_s if for_s is None else for_s
        self._failed = False
        self._table = Table(self._world, path, on_event, self._ended)

    def run(self) -> ExitStatus:
        """Run to the end.

        Returns:
            Whether a program ended with an error.

        Raises:
            KibakoError: A board failed.
        """
        try:
            self.limit_reached = self._table.run(self.for_s, real=self._pace == "real")
        finally:
            self._table.close()
        return ExitStatus.PROGRAM if self._failed else ExitStatus.DONE

    def stop(self) -> None:
        """End the run soon."""
        self._table.stop()

    def _ended(self, board: BoardTable, error: bytes) -> list[Event]:
        if not error:
            return [Event(0, "program", "end", "done")]
        self._failed = True
        code = (self._folder / board.program).read_text(encoding="utf-8", errors="replace")
        fault = read_traceback(error, code, "main.py")
        return [Event(0, "program", "error", fault.to_json()), Event(0, "program", "end", "error")]
