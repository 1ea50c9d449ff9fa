"""How a virtual board is to be: its time, its chance, what is wrong with it, what hangs on it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kibako.events import EventSink
from kibako.virtual.faults import Fault

if TYPE_CHECKING:
    from kibako.circuits.circuit import Circuit


@dataclass(frozen=True, slots=True)
class VirtualOptions:
    """What a virtual board can be given besides its name; a real board takes none of it.

    Attributes:
        pace: ``real`` for people, ``fast`` for checks.
        seed: Seed of what is random on the board.
        on_event: Takes what happens on the board; called on the board's thread.
        ephemeral: Start with no files, and leave none.
        faults: What is wrong with the board from the beginning.
        circuit: What hangs on the board.
    """

    pace: Literal["real", "fast"] = "real"
    seed: int = 0
    on_event: EventSink | None = None
    ephemeral: bool = False
    faults: tuple[Fault, ...] = ()
    circuit: "Circuit | None" = None


ORDINARY = VirtualOptions()
"""A board that nobody asked anything special of."""
