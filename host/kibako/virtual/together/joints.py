"""Wires between boards, and the air between their radios."""

import math
import random
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from kibako.virtual.air import Packet
from kibako.virtual.together.post import Post
from kibako.virtual.wires import Wire

if TYPE_CHECKING:
    from kibako.virtual.board import VirtualBoard

_FRAME_BITS = 10
"""A byte on a serial line: a start bit, eight of data, a stop bit."""
_WIRE = "wire "
"""How the drivers of a pin that are the other ends of wires begin their names."""

_AT_ONE_METRE_DB = 50.0
_PER_DECADE_DB = 27.0
"""How much weaker a signal is after a metre, aerials on a circuit board included, and ten times
as far: the usual figures for rooms (ITU-R P.1238, 2.4 GHz: 20 in the open, 28 in houses)."""
_LEAST_M = 0.1
_FADING_DB = 4.0
_SENSITIVITY_DBM = -93
"""What a micro:bit just hears. Source: nRF51822 product specification, at 1 Mbit/s."""


class Cable:
    """One direction of a wire: what happens at one end comes to the other.

    The level, PWM and analog values as their average, resistors that pull, and the bytes of a
    UART all go through it.

    Args:
        post: Carries it.
        near: The board and the pin at this end.
        far: The board and the pin at the other end.
    """

    def __init__(
        self, post: Post, near: tuple["VirtualBoard", str], far: tuple["VirtualBoard", str]
    ) -> None:
        self._post = post
        self._near, self._pin = near
        self._far, self._far_pin = far
        self._source = f"{_WIRE}{near[0].port_name}.{near[1]}"
        self._told: tuple[float | None, float | None] = (None, None)
        sockets = self._near.world.sockets
        sockets.wires.watch(self._pin, self._changed)
        sockets.buses.attach_serial(self._pin, self)

    def _changed(self, wire: Wire) -> None:
        now = _driven(wire), {"up": 1.0, "down": 0.0}.get(wire.pull)
        if now == self._told:
            return
        self._told = now
        self._post.send(self._near, self._far, 0, partial(self._drive, *now))

    def _drive(self, part: float | None, weak_part: float | None) -> None:
        wires = self._far.world.sockets.wires
        wires.drive(self._far_pin, weak_part, self._source, weak=True)
        wires.drive(self._far_pin, part, self._source)

    def receive(self, data: bytes, baud: int) -> None:
        """Carry bytes of the near board's UART; the first is there when its last bit is."""
        first_us = self._near.world.sockets.world.now_us() + _FRAME_BITS * 1_000_000 // max(baud, 1)
        deliver = partial(self._far.world.sockets.buses.deliver, self._far_pin, data)
        self._post.send(self._near, self._far, first_us, deliver)


def _driven(wire: Wire) -> float | None:
    """Return how a pin is driven at this end, by its board or by what hangs on it there."""
    own = [part for source, part in wire.strong.items() if not source.startswith(_WIRE)]
    if wire.signal is not None:
        own.append(wire.part)
    elif wire.direction == "out" or (wire.direction == "open_drain" and not wire.output):
        own.append(float(wire.output))
    return min(own, default=None)


class Air:
    """Carries packets between radios: the farther, the weaker, and some are lost.

    Packets do not disturb each other: two that are sent at once both arrive.

    Args:
        post: Carries them.
        boards: The boards, each with where it lies, in metres.
        loss: Which part of the packets is lost besides those that are too weak.
        seed: Makes chance the same in every run.
    """

    def __init__(
        self,
        post: Post,
        boards: Sequence[tuple["VirtualBoard", tuple[float, float]]],
        loss: float,
        seed: int,
    ) -> None:
        self._post = post
        self._boards = [each for each in boards if each[0].world.radio is not None]
        self._loss = loss
        self._chance = random.Random(seed)  # noqa: S311 - the weather, no secret
        for board, place in self._boards:
            if (radio := board.world.radio) is not None:
                radio.on_send = partial(self._carry, board, place)

    def _carry(self, sender: "VirtualBoard", place: tuple[float, float], packet: Packet) -> None:
        for board, other in self._boards:
            radio = board.world.radio
            if board is sender or radio is None:
                continue
            fading = (sum(self._chance.random() for _ in range(3)) - 1.5) * _FADING_DB
            lost = self._chance.random() < self._loss
            rssi_dbm = round(packet.power_dbm - _path_db(math.dist(place, other)) + fading)
            if not lost and rssi_dbm >= _SENSITIVITY_DBM:
                hear = partial(radio.receive, packet, rssi_dbm)
                self._post.send(sender, board, packet.t_us, hear)


def _path_db(distance_m: float) -> float:
    return _AT_ONE_METRE_DB + _PER_DECADE_DB * math.log10(max(distance_m, _LEAST_M))
