"""Looking at a board and what hangs on it: one frozen picture of all of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kibako.virtual.board_parts import Parts
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.world_view import PartView, PinView, WorldView

if TYPE_CHECKING:
    from kibako.virtual.parts.base import Part


def look(parts: Parts, world: Surroundings, plugged: Sequence["Part"]) -> WorldView:
    """Return a board as it is to be seen just now.

    Args:
        parts: What the board has.
        world: What is around it.
        plugged: What hangs on it.
    """
    pins = {
        wire.name: PinView(wire.direction, wire.level, parts.analog(wire), wire.mode)
        for wire in parts.sockets.wires
    }
    return WorldView(
        display=parts.rows(),
        buttons=parts.sockets.buttons.pressed,
        pins=pins,
        tone_hz=parts.tone_hz(),
        temperature_c=world.inputs.value("temperature_c"),
        light=round(world.inputs.value("light")),
        parts=tuple(
            PartView(part.name, part.kind, part.label, part.state(), part.picture())
            for part in plugged
        ),
    )
