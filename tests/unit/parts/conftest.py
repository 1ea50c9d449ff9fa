"""A circuit plugged into a world whose clock a test sets."""

import pytest
from kibako.circuits.circuit import parse_circuit
from kibako.virtual.profile import find_profile
from kibako.virtual.world import World

HEAD = """schema = 1
board = "{board}"
title = {{ ja = "x", en = "x" }}
about = {{ ja = "x", en = "x" }}
"""


class Clock:
    """A clock that stands where a test puts it."""

    rtc_offset_us = 0

    def __init__(self):
        self.t_us = 0

    def now_us(self):
        return self.t_us

    def calendar_ns(self):
        return self.t_us * 1000


class Table:
    """A world with a circuit, its clock and its events."""

    def __init__(self, board, parts):
        self.clock = Clock()
        self.events = []
        self.world = World(find_profile(board), self.clock, self.events.append)
        text = HEAD.format(board=board) + parts
        self.world.plug(parse_circuit(text.encode(), "table", "table.toml"))
        self.wires = self.world.sockets.wires
        self.buses = self.world.sockets.buses

    def run_us(self, duration_us):
        """Let time pass."""
        end_us = self.clock.t_us + duration_us
        while (due_us := self.world.next_due_us()) is not None and due_us <= end_us:
            self.clock.t_us = max(due_us, self.clock.t_us)
            self.world.run_due(due_us)
        self.clock.t_us = end_us

    def out(self, pin, level):
        """Let the board drive a pin."""
        self.wires.change(self.wires.get(pin), direction="out", output=level)
        self.world.snapshot()

    def state(self, name):
        """What is to be seen of a part."""
        return next(part.state for part in self.world.snapshot().parts if part.name == name)

    def picture(self, name):
        """What a part shows."""
        return next(part.picture for part in self.world.snapshot().parts if part.name == name)

    def seen(self, name):
        """What happened to a part: what, value."""
        self.world.run_due(self.clock.t_us)  # looking tells nothing; what happens does
        return [(event.what, event.value) for event in self.events if event.source == name]


@pytest.fixture
def table():
    """Plug parts into a board: ``table("pico", text)``."""
    return Table
