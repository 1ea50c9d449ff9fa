"""What a check works with: a board that runs the learner's program, and what is seen of it."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from kibako.lessons.car import Car, Track
from kibako.lessons.hands import Hands
from kibako.lessons.observation import Observation
from kibako.lessons.things import Things

if TYPE_CHECKING:
    from kibako.virtual.world_view import PartView, WorldView


class CheckRig(ABC):
    """A board of a check, virtual or real.

    Attributes:
        code: The learner's program.
        kind: The family of the board: ``microbit`` or ``pico``.
        profile_id: Which board exactly.
        seen: What was seen of it.
        things: What can be named on it.
        hands: What presses and sets things on it.
        car: Where the car of its circuit is.
        busy_s: How long this computer has worked for the learner's program.
    """

    code: str
    kind: str
    profile_id: str
    seen: Observation
    things: Things
    hands: Hands
    car: Car
    busy_s: float

    @abstractmethod
    def run(self, for_ms: int) -> None:
        """Let the program run on; the first call starts it.

        Args:
            for_ms: How long, on the board's clock.
        """

    def forget(self) -> None:
        """Look at nothing any more that happened until now."""
        self.seen.forget()
        self.car.forget()

    @abstractmethod
    def require(self, look: str) -> None:
        """Hold that something can be asked of this board.

        Args:
            look: The name of a call of a check.
        """

    @abstractmethod
    def lay(self, track: Track) -> None:
        """Lay a line on the floor; from now on the car's line sensors see it."""

    @property
    @abstractmethod
    def track(self) -> Track | None:
        """The line on the floor, None if there is none."""

    @property
    @abstractmethod
    def has_car(self) -> bool:
        """Whether the circuit is a car."""

    @abstractmethod
    def now(self) -> "WorldView":
        """Return the board and what hangs on it, as they are just now."""

    @abstractmethod
    def part(self, name: str, *behaviours: str) -> "PartView":
        """Return a part of the circuit as it is just now.

        Raises:
            BadCall: There is none of that name that behaves so.
        """

    @abstractmethod
    def close(self) -> None:
        """Let the board go."""
