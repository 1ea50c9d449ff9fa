"""A table with several boards on it: made from a world file, run, and cleared."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from kibako.events import Event, EventSink
from kibako.virtual.board import VirtualBoard
from kibako.virtual.script.playing import plan
from kibako.virtual.together.form import BoardTable, WorldFile, circuit_of
from kibako.virtual.together.joints import Air, Cable
from kibako.virtual.together.lockstep import Lockstep
from kibako.virtual.together.merging import Merger

_START_S = 20.0

Ended = Callable[[BoardTable, bytes], list[Event]]
"""Takes a board whose program is over, and its traceback; makes the events that tell of it."""


class Table:
    """The boards of a world file.

    Args:
        world: What the file says.
        path: The file: programs, circuits and other files lie beside it.
        on_event: Takes the events of all boards, in the order of their time.
        ended: Makes the events of a program's end.

    Raises:
        FileError: A circuit is wrong, or a step names what its board does not have; all is named.
    """

    def __init__(self, world: WorldFile, path: Path, on_event: EventSink, ended: Ended) -> None:
        self._world = world
        self._ended = ended
        self._folder = tempfile.TemporaryDirectory(prefix="kibako-world-")
        self._merger = Merger(on_event)
        self._sinks = [self._merger.sink_of(board.name) for board in world.boards]
        self._boards: list[VirtualBoard] = []
        self._over: set[int] = set()
        try:
            self._lay(path)
        except BaseException:
            self._folder.cleanup()
            raise
        self._lockstep = Lockstep(self._boards)
        self._join()

    def run(self, for_s: float | None, *, real: bool) -> bool:
        """Switch all boards on at once and let them run.

        Args:
            for_s: For how long; None: until all programs have ended.
            real: Whether a second of the boards is to take a second.

        Returns:
            Whether the time was over before the programs.

        Raises:
            BoardError: A board does not come up, or does not go on.
        """
        end_us = None if for_s is None else round(for_s * 1_000_000)
        for table, board, sink in zip(self._world.boards, self._boards, self._sinks, strict=True):
            sink(Event(0, "program", "start", Path(table.program).name))
            board.clock.hold_at_us(0)
            board.start(_START_S)
        reached = self._lockstep.run(end_us, real=real, told=self._told)
        self._tell_ends()
        self._merger.flush(None)
        return reached

    def stop(self) -> None:
        """End :meth:`run` soon; for any thread."""
        self._lockstep.stop()

    def close(self) -> None:
        """Switch all boards off and remove their files."""
        for board in self._boards:
            board.close()
        self._folder.cleanup()

    def _lay(self, path: Path) -> None:
        """Make the boards, and plan what happens around them."""
        for index, table in enumerate(self._world.boards):
            board = self._board(index, table, path)
            self._boards.append(board)
            plan([step for step in self._world.steps if step.board == table.name], board, 0)

    def _board(self, index: int, table: BoardTable, path: Path) -> VirtualBoard:
        flash = Path(self._folder.name) / table.name
        flash.mkdir()
        shutil.copyfile(path.parent / table.program, flash / "main.py")
        for name in table.files:
            shutil.copyfile(path.parent / name, flash / Path(name).name)
        return VirtualBoard(
            table.profile.id,
            flash_dir=flash,
            pace="fast",
            seed=self._world.seed + index,
            on_event=self._sinks[index],
            port_name=table.name,
            circuit=circuit_of(table, path),
        )

    def _join(self) -> None:
        world, post = self._world, self._lockstep.post
        by_name = {board.port_name: board for board in self._boards}
        for wire in world.wires:
            one, other = ((by_name[board], pin) for board, pin in wire.ends)
            Cable(post, one, other)
            Cable(post, other, one)
        places = [(table.x_m, table.y_m) for table in world.boards]
        Air(post, list(zip(self._boards, places, strict=True)), world.air.loss, world.seed)

    def _told(self, before_us: int) -> None:
        self._tell_ends()
        self._merger.flush(before_us)

    def _tell_ends(self) -> None:
        for index, board in enumerate(self._boards):
            if index not in self._over and board.state != "running":
                self._over.add(index)
                t_ms = board.clock.now_ms()
                for event in self._ended(self._world.boards[index], board.boot_error):
                    self._sinks[index](Event(t_ms, event.source, event.what, event.value))
