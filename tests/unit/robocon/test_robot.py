"""Robot models: those that come with Kibako are right, and a wrong one is told in words."""

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kibako import strings
from kibako.circuits.circuit import read_circuit
from kibako.errors import FileError, UsageError
from kibako.robocon.robot import Robot, get_robot, read_robot, robots, robots_dir
from kibako.tables import check_bytes


@pytest.fixture(autouse=True)
def english():
    before = strings.language()
    strings.set_language("en")
    yield
    strings.set_language(before)


def wrong(tmp_path: Path, old: str, new: str) -> FileError:
    """Return what is said about the club's robot with one place of its file changed."""
    text = (robots_dir() / "club-robot.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(FileError) as caught:
        read_robot(path)
    return caught.value


def test_the_robots_of_kibako_fit_their_circuits():
    boards = {read_circuit(robot.circuit).board.family for robot in robots().values()}
    assert boards == {"microbit", "pico"}
    for name, robot in robots().items():
        assert name == robot.id
        assert 50 < robot.full_mm_s < 2000
        assert robot.body.inertia_g_mm2 > 0


def test_a_wheel_rolls_as_far_as_its_rim_is_long():
    robot = get_robot("club-robot")
    assert robot.full_mm_s == pytest.approx(math.pi * 65 * 200 / 60)


def test_an_unknown_robot_is_told_with_those_that_are_known():
    with pytest.raises(UsageError) as caught:
        get_robot("maquen")
    assert "maqueen" in caught.value.next_step


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("grip = 0.8", "grip = 0", '"wheels.grip" is 0; it must be from 0.05 to 3'),
        ("grip = 0.8", "grips = 0.8", 'did you mean "grip"'),
        ("track_mm = 120", "track_mm = 150", "part of the body's width"),
        ("axle_to_front_mm = 90", "axle_to_front_mm = 190", "under the body"),
        ("line.left_dark", "line.left_drak", '"line_sensors" cannot be "line.left_drak"'),
        ("sonar.distance_cm", "sonnar.distance_cm", 'did you mean "sonar"'),
        ('"bump_left"', '"bump"', 'did you mean "bump_'),
        ('["pico", "pico-w"]', '["microbit-v2"]', "does not fit on microbit-v2"),
        ('["pico", "pico-w"]', '["pico-x"]', 'did you mean "pico'),
        ('circuit = "club-robot"', 'circuit = "club"', '"circuit" cannot be "club"'),
        ("volts = 6", "volts = inf", '"battery.volts" is inf'),
        ("kits/club_robot.py", "kits/other.py", "no kit pico/kits/other.py"),
        ("kits/club_robot.py", "../../secret.py", '"kit" cannot be'),
        ("schema = 1", "schema = 2", '"schema"'),
    ],
)
def test_what_is_wrong_is_named(tmp_path, old, new, said):
    assert said in wrong(tmp_path, old, new).what


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_robot_or_a_sentence(raw):
    robot, problems = check_bytes(raw, Robot, "mine.toml")
    assert (robot is None) == bool(problems)
