"""What a check expects of servos, of the radio, and of a car."""

from collections.abc import Mapping

from kibako.lessons.car import LINE_WIDE_CM, heading_off_deg, passed
from kibako.lessons.check_rig import CheckRig
from kibako.lessons.check_values import BadCall, Values
from kibako.lessons.expectations import Look
from kibako.lessons.findings import Finding, amount, finding, seconds

_STEP_MS = 50
_DRIVEN_CM = 0.5
"""A car that has come no further stands still."""


def servo(board: CheckRig, values: Values) -> Finding | None:
    """Expect that a servo comes to rest at an angle; the board runs on until it does."""
    name = values.text("name")
    first, _, inner = name.partition(".")
    wanted = values.number("angle_deg", 0, 360)
    within_ms = round(values.number("within_s", 0, 600) * 1000)
    tolerance = values.number("tolerance_deg", 0, 360)
    while True:
        angle_deg, target_deg = _angles(board, first, inner)
        if abs(angle_deg - wanted) <= tolerance and angle_deg == target_deg:
            return None
        if within_ms <= 0:
            break
        board.run(min(_STEP_MS, within_ms))
        within_ms -= _STEP_MS
    label, goal = board.things.label(name), amount(wanted)
    told = board.seen.series(first, f"{inner}_target_deg" if inner else "target_deg")
    if not told.entries:
        return finding("check_servo_still", name=label, angle=goal)
    return finding("check_servo_other", name=label, angle=goal, seen=amount(round(angle_deg)))


def _angles(board: CheckRig, name: str, inner: str) -> tuple[float, float]:
    """Return where a servo is and where it turns to."""
    part = board.part(name, "servo", "gripper", "maqueen")
    angle = part.state.get(f"{inner}_deg" if inner else "angle_deg")
    if not isinstance(angle, int | float):
        raise BadCall(f"{name}: the servos of a car are {name}.servo1 and {name}.servo2")
    target = board.seen.series(name, f"{inner}_target_deg").last if inner else None
    target = part.state.get("target_deg") if not inner else target
    return float(angle), float(target) if isinstance(target, int | float) else float(angle)


def sends(board: CheckRig, values: Values) -> Finding | None:
    """Expect that a radio message with a text goes out, in a group if one is given."""
    text, within_ms = values.text("text"), round(values.number("within_s", 0, 600) * 1000)
    group = values.integer("group", 0, 255) if values.has("group") else None
    while True:
        sent = _sent(board)
        if any(text == each and group in (None, its) for each, its in sent):
            return None
        if within_ms <= 0:
            break
        board.run(min(_STEP_MS, within_ms))
        within_ms -= _STEP_MS
    wrong = [its for each, its in sent if each == text]
    if wrong:
        return finding("check_sends_group", text=text, group=group or 0, seen=wrong[-1])
    if sent:
        return finding("check_sends_other", text=text, seen=sent[-1][0][:80])
    return finding("check_sends_nothing", text=text)


def _sent(board: CheckRig) -> list[tuple[str, int]]:
    """Return the messages that went out, with their groups."""
    found: list[tuple[str, int]] = []
    for _, value in board.seen.series("radio", "sent").fresh():
        if isinstance(value, dict) and "message" in value:
            group = value.get("group")
            found.append((str(value["message"]), group if isinstance(group, int) else 0))
    found += [(str(value), 0) for _, value in board.seen.series("bluetooth", "sent").fresh()]
    return found


def turns(board: CheckRig, values: Values) -> Finding | None:
    """Expect that the car has turned in all by an angle; left is positive."""
    wanted, tolerance = (
        values.number("deg", -36_000, 36_000),
        values.number("tolerance_deg", 0, 360),
    )
    _car(board)
    found = board.car.turned_deg
    if abs(found - wanted) <= tolerance:
        return None
    key = "left" if wanted >= 0 else "right"
    fields = {"wanted": amount(abs(round(wanted))), "found": amount(abs(round(found)))}
    if abs(found) < 1:
        return finding(f"check_turns_not_{key}", **fields)
    seen = "left" if found > 0 else "right"
    return finding(f"check_turns_{key}" if seen == key else f"check_turns_wrong_{key}", **fields)


def drives(board: CheckRig, values: Values) -> Finding | None:
    """Expect that the car has driven so far in all."""
    wanted, tolerance = values.number("cm", 0, 100_000), values.number("tolerance", 0, 10)
    _car(board)
    found = board.car.driven_cm
    if abs(found - wanted) <= max(wanted * tolerance, _DRIVEN_CM):
        return None
    if found < _DRIVEN_CM:
        return finding("check_drives_not", wanted=amount(wanted))
    return finding("check_drives_other", wanted=amount(wanted), found=amount(round(found, 1)))


def pose(board: CheckRig, values: Values) -> Finding | None:
    """Expect that the car stands at a place, and perhaps looks somewhere."""
    _car(board)
    x_cm, y_cm = values.number("x_cm", -10_000, 10_000), values.number("y_cm", -10_000, 10_000)
    tolerance_cm = values.number("tolerance_cm", 0, 10_000)
    at = board.car.pose
    if max(abs(at.x_cm - x_cm), abs(at.y_cm - y_cm)) > tolerance_cm:
        return finding(
            "check_pose_place",
            x=amount(x_cm),
            y=amount(y_cm),
            seen_x=amount(round(at.x_cm)),
            seen_y=amount(round(at.y_cm)),
        )
    if not values.has("heading_deg"):
        return None
    wanted = values.number("heading_deg", -36_000, 36_000)
    if abs(heading_off_deg(at.heading_deg, wanted)) <= values.number("tolerance_deg", 0, 360):
        return None
    fields = {"wanted": amount(wanted % 360), "found": amount(round(at.heading_deg) % 360)}
    return finding("check_pose_heading", **fields)


def path(board: CheckRig, values: Values) -> Finding | None:
    """Expect that the car came past some points in their order."""
    _car(board)
    points = values.points("points")
    found = passed(board.car.trail, points, values.number("tolerance_cm", 0, 10_000))
    if found == len(points):
        return None
    if board.car.driven_cm < _DRIVEN_CM:
        return finding("check_path_still", count=len(points))
    x_cm, y_cm = points[found]
    fields = {"x": amount(x_cm), "y": amount(y_cm)}
    return finding("check_path_missed", found=found, number=found + 1, **fields)


def on_line(board: CheckRig, values: Values) -> Finding | None:
    """Expect that the car drives along the line and stays on it; the board runs on."""
    _car(board)
    track = board.track
    if track is None:
        raise BadCall("expect.on_line: lay a line with board.track first")
    left_ms = round(values.number("for_s", 0, 600) * 1000)
    began_ms, began_cm = board.seen.now_ms, board.car.driven_cm
    while left_ms > 0:
        board.run(min(_STEP_MS, left_ms))
        left_ms -= _STEP_MS
        at = board.car.pose
        if track.off_cm((at.x_cm, at.y_cm)) > LINE_WIDE_CM:
            return finding("check_line_left", after_s=seconds(board.seen.now_ms - began_ms))
    if board.car.driven_cm - began_cm < _DRIVEN_CM:
        return finding("check_line_still")
    return None


def _car(board: CheckRig) -> None:
    if not board.has_car:
        raise BadCall("the circuit is no car")


LOOKS: Mapping[str, Look] = {
    "servo": servo,
    "sends": sends,
    "turns": turns,
    "drives": drives,
    "pose": pose,
    "path": path,
    "on_line": on_line,
}
"""These expectations, by the names of the calls."""
