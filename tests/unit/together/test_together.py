"""Several boards in one world: who hears whom, when, and the same each time."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.errors import BoardError, ExitStatus, FileError
from kibako.events import Event
from kibako.resources import data_root
from kibako.tables import check_bytes
from kibako.virtual.together import form, lockstep
from kibako.virtual.together.form import WorldFile, read_world
from kibako.workbench.world_run import WorldRun

EXAMPLES = data_root() / "docs" / "examples"


def world(folder: Path, text: str, **programs: str) -> Path:
    """Write a world file and its programs."""
    for name, code in programs.items():
        (folder / f"{name}.py").write_text(code, encoding="utf-8")
    path = folder / "world.toml"
    path.write_text(text, encoding="utf-8")
    return path


def run(path: Path, **options: Any) -> tuple[ExitStatus, list[Event]]:
    """Run a world file and return its events."""
    events: list[Event] = []
    status = WorldRun(path, on_event=events.append, **options).run()
    return status, events


def of(events: list[Event], source: str, what: str) -> list[tuple[int, Any]]:
    """Return time and value of some events."""
    return [(e.t_ms, e.value) for e in events if (e.source, e.what) == (source, what)]


def said(events: list[Event], name: str) -> str:
    """Return what a board's program printed."""
    return "".join(str(value) for _, value in of(events, f"{name}/stdout", "text"))


TWO = """
for_s = {for_s}
[[boards]]
name = "a"
program = "a.py"
board = "virtual:pico"
[[boards]]
name = "b"
program = "b.py"
board = "virtual:{other}"
"""


def test_two_micro_bits_play_with_each_other_by_radio() -> None:
    status, events = run(EXAMPLES / "ping" / "ping.toml")
    assert status == ExitStatus.DONE
    sent = of(events, "alice/radio", "sent")
    heard = of(events, "bob/radio", "received")
    assert len(sent) == len(heard) > 10
    for (sent_ms, _), (heard_ms, value) in zip(sent, heard, strict=True):
        assert 0 <= heard_ms - sent_ms <= 1
        assert value["message"] == "ping"
        assert -75 <= value["rssi_dbm"] <= -60  # four metres
    assert said(events, "alice").splitlines()[:2] == ["ping 1", "ping 2"]
    times = [event.t_ms for event in events]
    assert times == sorted(times)


def test_a_micro_bit_and_a_pico_talk_over_a_wire() -> None:
    status, events = run(EXAMPLES / "serial" / "serial.toml")
    assert status == ExitStatus.DONE
    lines = said(events, "logger").splitlines()
    assert [line.split()[1] for line in lines] == ["20", "21", "22", "23", "24"]
    assert of(events, "thermometer/pin8", "input")[0][1] == 1


BUSY_A = """
from machine import Pin
out, back = Pin(2, Pin.OUT), Pin(3, Pin.IN)
n = 0
while n < 40:
    out.value(n & 1)
    while back.value() != n & 1: pass
    n += 1
print(n)
"""
BUSY_B = """
from machine import Pin
out, seen = Pin(5, Pin.OUT), Pin(4, Pin.IN)
s = 0
while True:
    out.value(seen.value())
    s += 1
"""
WIRES = """
[[wires]]
a = "a.GP2"
b = "b.GP4"
[[wires]]
a = "b.GP5"
b = "a.GP3"
"""


def test_boards_that_never_sleep_are_the_same_each_time(tmp_path: Path) -> None:
    text = TWO.format(for_s=0.2, other="pico") + WIRES
    path = world(tmp_path, text, a=BUSY_A, b=BUSY_B)
    first, second = run(path), run(path)
    assert first == second
    status, events = first
    assert status == ExitStatus.DONE
    assert said(events, "a") == "40\n"
    assert of(events, "a/program", "end")[0][1] == "done"
    changes = of(events, "a/GP2", "digital")
    assert len(changes) == 40
    assert changes[-1][0] > changes[0][0] + 7  # twice the way of a wire, forty times


def test_an_interrupt_over_a_wire_wakes_a_sleeper(tmp_path: Path) -> None:
    a = (
        "from machine import Pin\nimport time\np = Pin(2, Pin.OUT)\n"
        "time.sleep_ms(500)\np.value(1)\n"
    )
    b = (
        "from machine import Pin\nimport time\n"
        "Pin(4, Pin.IN).irq(lambda p: print(time.ticks_us()), Pin.IRQ_RISING)\ntime.sleep(60)\n"
    )
    _, events = run(world(tmp_path, TWO.format(for_s=2, other="pico") + WIRES, a=a, b=b))
    (rose_ms, _) = of(events, "a/GP2", "digital")[-1]
    assert 0 <= int(said(events, "b")) - rose_ms * 1000 < 1500


def test_a_part_on_one_board_is_seen_by_the_other(tmp_path: Path) -> None:
    steps = '[[steps]]\nboard = "a"\nat_s = 0.5\npress = "GP2"\nhold_s = 0.1\n'
    b = (
        "from machine import Pin\nimport time\np = Pin(4, Pin.IN, Pin.PULL_UP)\n"
        "while p.value(): time.sleep_ms(5)\nprint(time.ticks_ms())\n"
    )
    a = "import time\ntime.sleep(3)\n"
    path = world(tmp_path, TWO.format(for_s=2, other="pico") + WIRES + steps, a=a, b=b)
    _, events = run(path)
    assert 500 <= int(said(events, "b")) <= 515


FAR = """
for_s = 2
[[boards]]
name = "a"
program = "a.py"
[[boards]]
name = "near"
program = "ear.py"
x_m = 3
y_m = 4
[[boards]]
name = "far"
program = "ear.py"
x_m = 900
[[boards]]
name = "other"
program = "other.py"
x_m = 1
"""


def test_who_is_far_or_tuned_otherwise_hears_nothing(tmp_path: Path) -> None:
    talk = "from microbit import *\nimport radio\nradio.on()\nfor i in range(9):\n"
    talk += " sleep(100)\n radio.send(str(i))\n"
    ear = "from microbit import *\nimport radio\nradio.on()\n{}while True:\n sleep(50)\n"
    ear += " m = radio.receive()\n if m: print(m)\n"
    other = ear.format("radio.config(group=5)\n")
    path = world(tmp_path, FAR, a=talk, ear=ear.format(""), other=other)
    _, events = run(path)
    assert said(events, "near").split() == [str(i) for i in range(9)]
    assert said(events, "far") == said(events, "other") == ""
    path.write_text(FAR.replace("for_s = 2", "for_s = 2\n[air]\nloss = 0.5"))
    _, events = run(path)
    assert 0 < len(said(events, "near").split()) < 9


def test_an_error_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    path = world(
        tmp_path,
        TWO.format(for_s=1, other="microbit"),
        a="print('x')\n1 / 0\n",
        b="from microbit import *\nfor i in range(5):\n sleep(100)\nprint('done')\n",
    )
    status, events = run(path)
    assert status == ExitStatus.PROGRAM
    ((_, fault),) = of(events, "a/program", "error")
    assert (fault["line"], fault["message"]) == (2, "ZeroDivisionError: divide by zero")
    assert said(events, "b") == "done\n"
    assert of(events, "b/program", "end")[0][1] == "done"


def test_without_a_time_it_ends_with_the_last_program(tmp_path: Path) -> None:
    text = TWO.format(for_s=1, other="pico").replace("for_s = 1", "")
    a = "import time\ntime.sleep(5)\nprint(time.ticks_ms() // 1000)\n"
    _, events = run(world(tmp_path, text, a=a, b="print(input())\n"))
    assert said(events, "a") == "5\n"
    assert [e.source for e in events if e.what == "end"] == ["a/program"]


def test_a_board_that_resets_starts_anew(tmp_path: Path) -> None:
    a = "import time, machine\ntime.sleep_ms(100)\nprint('again')\nmachine.reset()\n"
    b = "import time\ntime.sleep(1)\n"
    _, events = run(world(tmp_path, TWO.format(for_s=1, other="pico"), a=a, b=b))
    assert 8 <= len(of(events, "a/board", "reset")) <= 10


def test_real_pace_goes_by_the_wall_clock(tmp_path: Path) -> None:
    code = "import time\nfor i in range(3):\n time.sleep_ms(50)\n print(i)\n"
    path = world(tmp_path, TWO.format(for_s=0.2, other="pico"), a=code, b=code)
    status, events = run(path, pace="real")
    assert status == ExitStatus.DONE
    assert said(events, "a") == said(events, "b") == "0\n1\n2\n"


def test_a_board_that_gets_nowhere_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lockstep, "_STUCK_S", 0.0)
    monkeypatch.setattr(lockstep, "_LOOK_S", 0.02)
    path = world(
        tmp_path, TWO.format(for_s=1, other="pico"), a="x = 10\nx ** 300000", b="while True: pass"
    )
    with pytest.raises(BoardError) as caught:
        run(path)
    assert caught.value.code == "world_stuck"
    assert "a" in caught.value.what


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    text = """
[[boards]]
name = "a"
program = "gone.py"
board = "virtual:pikko"
[[boards]]
name = "a"
program = "../a.py"
[[boards]]
name = "b"
program = "b.py"
[[wires]]
a = "b.pin0"
b = "c.GP1"
[[wires]]
a = "b.pin99"
b = "b.pin1"
[[steps]]
board = "B"
at_s = 1
press = "button_a"
hold = 3
"""
    path = world(tmp_path, text.replace("hold = 3\n", ""), b="pass")
    with pytest.raises(FileError) as caught:
        read_world(path)
    for word in (
        "boards[1].board", "gone.py", "boards[2].name", "../a.py", "wires[1].b", "wires[2].a",
        "wires[2]", "steps[1].board",
    ):  # fmt: skip
        assert word in caught.value.what
    path.write_text(text)
    with pytest.raises(FileError) as caught:
        read_world(path)
    for word in ("hold_s", "boards[1].board", "gone.py", "wires[2].a"):
        assert word in caught.value.what, "mistakes of form hide no others"


def test_what_only_the_boards_know_is_said_at_once_too(tmp_path: Path) -> None:
    steps = (
        '[[steps]]\nboard = "a"\nat_s = 0\npress = "button_a"\n'
        '[[steps]]\nboard = "b"\nat_s = 0\nset = "temperatur_c"\nto = 3\n'
    )
    path = world(tmp_path, TWO.format(for_s=1, other="microbit") + steps, a="", b="")
    with pytest.raises(FileError) as caught:
        run(path)
    assert "steps[1].press" in caught.value.what
    assert "temperature_c" in caught.value.what


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    found, problems = check_bytes(raw, WorldFile, "w.toml")
    assert (found is None) == bool(problems)


@given(st.data())
def test_no_words_break_the_reader(data: st.DataObject) -> None:
    word = st.text(max_size=12)
    path = EXAMPLES / "ping" / "ping.toml"
    found = read_world(path)
    boards = [
        form.BoardTable(name=data.draw(word), program=data.draw(word), board=data.draw(word))
        for _ in range(2)
    ]
    wires = [form.WireTable(data.draw(word), data.draw(word))]
    mixed = WorldFile(boards=[*boards, *found.boards], wires=wires, steps=found.steps)
    assert all(isinstance(each, str) for each in form.problems_of(mixed, path))
