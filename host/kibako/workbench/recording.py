"""Recording a run: what a child does to the board becomes a script beside the program."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from kibako import paths
from kibako.errors import FileError, KibakoError, UsageError
from kibako.events import Event
from kibako.reasons import reason_of
from kibako.workbench.hub import EventHub
from kibako.workbench.shown import Shown

if TYPE_CHECKING:
    from kibako.circuits.circuit import Circuit
    from kibako.virtual.script.recording import Recorder
    from kibako.virtual.world import World

RECORDINGS_MAX = 999


class Recording:
    """One recording, from the start of a program to its end.

    Args:
        folder: Where it is written.
        board: The board's moniker, without the name of the one that is used.
        name: What to call it: the step's name.
    """

    def __init__(self, folder: Path, board: str, name: str) -> None:
        self._folder = folder
        self._board = board
        self._name = name
        self._recorder: Recorder | None = None
        self._circuit: Circuit | None = None
        self._lock = threading.Lock()

    def begin(self, world: "World", start_ms: int, circuit: "Circuit | None" = None) -> None:
        """Begin: the program starts.

        Args:
            world: The world around the board.
            start_ms: The board's time.
            circuit: What hangs on the board.
        """
        from kibako.virtual.script.recording import Recorder

        with self._lock:
            self._recorder = Recorder(world, self._board, start_ms)
            self._circuit = circuit

    def take(self, event: Event) -> None:
        """Take an event of the board or of the workbench."""
        with self._lock:
            if self._recorder is not None:
                self._recorder.take(event)

    def save(self, code: str) -> Path | None:
        """Write the script, its program, and the circuit that hung on the board.

        Args:
            code: The program that ran.

        Returns:
            Where the script is; None when the program never began on a virtual board.

        Raises:
            FileError: It cannot be written.
        """
        with self._lock:
            if self._recorder is None:
                return None
            folder = paths.private_folder(self._folder)
            stem = self._free_name(folder)
            path = folder / f"{stem}.toml"
            files = {folder / f"{stem}.py": code.encode()}
            circuit_file = ""
            if self._circuit is not None:
                circuit_file = f"{stem}-circuit.toml"
                files[folder / circuit_file] = self._circuit.written
            files[path] = self._recorder.script(f"{stem}.py", circuit=circuit_file)
        try:
            for file, content in files.items():
                file.touch(mode=0o600)
                file.write_bytes(content)
        except OSError as error:
            reason = reason_of(error)
            raise FileError("recording_unwritable", path=str(path), reason=reason) from error
        return path

    def _free_name(self, folder: Path) -> str:
        for number in range(1, RECORDINGS_MAX + 1):
            stem = f"{self._name}-{number}"
            if not (folder / f"{stem}.toml").exists() and not (folder / f"{stem}.py").exists():
                return stem
        raise FileError("recordings_many", path=str(folder), limit=RECORDINGS_MAX)


class Recordings:
    """The recordings of a workbench: at most one waits for the next run, or goes on.

    Args:
        folder: Where they are written.
        hub: Where it is told.
        shown: The picture that says whether one is made.
    """

    def __init__(self, folder: Path, hub: EventHub, shown: Shown) -> None:
        self._folder = folder
        self._hub = hub
        self._shown = shown
        self.waiting: Recording | None = None

    def toggle(self, moniker: str, name: str) -> None:
        """Record the next run, or do not after all.

        Args:
            moniker: The board.
            name: What to call the recording.

        Raises:
            UsageError: The board is a real one: nobody can see what a hand does to it.
        """
        if not moniker.startswith("virtual:"):
            raise UsageError("press_the_real_one")
        board = moniker.partition("/")[0]
        self.waiting = Recording(self._folder, board, name) if self.waiting is None else None
        self._shown.change(recording=self.waiting is not None)
        self._hub.emit("recording", "off" if self.waiting is None else "waits")

    def take(self, event: Event) -> None:
        """Take an event of the board or of the workbench."""
        recording = self.waiting
        if recording is not None:
            recording.take(event)

    def finish(self, code: str) -> None:
        """Write what was recorded in the run that has just ended.

        Args:
            code: The program that ran.
        """
        recording, self.waiting = self.waiting, None
        if recording is None:
            return
        self._shown.change(recording=False)
        try:
            path = recording.save(code)
        except KibakoError as error:
            self._hub.error(error)
            return
        self._hub.emit("recording", "off" if path is None else "saved", path and str(path))
