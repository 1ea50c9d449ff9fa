"""Expectations on what hangs on the board: lamps, servos, keypads, letters, cars."""

import pytest
from kibako.errors import PackError
from kibako.lessons.car import Car, passed
from kibako.lessons.checks import CheckOutcome, run_check
from kibako.lessons.pack import read_pack

MICROBIT = "from microbit import *\n"
PICO = "from machine import Pin, PWM\nimport time\n"


@pytest.fixture
def check(tiny):
    """Checks a program on a board with a circuit against the text of a check.py."""

    def run(circuit: str, source: str, code: str) -> CheckOutcome:
        tiny.circuit(circuit)
        tiny.write("one/check.py", f"from check import *\n{source}")
        pack = read_pack(tiny.folder)
        pico = circuit in ("music-box", "gripper-robot", "line-follower")
        outcome = run_check(pack, pack.steps[0], code, board="pico" if pico else "microbit")
        assert outcome is not None
        return outcome

    return run


def cases(*rows: tuple[str, ...]):
    return pytest.mark.parametrize(("circuit", "source", "code", "finding", "seen"), rows)


STRIP = "import neopixel\nstrip = neopixel.NeoPixel(Pin(22), 8)\n"
SERVO = PICO + "arm = PWM(Pin(14), freq=50)\narm.duty_ns(1_500_000)\n"
KEYS = PICO + (
    "rows = [Pin(n, Pin.OUT, value=1) for n in (2, 3, 4, 5)]\n"
    "cols = [Pin(n, Pin.IN, Pin.PULL_UP) for n in (6, 7, 8)]\nlast = ''\nwhile True:\n"
    "    now = ''\n    for r in range(4):\n        rows[r].off()\n        for c in range(3):\n"
    "            if not cols[c].value():\n                now = '123456789*0#'[r * 3 + c]\n"
    "        rows[r].on()\n    if now and now != last:\n        print(now)\n    last = now\n"
    "    time.sleep_ms(20)\n"
)


@cases(
    (
        "traffic-light",
        "board.run()\nexpect.lamp('red')",
        MICROBIT + "pin0.write_digital(1)",
        "",
        "",
    ),
    ("traffic-light", "board.run()\nexpect.lamp('red')", "1", "check_lamp_dark", "red lamp"),
    (
        "traffic-light",
        "board.run()\nexpect.lamp('red')",
        MICROBIT + "pin0.write_digital(1)\nsleep(100)\npin0.write_digital(0)",
        "check_lamp_gone",
        "at the end it was off: red lamp",
    ),
    (
        "traffic-light",
        "board.run()\nexpect.lamp('red', on=False)",
        MICROBIT + "pin0.write_digital(1)",
        "check_lamp_lit",
        "was on: red lamp",
    ),
    (
        "traffic-light",
        "board.run()\nexpect.lamp('red', percent=50)",
        MICROBIT + "pin0.write_analog(102)",
        "check_lamp_percent",
        "was 10 percent: red lamp",
    ),
    (
        "traffic-light",
        "board.run(0.1)\nexpect.responds(lambda: board.hold('walk'), lambda: expect.lamp('green'))",
        MICROBIT + "pin8.set_pull(pin8.PULL_UP)\nwhile pin8.read_digital(): sleep(10)\n"
        "pin2.write_digital(1)",
        "",
        "",
    ),
    (
        "traffic-light",
        "board.run(0.1)\nexpect.responds(lambda: board.hold('walk'), lambda: expect.lamp('green'))",
        MICROBIT + "pin8.set_pull(pin8.PULL_UP)\nwhile pin8.read_digital(): sleep(2000)\n"
        "pin2.write_digital(1)",
        "check_responds",
        "We held walk button down. Nothing changed within 0.3 seconds. This lamp was off: green",
    ),
    (
        "music-box",
        "board.run()\nexpect.colour('strip', 'red', at=1)\nexpect.lamp('strip')",
        PICO + STRIP + "strip[1] = (250, 0, 0)\nstrip.write()",
        "",
        "",
    ),
    (
        "music-box",
        "board.run()\nexpect.colour('strip', 'red', at=1)",
        PICO + STRIP + "strip[0] = (250, 0, 0)\nstrip[1] = (0, 0, 255)\nstrip.write()",
        "check_colour",
        "This lamp was blue: strip of lamps, lamp number 2.",
    ),
    ("music-box", "board.run()\nboard.keys('12#')\nexpect.prints('1\\n2\\n#')", KEYS, "", ""),
    (
        "music-box",
        "board.run()\nboard.keys('7')\nexpect.prints('8')",
        KEYS,
        "check_prints_other",
        'We pressed "7" on the keypad. The last thing your program printed was "7".',
    ),
    (
        "music-box",
        "board.run(3)\nexpect.plays(['A4', 'A4'])",
        PICO + "b = PWM(Pin(15), freq=440, duty_u16=32768)\ntime.sleep(0.3)\nb.duty_u16(0)\n"
        "time.sleep(0.1)\nb.duty_u16(32768)\ntime.sleep(0.3)\nb.deinit()\n",
        "",
        "",
    ),
    # The arm goes on to turn after the program's end, as a real one does.
    ("gripper-robot", "board.run(0.1)\nexpect.servo('arm', 90, tolerance_deg=10)", SERVO, "", ""),
    (
        "gripper-robot",
        "board.run()\nexpect.servo('arm', 0)",
        SERVO,
        "check_servo_other",
        "stood at",
    ),
    (
        "gripper-robot",
        "board.run()\nexpect.servo('arm', 0)",
        "1",
        "check_servo_still",
        "arm's servo",
    ),
    ("gripper-robot", "board.run()\nexpect.text('panel', 'Hi')", "1", "check_text_dark", "nothing"),
)
def test_parts_of_a_circuit(check, circuit, source, code, finding, seen):
    outcome = check(circuit, source, code)
    assert outcome.finding == finding
    assert seen in outcome.seen


DRIVE = (
    "from microbit import *\ndef drive(left, right, ms):\n"
    "    i2c.write(0x10, bytes([0, int(left < 0), abs(left)]))\n"
    "    i2c.write(0x10, bytes([2, int(right < 0), abs(right)]))\n    sleep(ms)\n"
)
SQUARE = (
    DRIVE
    + "for n in range(4):\n    drive(255, 255, 1000)\n    drive(-255, 255, 314)\ndrive(0, 0, 1)\n"
)
FOLLOW = DRIVE + (
    "while True:\n    left, right = pin13.read_digital(), pin14.read_digital()\n"
    "    if left == right:\n        drive(200, 200, 10)\n"
    "    elif left:\n        drive(200, 50, 10)\n    else:\n        drive(50, 200, 10)\n"
)
CORNERS = "[(20, 0), (20, 20), (0, 20), (0, 0)]"


@cases(
    (
        "maqueen-car",
        f"board.run(7)\nexpect.turns(360)\nexpect.drives(80)\nexpect.path({CORNERS})\n"
        "expect.pose(0, 0, 0)\nassert len(board.car) == 3",
        SQUARE,
        "",
        "",
    ),
    ("maqueen-car", "board.run(7)\nexpect.turns(90)", SQUARE, "check_turns_left", "left by 362"),
    (
        "maqueen-car",
        "board.run(7)\nexpect.turns(-90)",
        SQUARE,
        "check_turns_wrong_right",
        "left by 362",
    ),
    ("maqueen-car", "board.run()\nexpect.turns(-90)", "1", "check_turns_not_right", "not turn"),
    ("maqueen-car", "board.run()\nexpect.drives(20)", "1", "check_drives_not", "not drive"),
    ("maqueen-car", "board.run(3)\nexpect.drives(20)", SQUARE, "check_drives_other", "drove 4"),
    ("maqueen-car", "board.run()\nexpect.pose(20, 9)", SQUARE, "check_pose_place", "(20, 0)"),
    (
        "maqueen-car",
        "board.run()\nexpect.pose(20, 0, 90)",
        SQUARE,
        "check_pose_heading",
        "towards 0 degrees",
    ),
    (
        "maqueen-car",
        "board.run(2)\nexpect.path([(20, 0), (20, 20)])",
        SQUARE,
        "check_path_missed",
        "that the car passed: 1.",
    ),
    ("maqueen-car", "board.run()\nexpect.path([(1, 9)])", "1", "check_path_still", "not move"),
    ("maqueen-car", "board.track('oval')\nexpect.on_line(for_s=20)", FOLLOW, "", ""),
    (
        "maqueen-car",
        "board.track('oval')\nexpect.on_line(for_s=12)",
        DRIVE + "drive(255, 255, 1)",
        "check_line_left",
        "left the line after",
    ),
    (
        "maqueen-car",
        "board.track([(0, 0), (50, 0)])\nexpect.on_line(for_s=1)",
        "1",
        "check_line_still",
        "not move",
    ),
    (
        "line-follower",
        "board.run(2)\nexpect.drives(40)\nexpect.turns(0)",
        PICO + "for n in (16, 18):\n    Pin(n, Pin.OUT).on()\n    Pin(n + 1, Pin.OUT).off()\n",
        "",
        "",
    ),
)
def test_cars(check, circuit, source, code, finding, seen):
    outcome = check(circuit, source, code)
    assert outcome.finding == finding
    assert seen in outcome.seen


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("expect.lamp('blue')", "blue"),
        ("expect.servo('red', 90)", "the circuit has -"),
        ("expect.colour('red', 'red')", "the circuit has -"),
        ("board.keys('1')", "no keypad"),
        ("board.track('oval')", "no line sensors"),
        ("expect.drives(1)", "no car"),
        ("board.car", "no car"),
    ],
)
def test_what_the_circuit_has_not_is_a_mistake_of_the_pack(check, source, reason):
    with pytest.raises(PackError, match=reason):
        check("traffic-light", f"board.run()\n{source}", "1")


def test_a_car_rolls_along_circles_and_remembers_where_it_came_past():
    car = Car()
    car.speed(0, "left", 50)
    car.speed(0, "right", 100)
    car.roll(1675)  # a full circle: the wheels differ by 10 cm/s, 8 cm apart
    pose = car.roll(5027)
    assert abs(pose.x_cm) < 0.2
    assert abs(pose.y_cm) < 0.2
    assert round(car.turned_deg) == 360
    radius_cm = 8 / 2 * (20 + 10) / (20 - 10)
    assert passed(car.trail, [(radius_cm, radius_cm), (0, 2 * radius_cm)], 0.6) == 2


def test_a_button_of_the_circuit_has_its_label_in_what_is_shown(check):
    outcome = check(
        "traffic-light",
        "board.run()\nboard.hold('walk')\nboard.run()\nexpect.shows(HEART)",
        MICROBIT + "while True: sleep(100)",
    )
    assert outcome.finding == "check_shows_dark_held"
    assert "walk button" in outcome.seen
