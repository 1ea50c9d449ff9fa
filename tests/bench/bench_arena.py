"""Matches of three minutes, with one robot and with four: how much faster than real time.

Each robot follows a line with its own program at 50 Hz, by the robot library.
"""

import math
import time

from figures import fresh_home, show
from kibako.events import Event
from kibako.robocon.layout import Layout, Line, Pose, Thing
from kibako.robocon.match import Match, Seat
from kibako.robocon.robot import get_robot

LENGTH_S = 180
ROUNDS = 3
FOLLOW = """
from time import sleep_ms
from robot import LineSensor, Robot
robot, left, right = Robot(), LineSensor(0), LineSensor(1)
while True:
    dark_left, dark_right = not left.value, not right.value
    if dark_left and not dark_right:
        robot.curve(0.1, 0.5)
    elif dark_right and not dark_left:
        robot.curve(0.5, 0.1)
    else:
        robot.forward(0.4)
    sleep_ms(20)
"""
OVAL = tuple(
    (1200 + 800 * math.cos(turn * math.tau / 48), 900 + 500 * math.sin(turn * math.tau / 48))
    for turn in range(49)
)
LAYOUT = Layout(
    2400,
    1800,
    lines=(Line(OVAL),),
    things=tuple(Thing(f"egg{number}", Pose(1000 + 80 * number, 900)) for number in range(6)),
)
STARTS = (
    Pose(1200, 400, 0), Pose(1200, 1400, 180), Pose(2000, 900, 90), Pose(400, 900, 270)
)  # fmt: skip


def play(model: str, count: int) -> float:
    """Play one match; return how many times faster than real time it was, by processor time."""
    log: list[Event] = []
    seats = [
        Seat(f"robot{number}", get_robot(model), start, FOLLOW)
        for number, start in enumerate(STARTS[:count])
    ]
    with Match(LAYOUT, seats, 1, log.append) as match:
        started_s = time.process_time()
        match.run(LENGTH_S * 1000)
        taken_s = time.process_time() - started_s
        if match.arena.robots[0].drive.forward_mm_s < 20:
            raise AssertionError("the robot does not follow the line")
    return LENGTH_S / taken_s


def main() -> None:
    """Measure."""
    with fresh_home():
        play("maqueen", 1)
        for model in ("maqueen", "club-robot"):
            for count, goal in ((1, 100), (4, 30)):
                fast = sorted(play(model, count) for _ in range(ROUNDS))[ROUNDS // 2]
                what = f"three minutes, {count} x {model}: faster than real time, one core"
                show(what, fast, "times", f">= {goal}", fast >= goal)


if __name__ == "__main__":
    main()
