"""The brake: everything of a quiet board, the newest and a bounded part of a loud one."""

from kibako.events import Event
from kibako.workbench import limiter
from kibako.workbench.limiter import EVENTS_A_WINDOW, MAX_PENDING_CHARS, Limiter


def make():
    told: list[Event] = []
    now = [0.0]
    return told, now, Limiter(told.append, clock=lambda: now[0])


def test_quiet_events_pass_at_once_and_one_by_one():
    told, _, brake = make()
    frames = [Event(n, "display", "frame", str(n)) for n in range(EVENTS_A_WINDOW)]
    for frame in frames:
        brake.event(frame)
    assert told == frames


def test_of_too_many_events_the_newest_wins(monkeypatch):
    monkeypatch.setattr(limiter, "WINDOW_S", 1000.0)
    told, _, brake = make()
    for n in range(1000):
        brake.event(Event(n, "display", "frame", n))
        brake.event(Event(n, "pin0", "digital", n))
    brake.flush()
    frames = [event.value for event in told if event.source == "display"]
    assert frames == [*range(EVENTS_A_WINDOW), 999]
    assert len(told) == 2 * (EVENTS_A_WINDOW + 1)


def test_a_new_window_lets_events_pass_again():
    told, now, brake = make()
    for n in range(EVENTS_A_WINDOW):
        brake.event(Event(n, "pin0", "digital", n))
    now[0] += limiter.WINDOW_S
    brake.event(Event(99, "pin0", "digital", 99))
    assert told[-1].value == 99


def test_text_is_told_in_lines():
    told, _, brake = make()
    for piece in ("a", "b\r\nc", "d\r", "\n", "\n", "e"):
        brake.text(5, piece)
    assert [event.value for event in told] == ["ab\n", "cd\n", "\n"]
    brake.flush()
    assert [event.value for event in told] == ["ab\n", "cd\n", "\n", "e"]


def test_a_flood_of_text_is_bounded_and_counted(monkeypatch):
    monkeypatch.setattr(limiter, "WINDOW_S", 1000.0)
    told, _, brake = make()
    total = 0
    for n in range(100_000):
        line = f"{n}\n"
        total += len(line)
        brake.text(n, line)
    brake.flush()
    *_, note, rest = told
    assert (note.source, note.what) == ("program", "skipped")
    assert rest.value.endswith("99999\n")
    assert rest.value[0] != "\n"
    assert len(rest.value) <= 2 * MAX_PENDING_CHARS
    shown = sum(len(event.value) for event in told if event.what == "print")
    assert shown + note.value == total


def test_one_endless_line_is_bounded(monkeypatch):
    monkeypatch.setattr(limiter, "WINDOW_S", 1000.0)
    told, _, brake = make()
    for _ in range(1000):
        brake.text(0, "x" * 1000)
    brake.flush()
    shown = sum(len(event.value) for event in told if event.what == "print")
    skipped = sum(event.value for event in told if event.what == "skipped")
    assert shown + skipped == 1_000_000
    assert shown < (EVENTS_A_WINDOW + 3) * 2 * MAX_PENDING_CHARS
