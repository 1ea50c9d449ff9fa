"""What is around the board, in both faces: listed, set, pressed, recorded."""

import io
from pathlib import Path

import pytest
from kibako import strings
from kibako.circuits.circuit import circuit_names, parse_circuit, read_circuit
from kibako.circuits.part import parts
from kibako.cli.main import main as command_line
from kibako.errors import UsageError
from kibako.events import Event, JsonValue
from kibako.line.main import run as run_line
from kibako.tui.around import rows_of
from kibako.virtual.board import VirtualBoard
from kibako.virtual.options import VirtualOptions
from kibako.virtual.profile import profiles
from kibako.virtual.script.form import read_script
from kibako.virtual.world_view import PartView
from kibako.workbench import commands
from kibako.workbench.around import Around, told
from kibako.workbench.core import Workbench
from kibako.workbench.doings import Doings
from kibako_access import ruby

from .helpers import WAIT_S, Record, Wait, screen_of

WARM = """from microbit import *

print("ready")
while temperature() < 30 and not button_b.was_pressed():
    sleep(10)
print("over", temperature())
"""


@pytest.mark.parametrize("lang", strings.LANGUAGES)
def test_everything_that_can_be_set_has_a_label(lang: str) -> None:
    names = {
        each.name.rpartition(".")[2]
        for profile in profiles()
        for each in VirtualBoard(profile, flash_dir=Path("none")).world.inputs
    }
    names |= {name for part in parts().values() for name in part.inputs}
    assert [name for name in sorted(names) if not strings.has(f"around_label.{name}")] == []


@pytest.mark.parametrize(
    ("typed", "name", "value"),
    [
        ("temperature 30", "temperature_c", 30.0),
        ("temperature_c = 30", "temperature_c", 30.0),
        ("おんど 30", "temperature_c", 30.0),
        ("明るさ 7", "light", 7.0),
        ("あかるさ 7", "light", 7.0),
        ("gesture face up", "accelerometer.gesture", "face up"),
        ("accelerometer.x_mg -200", "accelerometer.x_mg", -200.0),
    ],
)
def test_what_a_person_types_finds_its_input(
    workbench: Workbench, typed: str, name: str, value: float | str
) -> None:
    found, wanted = workbench.around().setting(typed)
    assert (found.name, wanted) == (name, value)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("temperature", "set_what"),
        ("temperature warm", "world_no_number"),
        ("temprature 30", "input_unknown"),
        ("accelerometer 3", "input_several"),
        ("🌱 3", "input_unlisted"),
        ("gesture jump", "world_no_choice"),
        ("temperature 999", "world_bounds"),
        ("temperature -inf", "world_bounds"),
        ("temperature nan", "world_no_number"),
    ],
)
def test_what_cannot_be_set_is_said(workbench: Workbench, typed: str, code: str) -> None:
    with pytest.raises(UsageError) as raised:
        workbench.around().setting(typed)
    assert raised.value.code == code
    assert raised.value.what
    assert raised.value.next_step


@pytest.mark.parametrize(
    ("typed", "name"),
    [("b", "button_b"), ("A", "button_a"), ("logo", "pin_logo"), ("ロゴ", "pin_logo"),
     ("ボタンB", "button_b"), ("button b", "button_b")],
)  # fmt: skip
def test_what_a_person_presses_is_found(workbench: Workbench, typed: str, name: str) -> None:
    assert workbench.around().button_named(typed) == name


def test_nothing_is_around_a_real_board() -> None:
    with pytest.raises(UsageError) as raised:
        Around().input_named("light")
    assert raised.value.code == "around_nothing"


def test_what_is_set_before_the_first_run_holds_in_it(workbench: Workbench, record: Record) -> None:
    workbench.send(commands.OpenPack("first-light"))
    workbench.send(commands.SetNamed("temperature 31"))
    workbench.send(commands.EditCode(WARM, 0))
    workbench.send(commands.Run())
    assert workbench.wait_idle(WAIT_S)
    assert ("program", "print", "over 31\n") in record.without_time()


def test_a_recording_is_a_script_that_plays(
    workbench: Workbench, record: Record, tmp_path: Path
) -> None:
    workbench.send(commands.OpenPack("first-light"))
    workbench.send(commands.Record())
    assert workbench.view.recording
    ready = Wait(workbench, "program", "print", "ready\n")
    workbench.send(commands.EditCode(WARM, 0))
    workbench.send(commands.Run())
    ready.now()
    workbench.send(commands.SetInput("light", 200))
    workbench.send(commands.PressButton("button_b"))
    assert workbench.wait_idle(WAIT_S)
    assert not workbench.view.recording
    (path,) = [e.value for e in record.events if (e.source, e.what) == ("recording", "saved")]
    script = read_script(Path(str(path)))
    assert [(step.set or step.press, step.to) for step in script.steps] == [
        ("light", 200.0),
        ("button_b", None),
    ]
    assert script.board == "virtual:microbit"
    assert (Path(str(path)).parent / str(script.program)).read_text("utf-8") == WARM


def test_the_line_mode_lists_and_sets(workbench: Workbench) -> None:
    typed = "1\nまわり\nあわせる おんど 31\nおす nose\nあわせる temprature 3\nおわる\n"
    said = io.StringIO()
    run_line(workbench, io.StringIO(typed), said)
    text = said.getvalue()
    assert "temperature_c: おんど、21 °C（-40から 125まで）" in text
    assert "button_a: ボタンA、おせます" in text
    assert "おんど: 31\n" in text
    assert "「temperature_c」ですか" in text
    assert "《" not in text


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40)])
async def test_the_sliders_of_the_screen(workbench: Workbench, width: int, height: int) -> None:
    async with screen_of(workbench, width, height) as screen:
        await screen.press("enter")
        assert "ボードの まわり" not in screen.text
        await screen.press("f11")
        assert "ボードの まわり" in screen.text
        assert screen.app.lesson.around.rows[0].name == "temperature_c"
        assert "温度" in screen.text
        assert "21 °C" in screen.text
        for keys, wanted in ((["right"], 29), (["left", "left"], 13)):
            told = Wait(workbench, "room", "temperature_c", wanted)
            await screen.press(*keys)
            await screen.wait(told)
            assert f"{wanted} °C" in screen.text
        for part in ("#around", "#output", "#board-box"):
            region = screen.app.lesson.query_one(part).region
            assert region.right <= width
            assert region.bottom <= height - 1
            assert region.height >= 5
        await screen.press("f11")
        assert "ボードの まわり" not in screen.text
        assert screen.app.focused is screen.app.lesson.editor


def test_a_recording_takes_its_circuit_along(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    virtual = VirtualOptions(circuit=read_circuit("soil-logger"))
    bench = Workbench(board="virtual:microbit/around", work_dir=tmp_path / "work", virtual=virtual)
    try:
        record = Record(bench)
        bench.send(commands.OpenPack("first-light"))
        bench.send(commands.SetNamed("soil 80"))
        bench.send(commands.Record())
        code = "from microbit import *\npin8.write_digital(1)\nprint(pin0.read_analog() > 600)\n"
        bench.send(commands.EditCode(code, 0))
        bench.send(commands.Run())
        assert bench.wait_idle(WAIT_S)
    finally:
        bench.close()
    (path,) = [e.value for e in record.events if (e.source, e.what) == ("recording", "saved")]
    assert command_line(["play", str(path)]) == 0
    assert capsys.readouterr().out == "True\n"


def test_a_long_label_goes_without_its_reading() -> None:
    around = Around(tuple(VirtualBoard("microbit", flash_dir=Path("none")).world.inputs))
    (row,) = [row for row in rows_of(around, "furigana") if row.name == "microphone.level"]
    assert (row.shown, row.short) == ("音(おと)の 大(おお)きさ", "音の 大きさ")


async def test_something_is_pressed_from_the_rows(workbench: Workbench) -> None:
    code = (
        "from microbit import *\nprint('ready')\nwhile not pin_logo.is_touched():\n    sleep(10)\n"
    )
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        await screen.write(code)
        ready = Wait(workbench, "program", "print", "ready\n")
        await screen.press("f5")
        await screen.wait(ready)
        await screen.press("alt+p")
        rows = screen.app.lesson.around
        downs = [row.name for row in rows.rows].index("pin_logo") - rows.at
        await screen.press(*["down"] * downs, "enter")
        pressed = Wait(workbench, "pin_logo", "released")
        await screen.wait(pressed)
        await screen.settle()
        assert "おわりました" in screen.text


async def test_what_hangs_on_the_board_is_shown_and_set(tmp_path: Path) -> None:
    virtual = VirtualOptions(circuit=read_circuit("soil-logger"))
    bench = Workbench(board="virtual:microbit/around", work_dir=tmp_path / "work", virtual=virtual)
    try:
        code = "from microbit import *\npin8.write_digital(1)\nprint(pin0.read_analog())\n"
        async with screen_of(bench, 120, 40) as screen:
            await screen.press("enter")
            await screen.write(code)
            bench.send(commands.SetNamed("soil 80"))
            await screen.press("f11", "f5")
            await screen.settle()
            assert "soil しめり" in screen.text
            assert "80 %" in screen.text
            printed = int(screen.app.lesson.output.text.splitlines()[0])
            assert 600 < printed < 1023
    finally:
        bench.close()


@pytest.mark.parametrize(
    ("circuit", "first", "shown"),
    [("bear-trap", "door", "とびらの スイッチ"), ("ten-key", "keys.1", "テンキー 1"),
     ("soil-logger", "soil.moisture_percent", "soil しめり")],
)  # fmt: skip
def test_what_hangs_on_the_board_comes_first(circuit: str, first: str, shown: str) -> None:
    read = read_circuit(circuit)
    around = Around.of(VirtualBoard("microbit-v2", flash_dir=Path("none"), circuit=read).world)
    rows = rows_of(around, "normal")
    assert (rows[0].name, rows[0].shown) == (first, shown)
    names = [row.name for row in rows]
    assert names.index("button_a") > names.index(first)
    for button in around.buttons:
        assert around.button_named(ruby.render(around.called(button), "kana")) == button


def test_each_thing_a_part_says_has_a_row_and_its_whole_value() -> None:
    read = read_circuit("gripper-robot")
    around = Around.of(VirtualBoard("pico", flash_dir=Path("none"), circuit=read).world)
    said = {(row.name, row.shown): row.value for row in rows_of(around, "normal")}
    assert said["arm", "うでの サーボ むき"] == "90°"
    assert said["hand", "つかむ 手 つかんでいる"] == "いいえ"


CAR = """from microbit import *
i2c.write(0x10, bytes([0, 0, 100]))
i2c.write(0x10, bytes([2, 1, 200]))
pin8.write_digital(1)
pin0.set_analog_period_microseconds(3817)
pin0.write_analog(512)
print("on")
while True:
    sleep(100)
"""


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40)])
async def test_what_the_circuit_does_stands_under_the_board(
    workbench: Workbench, width: int, height: int
) -> None:
    async with screen_of(workbench, width, height) as screen:
        workbench.send(commands.OpenPack("polygon-car"))
        await screen.paint()
        on = Wait(workbench, "program", "print", "on\n")
        workbench.send(commands.EditCode(CAR, 0))
        workbench.send(commands.SetReading("normal"))
        workbench.send(commands.Run())
        await screen.wait(on)
        await screen.paint()
        for said in ("左の モーター 39 %", "右の モーター -78 %", "左の ランプ ●", "ブザー ♪ C4"):
            assert said in screen.text
        await screen.press("f11")
        await screen.paint()
        output = screen.app.lesson.output.region
        assert output.height >= 5
        assert output.bottom <= height - 1
        workbench.send(commands.Stop())
        await screen.settle()


def test_doings_are_bounded_and_say_a_colour_by_name() -> None:
    read = read_circuit("music-box")
    world = VirtualBoard("pico", flash_dir=Path("none"), circuit=read).world
    doings = Doings(lambda: Around.of(world))
    strip: list[JsonValue] = ["#ff0000", "#ff0000", "#000000"]
    lit = doings.take(Event(0, "strip", "colours", strip))
    assert lit is not None
    assert lit.sign == "● 赤《あか》×2 なし"
    assert doings.take(Event(0, "nobody", "colours", strip)) is None
    still = doings.take(Event(0, "speaker", "stop", None))
    assert still is not None
    assert (still.sign, still.active) == ("♪ -", False)
    assert len(doings.shown()) == 2
    doings.take(Event(0, "lesson", "opened", "x"))
    assert doings.shown() == ()


ODD = """schema = 1
board = "pico"
title = { ja = "x", en = "x" }
about = { ja = "x", en = "x" }
[[parts]]
name = "mixed"
part = "rgb-led"
label = { ja = "まざる ランプ", en = "mixed lamp" }
wires = { red = "r.b", green = "r.b", blue = "r.b", common = "GND" }
[[parts]]
name = "r"
part = "resistor"
settings = { ohms = 1000 }
wires = { a = "GP2" }
[[parts]]
name = "eye"
part = "pir"
wires = { vcc = "VBUS", gnd = "GND", out = "GP3" }
[[parts]]
name = "far"
part = "hc-sr04p"
wires = { vcc = "3V3", gnd = "GND", trig = "GP4", echo = "GP5" }
"""


def _hanging() -> list[PartView]:
    circuits = [read_circuit(name) for name in circuit_names()]
    circuits.append(parse_circuit(ODD.encode(), "odd", "odd.toml"))
    found: list[PartView] = []
    for circuit in circuits:
        board = VirtualBoard(circuit.board.id, flash_dir=Path("none"), circuit=circuit)
        found += board.world.snapshot().parts
    return found


def test_every_part_says_in_words_what_it_does() -> None:
    hanging = _hanging()
    names = {name for part in hanging for name in part.state}
    assert [name for name in sorted(names) if not strings.has(f"part_state.{name}")] == []
    by_name = {part.name: part for part in hanging}
    assert told(by_name["mixed"]) == ("まざる ランプ", "色《いろ》 #000000")
    assert told(by_name["arm"])[1] == "むき 90°, これから むく むき 90°"
    assert told(by_name["walk"]) == ("わたる 人《ひと》の ボタン", "おされている いいえ")
    assert told(by_name["panel"])[1].startswith("もじ  /")
