"""A match: robots with their programs in an arena, in lock step, and the log of all that happened.

Step by step each board runs alone up to the step's end, then the arena moves on, then the sensors
look. So what happens follows from the layout, the programs and the seed alone, and the log is the
same to the byte on any computer.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kibako.errors import UsageError
from kibako.events import Event, EventSink, JsonValue
from kibako.robocon.arena import Arena
from kibako.robocon.bodies import Entry
from kibako.robocon.floor import Floor
from kibako.robocon.layout import Layout, Pose
from kibako.robocon.player import Player
from kibako.robocon.robot import Robot, library
from kibako.robocon.turns import Turns
from kibako.virtual.together.merging import Merger

ROBOTS_MAX = 4
POSE_MS = 50
"""How often the places of what moves are told."""
ARENA = "arena"

OnStep = Callable[[Arena, int], bool]
"""Looks at the arena after a step, with the time; returns whether the match goes on."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Who takes part in a match.

    Attributes:
        name: What events call the robot, such as ``red``.
        robot: Its model.
        start: Where it stands at the beginning.
        program: The learner's program.
        board: Which of the model's boards; empty: the first one.
    """

    name: str
    robot: Robot
    start: Pose
    program: str
    board: str = ""


class Match:
    """A match of one to four robots; used as a context, for its boards have files and threads.

    Attributes:
        arena: The arena, for who looks at it.
        players: The robots with their boards, in the order of their seats.

    Args:
        layout: What the arena holds.
        seats: Who takes part.
        seed: Of all that is random: the sensors' noise, the boards' dice.
        tell: Takes the events in the order of their time; their source is ``NAME/SOURCE``, that
            of the arena ``arena/NAME``.

    Raises:
        UsageError: Too many take part, or nobody, or two have one name.
    """

    def __init__(self, layout: Layout, seats: Sequence[Seat], seed: int, tell: EventSink) -> None:
        names = [seat.name for seat in seats]
        if not 1 <= len(seats) <= ROBOTS_MAX:
            raise UsageError("match_robots", count=len(seats), limit=ROBOTS_MAX)
        if len({*names, *(thing.name for thing in layout.things)}) < len(names) + len(
            layout.things
        ):
            raise UsageError("match_names", names=", ".join(names))
        self._merger = Merger(tell)
        self._tell_arena = self._merger.sink_of(ARENA)
        self._shown: dict[str, list[float]] = {}
        entries = [Entry(seat.name, seat.robot, seat.start) for seat in seats]
        self.arena = Arena(layout, entries, self.tell)
        self._folder = tempfile.TemporaryDirectory(prefix="kibako-match-")
        self.players: list[Player] = []
        floor = Floor(layout.lines)
        try:
            for number, (seat, body) in enumerate(zip(seats, self.arena.robots, strict=True)):
                player = Player(
                    body,
                    self.arena,
                    floor,
                    {"main.py": seat.program.encode(), **library(seat.robot)},
                    Path(self._folder.name) / str(number),
                    seat.board or seat.robot.boards[0],
                    seed * ROBOTS_MAX + number,
                    self._merger.sink_of(seat.name),
                )
                self.players.append(player)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Match":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def run(self, length_ms: int, on_step: OnStep | None = None) -> None:
        """Play from the beginning to the end.

        Args:
            length_ms: How long it takes at most.
            on_step: Looks at each step, and may end the match.

        Raises:
            BoardError: A board does not come up.
        """
        for player in self.players:
            player.start()
        self._tell_poses()

        def step(t_ms: int) -> bool:
            self._step(t_ms)
            return t_ms < length_ms and (on_step is None or on_step(self.arena, t_ms))

        boards = [player.board for player in self.players]
        Turns(boards, step, lambda number: self.players[number].tell_stuck(self.arena.t_ms)).run()
        self._tell_poses()
        self._merger.flush(None)

    def close(self) -> None:
        """Switch all boards off and remove their files."""
        for player in self.players:
            player.close()
        self._folder.cleanup()

    def tell(self, name: str, what: str, value: JsonValue) -> None:
        """Tell an event of the arena, now: of a robot, of a thing, or of a referee."""
        self._tell_arena(Event(self.arena.t_ms, name, what, value))

    def _step(self, t_ms: int) -> None:
        """Move on to a moment, to which all boards have come."""
        self.arena.step([player.powers(t_ms) for player in self.players])
        for player in self.players:
            player.move_hand()
            player.look(t_ms)
            player.tell_end(t_ms)
        if t_ms % POSE_MS == 0:
            self._tell_poses()
            self._merger.flush(t_ms * 1000)

    def _tell_poses(self) -> None:
        """Tell where those are that have moved."""
        for body in (*self.arena.robots, *self.arena.things.values()):
            if body.body.is_sleeping and body.name in self._shown:
                continue
            pose = body.pose.rounded()
            if pose != self._shown.get(body.name):
                self._shown[body.name] = pose
                self.tell(body.name, "pose", [*pose])
