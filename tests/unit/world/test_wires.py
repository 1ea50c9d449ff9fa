"""Wires: of several drivers the lowest wins, and parts see each change."""

import pytest
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.wires import Signal, Wires


class Clock:
    rtc_offset_us = 0

    def now_us(self):
        return 0

    def calendar_ns(self):
        return 0


@pytest.fixture
def wires():
    return Wires(Surroundings(Clock(), lambda event: None, 0), {"pin0": frozenset({"digital"})})


def test_of_several_drivers_the_lowest_wins_and_a_weak_one_gives_way(wires):
    wire = wires.get("pin0")
    seen = []
    wires.watch("pin0", lambda changed: seen.append(changed.level))
    wires.drive("pin0", 1.0, "pull_up", weak=True)
    wires.drive("pin0", 0.0, "sensor")
    wires.drive("pin0", 1.0, "hand")
    assert wire.level == 0
    wires.drive("pin0", None, "sensor")
    wires.drive("pin0", None, "hand")
    assert wire.level == 1
    wires.drive("pin0", None, "pull_up", weak=True)
    assert wire.outside is None
    assert seen == [1, 0, 1, 0]


def test_a_part_sees_the_square_wave_that_the_board_gives(wires):
    wire = wires.get("pin0")
    seen = []
    wires.watch("pin0", lambda changed: seen.append(changed.signal))
    servo = Signal(1500, 20_000)
    wires.give_signal(wire, servo)
    assert wire.part == 0.075
    wires.change(wire, direction="out", output=1)
    assert seen == [servo, None]
    assert wire.part == 1.0
