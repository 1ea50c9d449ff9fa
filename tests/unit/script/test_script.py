"""Scripts: read strictly, played at their exact times, recorded so that they play again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kibako import strings
from kibako.errors import FileError
from kibako.events import Event
from kibako.tables import check_bytes
from kibako.virtual.board import VirtualBoard
from kibako.virtual.script.form import Script, read_script
from kibako.virtual.script.playing import looked_at, plan
from kibako.virtual.script.recording import Recorder

WATCH = """
from microbit import *
while running_time() < 3000:
    if button_a.was_pressed():
        print("A", running_time() // 50 * 50)
    if temperature() > 25:
        print("warm", running_time() // 50 * 50)
        break
    sleep(10)
print(input("? "))
"""


@pytest.fixture(autouse=True)
def english():
    before = strings.language()
    strings.set_language("en")
    yield
    strings.set_language(before)


def write(tmp_path, text):
    path = tmp_path / "しけん🎬.toml"
    path.write_text(text, encoding="utf-8")
    return path


def play(tmp_path, script, name="flash"):
    events: list[Event] = []
    with VirtualBoard(
        "microbit", flash_dir=tmp_path / name, pace="fast", on_event=events.append
    ) as board:
        board.feed(b"\x01")
        board.drain()
        plan(script.steps, board, board.clock.now_ms())
        recorder = Recorder(board.world, "virtual:microbit", board.clock.now_ms())
        begin = len(events)
        board.feed(WATCH.encode() + b"\x04")
        assert board.wait_idle(60)
        said = board.drain().decode()
    for event in events[begin:]:
        recorder.take(event)
    return said, recorder.script("watch.py")


SCRIPT = """
[[steps]]
at_s = 1.2
press = "button_a"
hold_s = 0.25
[[steps]]
at_s = 1.5
ramp = "temperature_c"
from = 20
to = 30
over_s = 1
[[steps]]
at_s = 4
type = "はい"
"""


def test_each_step_comes_at_its_time_and_a_recording_plays_the_same(tmp_path):
    said, recorded = play(tmp_path, read_script(write(tmp_path, SCRIPT)))
    assert "A 1200\r\nwarm 2100\r\n? はい\r\nはい\r\n" in said
    again, problems = check_bytes(recorded, Script, "x.toml")
    assert problems == []
    assert again.steps[0].press == "button_a"
    assert (again.steps[0].at_s, again.steps[0].hold_s) == (1.2, 0.25)
    replayed, twice = play(
        tmp_path,
        read_script(write(tmp_path, recorded.decode() + SCRIPT[SCRIPT.rindex("[[steps]]") :])),
        "other",
    )
    assert replayed == said
    assert check_bytes(twice, Script, "x.toml")[0].steps == again.steps


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('board = "serial:auto"', "serial:auto is none"),
        ("[[steps]]\nat_s = 1", "must do exactly one of: press"),
        ('[[steps]]\nat_s = 1\npress = "a"\nset = "b"\nto = 1', "must do exactly one"),
        ('[[steps]]\nat_s = -1\npress = "a"', "from 0 to 86400"),
        ('[[steps]]\nat_s = 1\nramp = "light"', '"steps[1].over_s" is missing'),
        ('[[steps]]\nat_s = 1\npress = "a"\nto = 3', 'no meaning beside "press"'),
        ('[[steps]]\nat_s = 1\npres = "a"', 'did you mean "press"'),
        ('[[steps]]\nat_s = 1\ntype = "a\\nb"', "one line"),
        ('program = "../x.py"', "beside the script"),
        ('program = "/etc/passwd"', "beside the script"),
        ("for_s = 0", '"for_s" is 0; it must be from 0'),
    ],
)
def test_what_makes_no_sense_is_said(tmp_path, text, said):
    with pytest.raises(FileError) as caught:
        read_script(write(tmp_path, text))
    assert said in caught.value.what


def test_mistakes_of_every_kind_are_said_at_once_with_the_nearest(tmp_path):
    path = write(
        tmp_path,
        """
        sed = 3
        [[steps]]
        at_s = 1
        press = "buton_a"
        [[steps]]
        at_s = "soon"
        press = "button_a"
        [[steps]]
        at_s = 1
        set = "temperatur_c"
        to = 20
        [[steps]]
        at_s = 1
        set = "light"
        to = "dark"
        [[steps]]
        at_s = 1
        [[steps]]
        at_s = 1
        ramp = "light"
        to = 900
        over_s = 1
        """,
    )
    with pytest.raises(FileError) as caught:
        read_script(path, lambda script: looked_at(script.board))
    name = path.name
    assert str(caught.value.fields["problems"]).splitlines() == [
        f'{name}:2: there is no key "sed"; did you mean "seed"?',
        f'{name}:7: the value of "steps[2].at_s" must be a number.',
        f'{name}: "steps[5]" must do exactly one of: press, release, set, ramp, type.',
        f'{name}: "steps[1].press" cannot be "buton_a"; did you mean "button_a"?',
        f'{name}: "steps[3].set" cannot be "temperatur_c"; did you mean "temperature_c"?',
        f'{name}: "steps[4].set" needs a number in "to", and "dark" is none.',
        f'{name}: "steps[6].ramp" is 900.0; it must be from 0 to 255.',
    ]


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_answered(tmp_path_factory, raw):
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(raw)
    try:
        read_script(path)
    except FileError as error:
        assert "any.toml" in error.what
