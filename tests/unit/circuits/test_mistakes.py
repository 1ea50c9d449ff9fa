"""A wrong circuit is told in words before it runs: every mistake, where, and what to do."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kibako import strings
from kibako.circuits.board import boards
from kibako.circuits.circuit import circuit_names, circuits_dir, parse_circuit, read_circuit
from kibako.circuits.part import Part, parts
from kibako.errors import FileError, UsageError
from kibako.tables import check_bytes
from kibako_access import ruby

LAMP = "lamp led anode=r.b cathode=GND"
R = "r resistor a=GP15 ohms:330"
SONAR = "far hc-sr04 vcc=VBUS gnd=GND trig=GP2"

CASES = [
    # What is wrong, the parts, and for each mistake what its sentence must hold.
    ("no resistor", ["lamp led anode=GP15 cathode=GND"], ["lamp has no resistor", "330 Ω"]),
    ("lamp backwards", ["lamp led anode=GND cathode=r.b", R], ["wrong way round"]),
    ("too little resistor", [LAMP, "r resistor a=GP15 ohms:22"], ["68 mA", "330 Ω"]),
    ("pin cannot give it", [LAMP, "r resistor a=GP15 ohms:68"], ["GP15", "22 mA", "12 mA"]),
    ("5 V on a pin", [SONAR + " echo=GP3"], ["far.echo puts 5 V on GP3", "3.63 V"]),
    ("5 V rail on a pin", ["k potentiometer high=VBUS wiper=GP26 low=GND"], ["5 V on GP26"]),
    (
        "5 V through one resistor",
        [SONAR + " echo=r.a", "r resistor b=GP3 ohms:1000"],
        ["far.echo puts 5 V on GP3"],
    ),
    ("a bus at 5 V", ["p lcd1602 vcc=VBUS gnd=GND sda=GP4 scl=GP5"], ["p.sda puts 5 V on GP4"]),
    ("a lead too high", ["eye pir vcc=3V3 out=GP2 gnd=GND"], ["gets 3.3 V", "at least 4.5 V"]),
    ("short", ["b battery-box plus=VBUS minus=GND", "r resistor a=VBUS b=GND"], ["short"]),
    ("short by a button", ["b button a=3V3 b=GND"], ["pressing b", "short circuit"]),
    ("button bridged", ["b button a=GP2 b=GP2"], ["both legs of b"]),
    ("rails joined", ["r resistor a=3V3+GND b=GP2"], ["GND and 3V3 are joined", "r.a"]),
    ("pins joined", ["r resistor a=GP2+GP9 b=GND"], ["GP2 and GP9 are joined"]),
    ("pin cannot", ["k potentiometer high=3V3 wiper=GP5 low=GND"], ["GP5 cannot do analog"]),
    ("fight", ["a light-sensor vcc=3V3 gnd=GND out=GP26",
               "b light-sensor vcc=3V3 gnd=GND out=GP26"],
     ["b and a.out fight"]),
    ("sensor against servo", ["a pir vcc=VBUS gnd=GND out=GP2", "b buzzer plus=GP2 minus=GND"],
     ["b and a.out fight"]),
    ("address twice", ["a ssd1306 vcc=3V3 gnd=GND sda=GP4 scl=GP5",
                       "b ssd1306 vcc=3V3 gnd=GND sda=GP4 scl=GP5"], ["0x3c", '"0x3D"']),
    ("no free address", ["a vl53l0x vcc=3V3 gnd=GND sda=GP4 scl=GP5",
                         "b vl53l0x vcc=3V3 gnd=GND sda=GP4 scl=GP5"], ["0x29", "other pins"]),
    ("i2c swapped", ["a ssd1306 vcc=3V3 gnd=GND sda=GP5 scl=GP4"], ["wire SDA to GP4"]),
    ("no i2c pair", ["a ssd1306 vcc=3V3 gnd=GND sda=GP4 scl=GP7"], ["no I2C pair", "I2C1: SDA"]),
    ("no ground", ["a pir vcc=VBUS out=GP2"], ["a has no ground", "lead gnd to GND"]),
    ("wrong ground", ["a pir vcc=VBUS out=GP2 gnd=GP3"], ["does not come to ground"]),
    ("no power", ["a pir out=GP2 gnd=GND"], ["a has no power", "VBUS (4.5 V to 12 V)"]),
    ("power of a pin", ["a servo-sg90 signal=GP2 vcc=GP3 gnd=GND"], ["fed from GP3"]),
    ("too much current", ["a servo-sg90 signal=GP2 vcc=VBUS gnd=GND",
                          "b servo-sg90 signal=GP3 vcc=VBUS gnd=GND"], ["500 mA", "battery box"]),
    ("fed wrongly", ["c battery-box plus=VSYS minus=GND"], ["VSYS is fed with 6 V", "5.5 V"]),
    ("motor on a pin", ["m dc-motor a=GP2 b=GP3"], ["motor driver"]),
    ("no divider", ["e ldr a=GP26 b=3V3"], ["10000 Ω to GND"]),
    ("no divider up", ["e ldr a=GP26 b=GND", "r resistor a=GP26 b=GND"], ["10000 Ω to 3V3"]),
    ("5 V divided too high", ["e ldr a=GP26 b=VBUS", "r resistor a=GP26 b=GND ohms:10000"],
     ["VBUS puts 4.55 V on GP26"]),
    ("no pull-up", ["t ds18b20 vcc=3V3 gnd=GND data=GP2"], ["4700 Ω to 3V3"]),
    ("lead open", ["a buzzer minus=GND"], ["nothing is wired to the lead plus of a"]),
    ("no pin", ["a buzzer plus=3V3 minus=GND"], ["comes to no pin"]),
    ("unknown part", ["a ledd anode=GP2"], ['"ledd"', 'did you mean "led"']),
    ("unknown lead", ["a led anod=GP2"], ['no lead "anod"', '"anode"']),
    ("unknown pin", ["a buzzer plus=GP51 minus=GND"], ['"GP51"', '"GP5"']),
    ("unknown other", ["a led anode=resistor.a cathode=GND"], ['called "resistor"']),
    ("setting", ["r resistor a=GP2 b=GND ohm:5"], ['parts[1].settings.ohm"', '"ohms"']),
    ("setting too large", ["r resistor a=GP2 b=GND ohms:1e9"], ["it must be from 1"]),
    ("setting no word", ['a led colour:"pink" anode=r.b cathode=GND', R], ['"pink"']),
    ("two of a name", [LAMP, R, R], ['two parts called "r"']),
    ("a name of the board", ["GP2 button a=GP3 b=GND"], ["small letters"]),
    ("a taken name", ["display button a=GP3 b=GND"], ["belongs to the board"]),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "written", "said"), CASES, ids=[case[0] for case in CASES])
def test_a_mistake_is_told_with_its_place_and_what_to_do(mistakes, wrong, written, said):
    found = mistakes("pico", *written)
    assert any(all(word in sentence for word in said) for sentence in found), found
    assert all(sentence.startswith("c.toml: ") for sentence in found)


@pytest.mark.parametrize(
    ("board", "written", "said"),
    [
        ("microbit", ["t dht11 vcc=3V gnd=GND data=pin0"], ["no module dht", "micro:bit V2"]),
        ("microbit", ["b buzzer plus=pin3 minus=GND"], ["display uses pin3", "display.off()"]),
        ("microbit", ["b button a=pin5 b=GND"], ["a button of the board is on pin5"]),
        ("microbit", ["s servo-sg90 signal=pin0 vcc=3V gnd=GND"], ["3.3 V", "at least 4.5 V"]),
        ("microbit-v1", ["s maqueen vcc=3V gnd=GND sda=pin19 scl=pin20 line_left=pin13 "
                         "line_right=pin14 lamp_left=pin8 lamp_right=pin12"], ["wrong way round"]),
    ],
)  # fmt: skip
def test_each_board_has_its_own_limits(mistakes, board, written, said):
    found = mistakes(board, *written)
    assert any(all(word in sentence for word in said) for sentence in found), found


def test_all_mistakes_are_told_at_once(mistakes):
    found = mistakes(
        "pico",
        "a lde anode=GP1",
        "b buzzer plus=GP77 minus=GND",
        "lamp led anode=GP15 cathode=GND",
        "eye pir vcc=3V3 out=GP2 gnd=GND",
    )
    assert len(found) == 4, found
    assert [sentence.split('"')[1] for sentence in found] == [
        "parts[1].part",
        "parts[2].wires.plus",
        "parts[3].wires.anode",
        "parts[4].wires.vcc",
    ]


def test_a_circuit_may_say_that_its_programs_choose_their_pins(make):
    part = "a ssd1306 vcc=3V3 gnd=GND sda=GP4 scl=GP7"
    assert make("pico", part, head="any_i2c_pins = true\n").parts
    part = "b buzzer plus=pin3 minus=GND"
    assert make("microbit", part, head="without_display = true\n").parts


@pytest.mark.parametrize(
    "written",
    [
        [LAMP, R],
        [SONAR + " echo=r.a", "r resistor b=GP3 ohms:1000", "q resistor a=GP3 b=GND ohms:2000"],
        ["a ds18b20 vcc=3V3 gnd=GND data=GP2", "b ds18b20 vcc=3V3 gnd=GND data=GP2",
         "r resistor a=GP2 b=3V3 ohms:4700"],
        ["b button a=GP2 b=GND", "q button a=GP2 b=GND"],
        ["e ldr a=GP26 b=3V3", "r resistor a=GP26 b=GND ohms:10000"],
        ["c battery-box plus=s.vcc minus=GND", "s servo-sg90 signal=GP2 gnd=GND"],
    ],
)  # fmt: skip
def test_a_right_circuit_is_not_blamed(mistakes, written):
    assert mistakes("pico", *written) == []


@pytest.mark.parametrize("name", circuit_names())
def test_every_circuit_of_ours_is_right_and_has_its_readings(name):
    circuit = read_circuit(name)
    assert circuit.parts
    assert ruby.without_reading(circuit.title.ja + circuit.about.ja) == ()


def test_the_example_of_the_docs_is_right():
    text = (circuits_dir().parents[1] / "docs" / "hardware.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert [part.name for part in parse_circuit(example.encode(), "c", "c.toml").parts] == [
        "lamp", "lamp_r", "key"]  # fmt: skip


def test_every_part_has_its_readings_and_sound_first_values():
    for part in parts().values():
        texts = [part.name, part.about, *part.safety, *(lead.about for lead in part.leads)]
        texts += [lead.if_open for lead in part.leads if lead.if_open]
        for quantity in (*part.settings.values(), *part.inputs.values()):
            texts.append(quantity.about)
            if quantity.choices:
                assert quantity.first in quantity.choices
            else:
                assert quantity.least <= quantity.first <= quantity.most
        assert [ruby.without_reading(text.ja) for text in texts] == [()] * len(texts), part.id
        names = [lead.name for lead in part.leads]
        used = [end for each in part.diodes for end in (each.anode, each.cathode)]
        used += [end for each in part.contacts for end in (each.a, each.b)]
        assert set(used) <= set(names)
        assert len(set(names)) == len(names)


def test_every_place_of_a_board_is_a_pin_or_told_of():
    for board in boards().values():
        named = [place for row in board.connector.rows for place in row.places]
        assert set(board.rails) <= set(named)
        assert set(board.places) <= set(named)


def test_a_circuit_moves_to_a_board_of_its_kind_only(make):
    circuit = read_circuit("soil-logger")
    assert circuit.for_board("microbit-v1").board.id == "microbit-v1"
    with pytest.raises(UsageError) as caught:
        circuit.for_board("pico")
    assert caught.value.code == "circuit_other_board"
    crowded = make("microbit", *(f"l{n} led anode=r{n}.b cathode=GND" for n in range(1)),
                   "r0 resistor a=pin0 ohms:200")  # fmt: skip
    with pytest.raises(FileError):
        crowded.for_board("microbit-v1")


def test_an_unknown_circuit_is_named():
    with pytest.raises(UsageError) as caught:
        read_circuit("nothing")
    assert "traffic-light" in str(caught.value)
    with pytest.raises(FileError):
        read_circuit("./nothing.toml")


def _mangled(folder):
    """Files that people might write: ours, with a word or a line changed."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))]
    words = ["GP4", "GND", "3V", "VBUS", "pin0", "led.a", "r.b", "é", "\0", "1e400", "[", '"', "="]

    @st.composite
    def change(draw):
        lines = draw(st.sampled_from(texts)).split("\n")
        for _ in range(draw(st.integers(1, 4))):
            at = draw(st.integers(0, len(lines) - 1))
            pieces = lines[at].split(" ")
            which = draw(st.integers(0, len(pieces) - 1))
            pieces[which] = draw(
                st.sampled_from([*words, '"GND"', '"GP4"', "", "{ }", "-1", "nan"])
            )
            lines[at] = " ".join(pieces)
        return "\n".join(lines)

    return change()


def _files(folder):
    return _mangled(folder).map(lambda text: text.encode(errors="replace"))


@settings(max_examples=200, deadline=None)
@given(st.one_of(_files(circuits_dir()), st.binary(max_size=80)))
def test_whatever_a_file_holds_it_is_read_or_blamed_in_words(raw):
    for lang in ("ja", "en"):
        strings.set_language(lang)
        try:
            circuit = parse_circuit(raw, "c", "c.toml")
        except FileError as error:
            assert "c.toml" in error.what
        else:
            assert circuit.nets.all()


@settings(max_examples=150, deadline=None)
@given(_files(circuits_dir().parent / "parts"))
def test_whatever_a_parts_file_holds_it_is_read_or_blamed_in_words(raw):
    part, said = check_bytes(raw, Part, "p.toml")
    assert (part is None) == bool(said)
    assert all(sentence.startswith("p.toml") for sentence in said)
