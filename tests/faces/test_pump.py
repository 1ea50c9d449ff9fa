"""The box between the board's thread and the screen is bounded."""

from kibako.events import Event
from kibako.tui.pump import MAX_EVENTS, MAX_TEXT, Pump


def test_text_comes_out_in_order_and_once() -> None:
    pump = Pump()
    pump.put(Event(0, "program", "print", "a\n"))
    pump.put(Event(1, "program", "print", "b\n"))
    assert pump.take() == (True, [], "a\nb\n")
    assert pump.take() == (False, [], "")


def test_a_flood_is_bounded_and_the_newest_stays() -> None:
    pump = Pump()
    for number in range(100_000):
        pump.put(Event(number, "program", "print", f"{number}\n"))
        pump.put(Event(number, "button_a", "pressed"))
    _, events, text = pump.take()
    assert len(events) == MAX_EVENTS
    assert len(text) <= MAX_TEXT
    assert text.endswith("99999\n")
    pump.put(Event(0, "program", "print", "x" * 1_000_000))
    assert len(pump.take()[2]) == MAX_TEXT


def test_a_new_program_begins_with_no_old_text() -> None:
    pump = Pump()
    pump.put(Event(0, "program", "print", "old\n"))
    start = Event(1, "program", "start", "heart")
    pump.put(start)
    pump.put(Event(2, "program", "print", "new\n"))
    assert pump.take() == (True, [start], "new\n")
