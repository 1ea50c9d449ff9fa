"""`kibako hardware`, and circuits plugged into the board of a command."""

import json
import os
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from kibako import strings
from kibako.circuits.circuit import circuit_names, circuits_dir, read_circuit
from kibako.circuits.drawing import draw
from kibako.circuits.part import parts
from kibako.circuits.sentences import about_circuit, about_part, pinout, title_of, wiring
from kibako.cli.main import main
from kibako_access import ruby

PROGRAM = "from microbit import *\npin0.write_digital(1)\nsleep(50)\nprint(pin8.read_digital())\n"


def test_a_circuit_names_its_board_and_its_parts_tell_what_happens(kibako) -> None:
    (kibako.folder / "p.py").write_text(PROGRAM)
    done = kibako("run", "p.py", "--circuit", "traffic-light", "--pace", "fast", "--events", "-")
    assert done.status == 0, done.messages
    events = [json.loads(line) for line in done.text.splitlines()]
    lamps = [(event["what"], event["value"]) for event in events if event["source"] == "red"]
    assert lamps == [("brightness_percent", 100)]


def test_a_wrong_circuit_is_told_before_it_runs(kibako) -> None:
    text = (circuits_dir() / "traffic-light.toml").read_text(encoding="utf-8")
    (kibako.folder / "mine.toml").write_text(text.replace("330", "3"), encoding="utf-8")
    (kibako.folder / "p.py").write_text(PROGRAM)
    done = kibako("run", "p.py", "--circuit", "./mine.toml")
    assert (done.status, done.text) == (4, "")
    assert done.messages.count("has no resistor") == 3
    assert "parts[1].wires.anode" in done.messages


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--circuit", "traffic-light", "--board", "serial:auto"), "virtual board"),
        (("--circuit", "traffic-light", "--board", "virtual:pico"), "made for microbit-v2"),
        (("--circuit", "trafic"), "traffic-light"),
    ],
)
def test_a_circuit_that_does_not_fit_the_command(kibako, words, said) -> None:
    done = kibako("exec", "1", *words)
    assert done.status == 2
    assert said in done.messages


def test_a_script_names_its_circuit(kibako) -> None:
    (kibako.folder / "p.py").write_text(PROGRAM.replace("sleep(50)", "sleep(500)"))
    (kibako.folder / "walk.toml").write_text(
        'program = "p.py"\ncircuit = "traffic-light"\n'
        '[[steps]]\nat_s = 0.1\npress = "walk"\nhold_s = 0.1\n'
    )
    done = kibako("play", "walk.toml", "--events", "-")
    assert done.status == 0, done.messages
    events = [json.loads(line) for line in done.text.splitlines()]
    presses = [(event["t_ms"], event["what"]) for event in events if event["source"] == "walk"]
    assert presses == [(100, "pressed"), (200, "released")]


def test_the_last_picture_of_a_display_is_saved(kibako) -> None:
    (kibako.folder / "c.toml").write_text(
        'schema = 1\nboard = "microbit"\ntitle = { ja = "x", en = "x" }\n'
        'about = { ja = "x", en = "x" }\n[[parts]]\nname = "screen"\npart = "ssd1306"\n'
        'wires = { vcc = "3V", gnd = "GND", sda = "pin20", scl = "pin19" }\n'
    )
    (kibako.folder / "p.py").write_text(
        "from microbit import *\ni2c.write(0x3c, bytes((0, 0x8d, 0x14, 0xaf, 0xa5)))\nsleep(100)\n"
    )
    (kibako.folder / "out").mkdir()
    words = ("run", "p.py", "--circuit", "./c.toml", "--pace", "fast", "--pictures")
    done = kibako(*words, "out")
    assert done.status == 0, done.messages
    image = (kibako.folder / "out" / "screen.png").read_bytes()
    assert image[16:24] == bytes((0, 0, 2, 0, 0, 0, 1, 0))  # 512 by 256
    assert kibako(*words, "nowhere").status == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show",), "weather-station"),
        (("show", "servo-sg90"), "Lead signal: orange wire"),
        (("show", "traffic-light"), "Part red_r, the red lamp's resistor: resistor (330 Ω)."),
        (("show", "pico"), "A pin bears 3.63 V"),
        (("pinout", "pico"), "34. GP28: analog input, digital"),
        (
            ("pinout", "soil-logger"),
            "2. pin0: analog input, digital, PWM, touch, a large hole, wired",
        ),
        (("wiring", "line-follower"), "with OUT1 of motor driver"),
        (
            ("parts", "traffic-light"),
            "3 x resistor (330 Ω) (red lamp's resistor, yellow lamp's resistor, ",
        ),
        (("--lang", "ja", "parts", "traffic-light"), "抵抗(ていこう)"),
        (("--lang", "ja", "parts", "traffic-light", "--reading", "kana"), "ていこう（330 Ω）"),
    ],
)
def test_what_is_said_about_hardware(capsys, words, said) -> None:
    before = strings.language()
    strings.set_language("en")
    try:
        assert main(["hardware", *words]) == 0
    finally:
        strings.set_language(before)
    output = capsys.readouterr().out
    assert said in output
    assert "《" not in output


def test_a_parts_list_as_json_leaves_prices_open(capsys) -> None:
    assert main(["hardware", "parts", "line-follower", "--json"]) == 0
    items = json.loads(capsys.readouterr().out)
    assert {item["price"] for item in items} == {None}
    assert {item["part"]: item["count"] for item in items}["dc-motor"] == 2


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("hardware",), 2),
        (("hardware", "shw"), 2),
        (("hardware", "show", "servo"), 2),
        (("hardware", "wiring", "pico"), 2),
        (("hardware", "wiring"), 2),
        (("hardware", "pinout", "led"), 2),
        (("hardware", "parts", "./nothing.toml"), 4),
    ],
)
def test_wrong_words_about_hardware(capsys, words, status) -> None:
    assert main(list(words)) == status
    assert capsys.readouterr().out == ""


def test_a_picture_is_never_written_over_unasked(tmp_path: Path, capsys) -> None:
    target = tmp_path / "x.svg"
    target.write_text("mine")
    words = ["hardware", "wiring", "soil-logger", "--svg", str(target)]
    assert main(words) == 4
    assert target.read_text() == "mine"
    assert main([*words, "--force"]) == 0
    assert ET.parse(target).getroot().tag.endswith("svg")


@pytest.mark.parametrize("name", circuit_names())
def test_every_circuit_is_told_whole_in_words_and_drawn_whole(name) -> None:
    circuit = read_circuit(name)
    for lang in ("ja", "en"):
        strings.set_language(lang)
        steps = list(wiring(circuit))
        for part in circuit.parts:
            told = " ".join(steps)
            assert title_of(part) in told
        lines = [*steps, *about_circuit(circuit), *pinout(circuit.board, circuit)]
        for part in parts().values():
            lines += about_part(part)
        if lang == "ja":
            assert [line for line in lines if ruby.without_reading(line)] == []
    picture = ET.fromstring(draw(circuit, "<&>", steps))
    wires = [shape for shape in picture if shape.tag.endswith("path")]
    assert len(wires) == sum(len(part.wires) for part in circuit.parts)
    assert picture[0].text == "<&>"


def test_nothing_is_said_twice(kibako) -> None:
    wiring = kibako("hardware", "wiring", "soil-logger", "--lang", "en").text
    assert "light sensor (light sensor)" not in wiring
    assert "1 x light sensor; price" in kibako("hardware", "parts", "soil-logger").text
    kibako.extra["ACCESSIBLE"] = "1"
    said = kibako("hardware", "wiring", "soil-logger", "--lang", "ja").text
    assert "、あかるさセンサー。" in said
    assert "(" not in said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_gets_the_picture_and_stays_a_pipe(kibako) -> None:
    pipe = kibako.folder / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    try:
        done = kibako("hardware", "wiring", "soil-logger", "--svg", "pipe", "--force")
        assert done.status == 0, done.messages
        assert pipe.is_fifo()
        assert b"<svg" in os.read(reader, 4096)
    finally:
        os.close(reader)
