"""What can be named in a check on a real board: its pins, and the lamps that hang on them."""

from typing import TYPE_CHECKING, NoReturn

from kibako.errors import BoardError
from kibako.lessons.observation import Observation
from kibako.lessons.things import Things
from kibako.lessons.untold import WRITES, Untold

if TYPE_CHECKING:
    from kibako.circuits.circuit import Circuit
    from kibako.virtual.profile import VirtualProfile


class TracedThings(Things):
    """Names as on a virtual board; a part that tells nothing is refused, never taken as still.

    Args:
        profile: The board.
        circuit: What hangs on it, if it is built as the pack says.
        untold: What the program does without a report.
    """

    def __init__(
        self, profile: "VirtualProfile", circuit: "Circuit | None", untold: Untold
    ) -> None:
        super().__init__(profile, circuit)
        self._untold = untold
        self._parts = frozenset(self.names())
        self.lamps = {} if circuit is None else _lamps(circuit)
        """The LEDs between a pin and ground, by their pins."""
        self.buzzers = {} if circuit is None else _buzzers(circuit)
        """The buzzers, by their pins."""

    def driven_buzzer(self) -> str:
        """Return the buzzer on a pin that may be driven without a report, empty for none."""
        program = self._untold
        for pin, name in self.buzzers.items():
            if pin in program.names and pin not in program.pins and program.names & WRITES:
                return name
        return ""

    def pin(self, name: str) -> str:
        """Return the name of a pin.

        Raises:
            BadCall: The board has none of that name.
            BoardError: It is a part.
        """
        if name in self._parts:
            cannot(name)
        found = super().pin(name)
        untold = self._untold.pin(found)
        if untold:
            cannot(untold)
        return found

    def part(self, name: str, *behaviours: str) -> NoReturn:
        """Refuse: parts do not tell how they are."""
        cannot(name)

    def levels(self, seen: Observation, name: str) -> list[tuple[int, float]]:
        """Return how bright a lamp, or how high a pin was. See :class:`Things`.

        Raises:
            BoardError: It is a part whose pin does not tell how bright it is.
        """
        lit = {lamp: pin for pin, names in self.lamps.items() for lamp in names}
        if name in lit:
            self.pin(lit[name])
        elif name.partition(".")[0] in self._parts:
            cannot(name)
        return super().levels(seen, name)


def _lamps(circuit: "Circuit") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in circuit.parts:
        if part.kind.behaviour != "led":
            continue
        pins = [end.place for end in circuit.reach(part, "anode") if end.place in circuit.pins]
        if pins and "GND" in [end.place for end in circuit.reach(part, "cathode")]:
            found.setdefault(pins[0], []).append(part.name)
    return found


def _buzzers(circuit: "Circuit") -> dict[str, str]:
    found: dict[str, str] = {}
    for part in circuit.parts:
        if part.kind.behaviour != "buzzer":
            continue
        for end in circuit.reach(part, "plus"):
            if end.place in circuit.pins:
                found[end.place] = part.name
    return found


def cannot(what: str) -> NoReturn:
    """Say that something is not done on a real board.

    Raises:
        BoardError: Always.
    """
    raise BoardError("check_real_lacks", what=what)
