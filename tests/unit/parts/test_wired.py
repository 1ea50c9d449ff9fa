"""Parts that need only their wires: each does what the real one does, and tells it."""

import pytest
from kibako.virtual.wires import Signal

RESISTOR = """
[[parts]]
name = "r"
part = "resistor"
wires = { a = "GP15" }
"""
LAMP = (
    '[[parts]]\nname = "lamp"\npart = "led"\nwires = { anode = "r.b", cathode = "GND" }' + RESISTOR
)


def part(name, kind, wires, **more):
    """One part of a circuit."""
    extra = "".join(f"{key} = {value}\n" for key, value in more.items())
    return f'[[parts]]\nname = "{name}"\npart = "{kind}"\nwires = {{ {wires} }}\n{extra}'


def test_a_lamp_lights_through_its_resistor_as_bright_as_the_pin_is_long_high(table):
    at = table("pico", LAMP)
    wire = at.wires.get("GP15")
    assert at.state("lamp") == {"brightness_percent": 0, "colour": "red"}
    at.out("GP15", 1)
    at.wires.give_signal(wire, Signal(250, 1000))
    at.wires.change(wire, direction="in", pull="up")
    at.world.snapshot()
    assert at.seen("lamp") == [("brightness_percent", 100), ("brightness_percent", 25),
                               ("brightness_percent", 0)]  # fmt: skip


def test_a_lamp_between_supply_and_pin_lights_when_the_pin_is_low(table):
    at = table("pico", LAMP.replace('cathode = "GND"', 'cathode = "GP2"').replace("GP15", "3V3"))
    at.out("GP2", 1)
    assert at.state("lamp")["brightness_percent"] == 0
    at.out("GP2", 0)
    assert at.state("lamp")["brightness_percent"] == 100


def test_three_lamps_mix_a_colour(table):
    at = table(
        "pico",
        part("lamp", "rgb-led", 'red = "r.b", green = "g.b", blue = "b.b", common = "GND"')
        + part("r", "resistor", 'a = "GP1"')
        + part("g", "resistor", 'a = "GP2"')
        + part("b", "resistor", 'a = "GP3"'),
    )
    at.out("GP1", 1)
    at.wires.give_signal(at.wires.get("GP3"), Signal(50, 100))
    assert at.state("lamp") == {"colour": "#ff007f"}


def test_a_button_joins_pin_and_ground_and_a_resistor_pulls(table):
    at = table(
        "pico",
        part("b", "button", 'a = "GP2", b = "GND"')
        + part("r", "resistor", 'a = "GP2", b = "3V3"', settings="{ ohms = 10000 }"),
    )
    wire = at.wires.get("GP2")
    assert wire.level == 1
    at.world.press("b")
    assert (wire.level, at.state("b")) == (0, {"pressed": True})
    at.world.release("b")
    assert wire.level == 1
    assert at.seen("b") == [("pressed", None), ("released", None)]


KEYPAD = part(
    "k",
    "keypad-4x3",
    'row1 = "GP2", row2 = "GP3", row3 = "GP4", row4 = "GP5", col1 = "GP6", col2 = "GP7", '
    'col3 = "GP8"',
)


@pytest.mark.parametrize(("active", "pull"), [(0, "up"), (1, "down")])
def test_a_keypad_is_read_row_by_row_either_way(table, active, pull):
    at = table("pico", KEYPAD)
    rows, columns = ("GP2", "GP3", "GP4", "GP5"), ("GP6", "GP7", "GP8")
    for pin in columns:
        at.wires.change(at.wires.get(pin), direction="in", pull=pull)
    at.world.press("k.6")
    at.world.press("k.star")
    found = []
    for row in rows:
        for other in rows:
            if other != row:
                at.wires.change(at.wires.get(other), direction="in", pull=pull)
        at.out(row, active)
        found.append("".join(str(at.wires.get(pin).level) for pin in columns))
    idle = str(1 - active)
    assert found == [idle * 3, idle * 2 + str(active), idle * 3, str(active) + idle * 2]
    assert at.state("k") == {"pressed": ["6", "star"]}


def test_sensors_give_their_voltages(table):
    at = table(
        "microbit",
        part("knob", "potentiometer", 'high = "3V", wiper = "pin0", low = "GND"')
        + part("soil", "soil-moisture", 'vcc = "pin8", gnd = "GND", out = "pin1"')
        + part("sky", "light-sensor", 'vcc = "3V", gnd = "GND", out = "pin2"'),
    )

    def read(pin):
        return int(at.world.call("pin.ar", pin))

    at.world.set("knob.position_percent", 25)
    at.world.set("soil.moisture_percent", 100)
    assert read("pin0") == 256
    assert read("pin1") == 0  # nobody feeds it yet
    at.out("pin8", 1)
    assert read("pin1") == 870
    at.out("pin8", 0)
    assert read("pin1") == 0
    bright = []
    for percent in (0, 50, 100):
        at.world.set("sky.light_percent", percent)
        bright.append(read("pin2"))
    assert bright == sorted(bright)
    assert bright[0] < 20 < 900 < bright[2]
    assert at.seen("soil") == [("moisture_percent", 100)]


@pytest.mark.parametrize(("near", "far", "dark", "bright"), [("3V3", "GND", 1, 91),
                                                             ("GND", "3V3", 99, 9)])  # fmt: skip
def test_a_light_dependent_resistor_divides_the_supply(table, near, far, dark, bright):
    at = table(
        "pico",
        part("eye", "ldr", f'a = "GP26", b = "{near}"')
        + part("r", "resistor", f'a = "GP26", b = "{far}"', settings="{ ohms = 10000 }"),
    )
    found = []
    for percent in (0, 100):
        at.world.set("eye.light_percent", percent)
        found.append(round(at.wires.get("GP26").outside * 100))
    assert found == [dark, bright]


def test_a_motion_sensor_stays_high_for_a_while(table):
    at = table("pico", part("eye", "pir", 'vcc = "VBUS", gnd = "GND", out = "GP2"'))
    wire = at.wires.get("GP2")
    levels = [wire.level]
    at.world.set("eye.motion", 1)
    at.world.set("eye.motion", 0)
    levels.append(wire.level)
    at.run_us(2_000_000)
    at.world.set("eye.motion", 1)
    at.world.set("eye.motion", 0)
    at.run_us(2_400_000)
    levels.append(wire.level)
    at.run_us(200_000)
    levels.append(wire.level)
    assert levels == [0, 1, 1, 0]


def test_line_sensors_give_one_over_black(table):
    at = table("pico", part("line", "line-sensor-pair",
                            'vcc = "3V3", gnd = "GND", left = "GP2", right = "GP3"'))  # fmt: skip
    at.world.set("line.left_dark", 1)
    assert (at.wires.get("GP2").level, at.wires.get("GP3").level) == (1, 0)


BUZZER = part("horn", "buzzer", 'plus = "GP2", minus = "GND"')


def test_a_buzzer_hears_waves_of_the_board_and_of_a_program(table):
    at = table("pico", BUZZER)
    wire = at.wires.get("GP2")
    at.wires.give_signal(wire, Signal(1136, 2272))
    at.wires.give_signal(wire, Signal(0, 2272))
    at.wires.give_signal(wire, Signal(1, 20))
    for level in [1, 0] * 20:
        at.out("GP2", level)
        at.run_us(500)
    at.run_us(100_000)
    assert at.seen("horn") == [
        ("tone", {"frequency_hz": 440}),
        ("stop", None),
        ("tone", {"frequency_hz": 1000}),
        ("stop", None),
    ]


SERVO = part("arm", "servo-sg90", 'signal = "GP2", vcc = "VBUS", gnd = "GND"')


def test_a_servo_turns_no_faster_than_it_can(table):
    at = table("pico", SERVO)
    wire = at.wires.get("GP2")
    at.wires.give_signal(wire, Signal(2400, 20_000))
    at.run_us(50_000)
    assert at.state("arm") == {"angle_deg": 120.0, "target_deg": 180.0}
    at.wires.give_signal(wire, Signal(500, 20_000))
    at.run_us(1_000_000)
    assert at.state("arm")["angle_deg"] == 0.0
    at.wires.give_signal(wire, Signal(1450, 1_000))  # no servo follows such a wave
    at.out("GP2", 1)
    at.run_us(1450)
    at.out("GP2", 0)
    at.run_us(1_000_000)
    assert at.seen("arm") == [
        ("target_deg", 180.0),
        ("target_deg", 0.0),
        ("angle_deg", 0.0),
        ("target_deg", 90.0),
        ("angle_deg", 90.0),
    ]
    assert next(event.t_ms for event in at.events if event.what == "angle_deg") == 50 + 200


def test_a_gripper_holds_what_is_between_its_fingers(table):
    at = table("pico", part("hand", "gripper-sg90", 'signal = "GP2", vcc = "VBUS", gnd = "GND"'))
    wire = at.wires.get("GP2")
    at.world.set("hand.object_percent", 50)
    at.wires.give_signal(wire, Signal(500, 20_000))
    at.run_us(1_000_000)
    assert at.state("hand")["holds"] is True
    assert at.state("hand")["open_percent"] == 50
    at.wires.give_signal(wire, Signal(1450, 20_000))
    at.run_us(1_000_000)
    whats = [what for what, _ in at.seen("hand") if what in ("took", "let_go")]
    assert whats == ["took", "let_go"]
    assert at.state("hand")["open_percent"] == 100


CAR = (
    part("battery", "battery-box", 'plus = "driver.vm", minus = "GND"')
    + part("driver", "drv8833", 'gnd = "GND", in1 = "GP16", in2 = "GP17", in3 = "GP18", '
           'in4 = "GP19", sleep = "GP20"')
    + part("left", "dc-motor", 'a = "driver.out1", b = "driver.out2"')
    + part("right", "dc-motor", 'a = "driver.out4", b = "driver.out3"')
)  # fmt: skip


def test_motors_follow_the_drivers_inputs(table):
    at = table("pico", CAR)
    at.out("GP20", 1)
    at.wires.give_signal(at.wires.get("GP16"), Signal(600, 1000))
    at.out("GP18", 1)
    assert (at.state("left")["speed_percent"], at.state("right")["speed_percent"]) == (60, -100)
    at.out("GP17", 1)
    assert at.state("left") == {"speed_percent": -40, "rpm": -80}
    at.wires.give_signal(at.wires.get("GP16"), Signal(50, 1000))
    at.out("GP17", 0)
    at.out("GP20", 0)
    assert (at.state("left")["speed_percent"], at.state("right")["speed_percent"]) == (0, 0)
    assert at.seen("right") == [("speed_percent", -100), ("speed_percent", 0)]


SONAR = part("far", "hc-sr04p", 'vcc = "3V3", gnd = "GND", trig = "GP2", echo = "GP3"')


@pytest.mark.parametrize(
    ("distance_cm", "echo_us"), [(10, 582), (100, 5824), (1, 116), (450, 38000)]
)
def test_the_echo_is_as_long_as_the_way_of_the_sound(table, distance_cm, echo_us):
    at = table("pico", SONAR)
    at.world.set("temperature_c", 20)
    at.world.set("far.distance_cm", distance_cm)
    edges = []
    at.wires.watch("GP3", lambda wire: edges.append((at.clock.t_us, wire.level)))
    at.out("GP2", 1)
    at.run_us(2)
    at.out("GP2", 0)  # too short
    at.run_us(1000)
    at.out("GP2", 1)
    at.run_us(10)
    at.out("GP2", 0)
    at.run_us(60_000)
    (rose_us, up), (fell_us, down) = edges
    assert (up, down) == (1, 0)
    assert abs(fell_us - rose_us - echo_us) <= 1
