"""Matches: ordinary programs drive robots, sensors answer, and all happens the same each time."""

import pytest
from kibako import strings
from kibako.errors import UsageError
from kibako.robocon.layout import Layout, Line, Pose, Thing, Wall
from kibako.robocon.match import Match, Seat
from kibako.robocon.robot import get_robot

PICO = """
from machine import PWM, Pin
import time
wheels = [PWM(Pin(n)) for n in (16, 17, 18, 19)]
for wheel in wheels:
    wheel.freq(1000)
def drive(left, right):
    for n, power in ((0, left), (2, right)):
        wheels[n].duty_u16(max(power, 0) * 655)
        wheels[n + 1].duty_u16(max(-power, 0) * 655)
"""
FOLLOW = (
    PICO
    + """
left, right = Pin(14, Pin.IN), Pin(15, Pin.IN)
while True:
    if left.value() and not right.value():
        drive(10, 50)
    elif right.value() and not left.value():
        drive(50, 10)
    else:
        drive(40, 40)
    time.sleep_ms(20)
"""
)
MAQUEEN = """
from microbit import *
import music
def drive(left, right):
    i2c.write(0x10, bytes((0, left < 0, abs(left), right < 0, abs(right))))
i2c.write(0x10, bytes((0x14, 10)))
drive(200, 200)
sleep(500)
drive(0, 0)
music.pitch(880, 100)
"""
CLUB, CAR = get_robot("club-robot"), get_robot("maqueen")


def play(layout, *seats, length_ms, seed=1, on_step=None):
    """Play a match; return its log and the match."""
    events = []
    with Match(layout, seats, seed, events.append) as match:
        match.run(length_ms, on_step)
    return events, match


def of(events, source, what):
    return [
        (event.t_ms, event.value)
        for event in events
        if (event.source, event.what) == (source, what)
    ]


LINE = Layout(2500, 1500, lines=(Line(((200, 700), (1200, 700), (2000, 1000))),))


def test_a_line_is_followed_and_the_log_is_the_same_twice():
    """A second robot beside it, which the first never meets, changes nothing for the first."""
    seat = Seat("red", CLUB, Pose(300, 703), FOLLOW)
    other = Seat("blue", CAR, Pose(300, 300), MAQUEEN)
    logs = []
    for seats in ((seat,), (seat, other), (seat, other)):
        events, match = play(LINE, *seats, length_ms=6000)
        pose = match.arena.robots[0].pose
        assert pose.x_mm > 1500
        assert 0 < pose.heading_deg < 40
        logs.append("\n".join(event.to_json() for event in events))
    assert logs[1] == logs[2]
    alone = [line for line in logs[0].splitlines() if "red" in line]
    assert alone == [line for line in logs[1].splitlines() if "red" in line]


def test_a_micro_bit_drives_by_i2c_takes_a_thing_and_beeps():
    front = 500 + CAR.body.axle_to_front_mm
    layout = Layout(2000, 1000, things=(Thing("egg", Pose(front + 25, 500)),))
    events, match = play(layout, Seat("red", CAR, Pose(500, 500), MAQUEEN), length_ms=1500)
    assert of(events, "red/car", "left_percent")[-1][1] == 0
    assert [value for _, value in of(events, "arena/red", "took")] == ["egg"]
    assert of(events, "red/horn", "tone")[0][1] == {"frequency_hz": 880}
    assert of(events, "red/program", "end")[0][1] is None
    robot, egg = match.arena.robots[0].pose, match.arena.things["egg"].pose
    assert 600 < robot.x_mm < 660
    assert egg.x_mm - robot.x_mm == pytest.approx(CAR.body.axle_to_front_mm + 25, abs=6)


BUMP = (
    PICO
    + """
left, right = Pin(12, Pin.IN, Pin.PULL_UP), Pin(13, Pin.IN, Pin.PULL_UP)
trig, echo = Pin(2, Pin.OUT), Pin(3, Pin.IN)
from machine import time_pulse_us
trig.on(); time.sleep_us(10); trig.off()
print(round(time_pulse_us(echo, 1) / 58.3))
drive(60, 60)
while left.value() and right.value():
    time.sleep_ms(5)
drive(0, 0)
print(left.value(), right.value())
raise ValueError("enough")
"""
)


def test_sensors_tell_a_program_how_far_it_is_and_that_it_bumped():
    layout = Layout(2000, 1000, walls=(Wall(((1005, 0), (1005, 1000))),))
    events, match = play(layout, Seat("red", CLUB, Pose(500, 500), BUMP), length_ms=3000)
    said = [value for _, value in of(events, "red/stdout", "text")]
    assert "".join(said).split()[0] in ("41", "42")
    assert "".join(said).split()[1:] == ["0", "0"]
    assert of(events, "arena/red", "touch")[0][1] == "wall"
    assert "ValueError: enough" in of(events, "red/program", "end")[0][1]
    assert match.arena.robots[0].pose.x_mm == pytest.approx(
        1000 - CLUB.body.axle_to_front_mm, abs=4
    )


LIBRARY = """
from robot import DistanceSensor, LineSensor, Robot
from time import {sleep}
robot, eyes, sonar = Robot(), (LineSensor(0), LineSensor(1)), DistanceSensor()
print(round(sonar.distance_cm), eyes[0].value, eyes[1].value)
robot.forward(0.5)
{sleep}(700)
robot.stop()
robot.take()
{sleep}(300)
robot.backward(0.5)
{sleep}(700)
robot.let_go()
robot.left(0.3)
{sleep}(400)
robot.curve(0.2, 0.5)
{sleep}(600)
robot.stop()
"""


@pytest.mark.parametrize(
    ("model", "board"), [("maqueen", "microbit-v1"), ("maqueen", ""), ("club-robot", "")]
)
def test_the_library_does_the_same_on_every_robot(model, board):
    """To a thing and back with it, then a turn and a curve to the left."""
    robot = get_robot(model)
    ahead_mm = 500 + 0.35 * robot.full_mm_s + robot.body.axle_to_front_mm + 20
    eye = robot.line_sensors[0]
    at = (500 + eye.ahead_mm, 500 + eye.left_mm)
    black = Line((at, (at[0], at[1] + 20)), 6)
    egg = Thing("egg", Pose(ahead_mm, 500), length_mm=20)
    layout = Layout(2000, 1000, lines=(black,), things=(egg,))
    program = LIBRARY.format(sleep="sleep_ms")
    seat = Seat("red", robot, Pose(500, 500), program, board)
    poses = {}

    def keep(arena, t_ms):
        poses[t_ms] = arena.robots[0].pose
        return True

    events, _ = play(layout, seat, length_ms=3800, on_step=keep)
    cm, *lines = "".join(value for _, value in of(events, "red/stdout", "text")).split()
    near_mm = ahead_mm - 10 - 500 - robot.distance_sensors[0].ahead_mm
    assert int(cm) == pytest.approx(near_mm / 10, abs=2)
    assert lines == ["0", "1"]
    assert of(events, "arena/red", "took")[0][1] == "egg"
    assert of(events, "arena/red", "let_go")[0][1] == "egg"
    # The real boards compile the library at the start, too: a V1 takes more than half a second.
    began_ms = of(events, "red/" + robot.motors.left.split(".")[0], robot.motors.left.split(".")[1])
    there, back, turned, curved = (
        poses[began_ms[0][0] // 10 * 10 + after_ms] for after_ms in (690, 1690, 2090, 2600)
    )
    assert there.x_mm > 500 + 0.25 * robot.full_mm_s
    assert back.x_mm < there.x_mm - 50
    assert curved.heading_deg > turned.heading_deg + 10 > back.heading_deg + 20
    assert of(events, "red/program", "end")[0][1] is None


def test_who_looks_at_the_steps_may_end_the_match_and_an_error_of_theirs_is_told():
    seat = Seat("red", CLUB, Pose(300, 700), "while True: pass")
    _, match = play(LINE, seat, length_ms=60_000, on_step=lambda arena, t_ms: t_ms < 200)
    assert match.arena.t_ms == 200
    with pytest.raises(ZeroDivisionError):
        play(LINE, seat, length_ms=60_000, on_step=lambda arena, t_ms: t_ms // 0 > 0)


def test_who_hangs_or_starts_anew_harms_nobody_else(monkeypatch):
    """One computes in C code without end, one resets its board again and again, one crashes."""
    monkeypatch.setattr("kibako.robocon.turns._STUCK_S", 1.5)
    monkeypatch.setattr("kibako.robocon.turns._LOOK_S", 0.1)
    programs = {
        "hangs": "sum(range(10**9))",
        "crashes": "1 / 0",
        "resets": "import time, machine\ntime.sleep(0.2)\nmachine.reset()",
        "drives": "from robot import Robot\nRobot().forward(0.5)",
    }
    seats = [
        Seat(name, CLUB, Pose(300, 200 + 300 * number), program)
        for number, (name, program) in enumerate(programs.items())
    ]
    events, match = play(Layout(2000, 1500), *seats, length_ms=600)
    assert of(events, "hangs/program", "stuck")
    assert "ZeroDivisionError" in of(events, "crashes/program", "end")[0][1]
    assert len(of(events, "resets/board", "boot")) > 1
    assert match.arena.t_ms == 600
    assert [robot.pose.x_mm > 310 for robot in match.arena.robots] == [False, False, False, True]


def test_wrong_seats_are_told():
    seat = Seat("red", CLUB, Pose(300, 700), "")
    before = strings.language()
    strings.set_language("en")
    try:
        with pytest.raises(UsageError, match="one to 4 robots; here are 0"):
            play(LINE, length_ms=10)
        with pytest.raises(UsageError, match="same name"):
            play(LINE, seat, seat, length_ms=10)
    finally:
        strings.set_language(before)
