"""The arena against what paper says: how far a robot rolls, how it turns, what is lost."""

import math

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kibako.robocon.arena import Arena
from kibako.robocon.bodies import STEP_MS, Entry
from kibako.robocon.drive import Drive, relax
from kibako.robocon.floor import Floor
from kibako.robocon.layout import Layout, Line, Pose, Thing, Wall
from kibako.robocon.robot import G_MM_S2, get_robot, robots

STEP_S = STEP_MS / 1000
CLUB = get_robot("club-robot")
STIFF = msgspec.structs.replace(
    CLUB,
    wheels=msgspec.structs.replace(CLUB.wheels, grip=3.0, rolling=0.0),
    battery=msgspec.structs.replace(CLUB.battery, ohms=0.0, capacity_mah=100_000.0),
)
"""The club's robot with tyres that never slip and a battery that never sags."""


def arena(robot=CLUB, start=(500, 500, 0), told=None, **layout):
    size = {"width_mm": 3000, "height_mm": 2000, **layout}
    seen = [] if told is None else told
    entry = Entry("red", robot, Pose(*start))
    return Arena(Layout(**size), [entry], lambda *event: seen.append(event))


def slope_of(robot):
    """The force of one wheel for each mm/s that it is too slow: its torque's straight line."""
    return robot.motors.stall_mnm * 1e6 / (robot.wheels.diameter_mm / 2) / robot.full_mm_s


@pytest.mark.parametrize("name", sorted(robots()))
def test_it_stops_where_the_formula_says(name):
    """Braked by shorted motors and by rolling: an exponential, shifted down by the friction."""
    model = robots()[name]
    robot = msgspec.structs.replace(
        model, wheels=msgspec.structs.replace(model.wheels, grip=3.0, rolling=0.05)
    )
    field = arena(robot)
    for _ in range(100):
        field.step([(1, 1)])
    speed, at = field.robots[0].drive.forward_mm_s, field.robots[0].pose.x_mm
    for _ in range(100):
        field.step([(0, 0)])
    tau_s = robot.body.mass_g / (2 * slope_of(robot))
    shift = 0.05 * G_MM_S2 * tau_s
    stop_s = tau_s * math.log((speed + shift) / shift)
    assert field.robots[0].drive.forward_mm_s == 0
    assert field.robots[0].pose.x_mm - at == pytest.approx(speed * tau_s - shift * stop_s, rel=0.02)


def test_smooth_tyres_slip_at_first():
    """With little grip it slows down evenly until the motors brake less than the tyres hold."""
    robot = msgspec.structs.replace(STIFF, wheels=msgspec.structs.replace(STIFF.wheels, grip=0.1))
    field = arena(robot)
    for _ in range(200):
        field.step([(1, 1)])
    speed, at = field.robots[0].drive.forward_mm_s, field.robots[0].pose.x_mm
    for _ in range(200):
        field.step([(0, 0)])
    tau_s, slows = robot.body.mass_g / (2 * slope_of(robot)), 0.1 * G_MM_S2
    rolls_at = slows * tau_s
    way_mm = (speed**2 - rolls_at**2) / (2 * slows) + rolls_at * tau_s
    assert field.robots[0].pose.x_mm - at == pytest.approx(way_mm, rel=0.02)


@pytest.mark.parametrize(("left", "right"), [(0.3, 0.6), (0.5, 0.4), (-0.2, 0.6)])
def test_it_turns_on_the_circle_of_the_formula(left, right):
    field = arena(STIFF, start=(3000, 3000, 0), width_mm=6000, height_mm=6000)
    seen = []
    for step in range(200):
        field.step([(left, right)])
        if step >= 100:
            pose = field.robots[0].pose
            seen.append(complex(pose.x_mm, pose.y_mm))
    a, b, c = seen[0], seen[49], seen[99]
    twice_area = abs(((b - a).conjugate() * (c - a)).imag)
    found_mm = abs(b - a) * abs(c - b) * abs(a - c) / (2 * twice_area)
    radius_mm = abs(STIFF.wheels.track_mm / 2 * (right + left) / (right - left))
    assert found_mm == pytest.approx(radius_mm, rel=0.02)


def test_it_turns_on_the_spot_without_going_away():
    field = arena(STIFF)
    for _ in range(200):
        field.step([(-0.5, 0.5)])
    pose = field.robots[0].pose
    rate = STIFF.full_mm_s / STIFF.wheels.track_mm
    tau_s = 2 * STIFF.body.inertia_g_mm2 / (slope_of(STIFF) * STIFF.wheels.track_mm**2)
    assert math.radians(pose.heading_deg) == pytest.approx(rate * (2.0 - tau_s), rel=0.02)
    assert math.dist((pose.x_mm, pose.y_mm), (500, 500)) < 1


def test_a_thing_slides_as_far_as_friction_lets_it():
    field = arena(things=(Thing("egg", Pose(1500, 1000), friction=0.3),))
    field.things["egg"].body.velocity = 800.0, 0.0
    for _ in range(200):
        field.step([(0, 0)])
    way_mm = 800**2 / (2 * 0.3 * G_MM_S2)
    assert field.things["egg"].pose.x_mm - 1500 == pytest.approx(way_mm, rel=0.02)


def test_energy_only_ever_becomes_less():
    """A box full of things that hit each other, a robot among them, and nothing that drives."""
    things = tuple(
        Thing(f"t{n}", Pose(600 + 70 * (n % 6), 600 + 70 * (n // 6)), ("disc", "box")[n % 2])
        for n in range(24)
    )
    field = arena(start=(300, 900, 0), width_mm=1200, height_mm=1200, things=things)
    field.robots[0].drive.hit(900.0, 100.0, 6.0)
    for number, each in enumerate(field.things.values()):
        each.body.velocity = 700 * math.cos(number), 700 * math.sin(number)
    field.step([(0, 0)])
    before = field.energy()
    for _ in range(400):
        field.step([(0, 0)])
        assert field.energy() <= before * (1 + 1e-9)
        before = field.energy()
    assert before < 1
    inside = [each.pose for each in field.things.values()]
    assert all(0 < pose.x_mm < 1200 and 0 < pose.y_mm < 1200 for pose in inside)


def test_a_wall_stops_it_and_the_bumpers_feel_it():
    told = []
    field = arena(start=(500, 500, 180), told=told)
    for _ in range(300):
        field.step([(1, 1)])
    robot = field.robots[0]
    assert robot.pose.x_mm == pytest.approx(robot.front_mm, abs=2)
    assert robot.bumped() == (True, True)
    assert told == [("red", "touch", "wall")]
    assert abs(robot.drive.forward_mm_s) < 30


def test_a_bump_at_one_side_is_felt_there():
    field = arena(walls=(Wall(((800, 540), (800, 700))),))
    for _ in range(90):
        field.step([(0.5, 0.5)])
    assert field.robots[0].bumped() == (True, False)


def test_a_held_thing_comes_along_and_stays_where_it_is_let_go():
    told = []
    egg = Thing("egg", Pose(1500 + CLUB.body.axle_to_front_mm + 30, 510))
    field = arena(told=told, start=(1500, 500, 0), things=(egg, Thing("far", Pose(1900, 500))))
    robot = field.robots[0]
    field.grip(robot, True)
    for _ in range(100):
        field.step([(-0.4, -0.4)])
    carried = field.things["egg"].pose
    assert carried.x_mm - robot.pose.x_mm == pytest.approx(CLUB.body.axle_to_front_mm + 30, abs=2)
    field.grip(robot, False)
    for _ in range(100):
        field.step([(-0.4, -0.4)])
    assert field.things["egg"].pose.x_mm == pytest.approx(carried.x_mm, abs=15)
    assert told == [("red", "took", "egg"), ("red", "let_go", "egg")]


def test_a_hand_takes_nothing_that_is_too_wide_or_too_far():
    front = 500 + CLUB.body.axle_to_front_mm
    things = (
        Thing("wide", Pose(front + 50, 500), length_mm=90),
        Thing("far", Pose(front + 200, 500)),
    )
    field = arena(things=things)
    field.grip(field.robots[0], True)
    assert field.robots[0].held is None


def test_a_distance_is_that_to_the_nearest_thing():
    field = arena(things=(Thing("box", Pose(1000, 500), "box", length_mm=100),))
    sensor = CLUB.distance_sensors[0]
    robot = field.robots[0]
    assert field.distance_mm(robot, sensor) == pytest.approx(450 - sensor.ahead_mm, abs=2)
    field = arena(start=(500, 500, 180))
    robot = field.robots[0]
    assert field.distance_mm(robot, sensor) == pytest.approx(500 - sensor.ahead_mm, abs=2)
    near = msgspec.structs.replace(sensor, most_mm=200)
    assert field.distance_mm(robot, near) == math.inf


def test_the_battery_sags_under_load_and_sinks():
    drive = Drive(CLUB, STEP_S)
    drive.step(1, 1)
    drive.step(1, 1)
    assert drive.volts < 5.5
    for _ in range(200):
        drive.step(1, 1)
    assert 5.5 < drive.volts < 6
    flat = msgspec.structs.replace(
        CLUB, battery=msgspec.structs.replace(CLUB.battery, capacity_mah=10)
    )
    drive = Drive(flat, STEP_S)
    for _ in range(3000):
        drive.hit(0.0, 0.0, 0.0)
        drive.step(1, 1)
    drive.hit(flat.full_mm_s * 0.8, 0.0, 0.0)
    drive.step(1, 1)
    assert drive.volts == pytest.approx(6 * 0.8, abs=0.1)


def test_the_floor_is_dark_on_a_line_and_white_where_one_crosses_it():
    black = Line(((0, 0), (400, 0), (400, 300)), wide_mm=20)
    white = Line(((200, -50), (200, 50)), wide_mm=10, dark=False)
    floor = Floor((black, white))
    assert floor.dark(100, 9.9)
    assert not floor.dark(100, 10.1)
    assert floor.dark(391, 299)
    assert not floor.dark(200, 0)
    assert not Floor(()).dark(0, 0)


@given(
    st.floats(-500, 500), st.floats(-500, 500), st.floats(-500, 500), st.floats(-500, 500),
    st.floats(1, 80), st.floats(-600, 600), st.floats(-600, 600),
)  # fmt: skip
def test_a_line_is_as_wide_as_it_says(ax, ay, bx, by, wide, x, y):
    along = max((bx - ax) ** 2 + (by - ay) ** 2, 1e-12)
    at = min(max(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / along, 0), 1)
    off = math.dist((x, y), (ax + at * (bx - ax), ay + at * (by - ay)))
    if abs(off - wide / 2) > 1e-6:
        assert Floor((Line(((ax, ay), (bx, by)), wide),)).dark(x, y) == (off < wide / 2)


@settings(max_examples=50)
@given(st.floats(-500, 500), st.floats(-500, 500), st.floats(0, 50), st.floats(0.005, 0.2))
def test_one_long_step_is_many_short_ones(speed, goal, drag, tau_s):
    """The exact solution does not depend on how it is cut, unless it changes its direction."""
    if speed * goal < 0:
        speed = -speed
    end, mean = relax(speed, goal, drag, tau_s, 0.1)
    way, now = 0.0, speed
    for _ in range(100):
        now, part = relax(now, goal, drag, tau_s, 0.001)
        way += part * 0.001
    assert end == pytest.approx(now, abs=1e-6)
    assert mean * 0.1 == pytest.approx(way, abs=1e-6)
