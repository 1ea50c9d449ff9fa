"""The contests that ship stand in the arena as their rules say, and nothing in them overlaps."""

import pytest
from kibako.resources import data_root
from kibako.robocon.contest import Contest
from kibako.robocon.laying import layout_of, start_of
from kibako.robocon.match import Match, Seat
from kibako.robocon.robot import get_robot
from kibako.tables import read_table

FOLDERS = sorted(path.parent for path in (data_root() / "hardware").glob("contests/*/contest.toml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_contest_stands_still_until_somebody_drives(folder):
    contest = read_table(folder / "contest.toml", Contest)
    layout = layout_of(contest)
    assert len(layout.things) == sum(len(each.at_mm) for each in contest.objects)
    assert len(layout.lines) == len(contest.lines)
    robot = get_robot(contest.robots[-1])
    events = []
    seats = [
        Seat(start.id, robot, start_of(start, robot), "import time\ntime.sleep(9)")
        for start in contest.starts
    ]
    with Match(layout, seats, 1, events.append) as match:
        before = [body.pose for body in (*match.arena.robots, *match.arena.things.values())]
        match.run(200)
        after = [body.pose for body in (*match.arena.robots, *match.arena.things.values())]
    assert before == after
    assert not [event for event in events if event.what == "touch"]


def test_a_robot_starts_with_its_body_in_the_middle_of_its_zone():
    contest = read_table(FOLDERS[0] / "contest.toml", Contest)
    start, robot = contest.starts[0], get_robot("club-robot")
    pose = start_of(start, robot)
    middle_mm = robot.body.axle_to_front_mm - robot.body.length_mm / 2
    assert pose.heading_deg == 0
    assert pose.x_mm + middle_mm == start.x_mm + start.width_mm / 2
    assert pose.y_mm == start.y_mm + start.height_mm / 2
