"""What a check expects on a display: a picture, a beat of pictures, a text that runs over it."""

from collections.abc import Mapping
from itertools import pairwise

from kibako.lessons.check_rig import CheckRig
from kibako.lessons.check_values import Values
from kibako.lessons.expectations import Look
from kibako.lessons.findings import DARK, Finding, finding, picture, seconds
from kibako.lessons.observation import Observation


def shows(seen: Observation, rows: str) -> Finding | None:
    """Expect a picture on the display now.

    Args:
        seen: What was seen.
        rows: The picture.

    Returns:
        None when it is there.
    """
    if seen.display == rows:
        return None
    if rows == DARK:
        kind = "lit"
    elif seen.hand and seen.ended_ms is not None and seen.ended_ms <= seen.hand_ms:
        kind = "ended"
    elif seen.display != DARK:
        kind = "other"
    elif any(frame.rows != DARK for frame in seen.frames) and not seen.hand:
        kind = "gone"
    else:
        kind = "dark"
    key = f"check_shows_{kind}" + (f"_{seen.hand}" if seen.hand else "")
    fields = {"picture": picture(rows), "seen": picture(seen.display)}
    if seen.button is not None and seen.hand:
        fields["button"] = seen.button
    return finding(key, **fields)


def blinks(
    seen: Observation, on: str, off: str, period_ms: int, tolerance: float, times: int
) -> Finding | None:
    """Expect that a picture comes and goes in a steady beat.

    Args:
        seen: What was seen.
        on: The picture that comes.
        off: The picture in between; the dark display as a rule.
        period_ms: The time from one coming to the next, in milliseconds.
        tolerance: By how much of ``period_ms`` the time may differ.
        times: How many times it must come and go at least.

    Returns:
        None when it does.
    """
    frames = seen.visible()
    shown = {"picture": picture(on), "times": times, "period_s": seconds(period_ms)}
    if all(frame.rows != on for frame in frames):
        others = [frame.rows for frame in frames if frame.rows != DARK]
        if not others:
            return finding("check_blinks_dark", **shown)
        return finding("check_blinks_other", seen=picture(others[0]), **shown)
    starts = [frame.t_ms for frame in frames if frame.rows == on]
    gaps = [after.rows for before, after in pairwise(frames) if before.rows == on]
    if not gaps:
        if any(frame.rows == off for frame in seen.frames if frame.t_ms > starts[0]):
            return finding("check_blinks_flash", **shown)
        return finding("check_blinks_never_dark", for_s=seconds(seen.now_ms), **shown)
    wrong = [rows for rows in gaps if rows != off]
    if wrong:
        return finding("check_blinks_gap", seen=picture(wrong[0]), off=picture(off), **shown)
    periods = [after - before for before, after in pairwise(starts)]
    for found_ms in periods:
        if abs(found_ms - period_ms) > tolerance * period_ms:
            return finding("check_blinks_period", found_s=seconds(found_ms), **shown)
    if len(gaps) < times:
        return finding("check_blinks_times", found=len(gaps), **shown)
    return None


def scrolls(board: CheckRig, values: Values) -> Finding | None:
    """Expect that a text ran over the display, or came letter by letter."""
    from kibako.virtual.display import letter, rows, scroll_frames, unpack

    text = values.text("text")
    shown = [frame.rows for frame in board.seen.frames]
    codes = text.encode()
    letters = [":".join(rows(unpack(letter(code)))) for code in codes]
    ways = [letters]
    for monospace in (False, True):
        frames = [":".join(rows(each)) for each in scroll_frames(codes, monospace=monospace)]
        ways.append([frame for frame in frames if frame != DARK])
    if any(_in_order(_without_repeats(way), shown) for way in ways):
        return None
    if all(rows == DARK for rows in shown):
        return finding("check_scrolls_dark", text=text)
    return finding("check_scrolls_other", text=text)


def _without_repeats(frames: list[str]) -> list[str]:
    """Two like pictures in a row are one event."""
    return [frame for at, frame in enumerate(frames) if not at or frames[at - 1] != frame]


def _in_order(wanted: list[str], shown: list[str]) -> bool:
    """Tell whether some pictures came in a row; dark ones may lie between."""
    lit = [rows for rows in shown if rows != DARK]
    return any(lit[at : at + len(wanted)] == wanted for at in range(len(lit) - len(wanted) + 1))


def text(board: CheckRig, values: Values) -> Finding | None:
    """Expect a text on a letter display now."""
    name, wanted = values.text("name"), values.text("text")
    lines = board.part(name, "lcd1602").picture or ()
    if any(wanted in line for line in lines) or wanted in "".join(lines):
        return None
    shown = " / ".join(line.strip() for line in lines if line.strip())
    label = board.things.label(name)
    if not shown:
        return finding("check_text_dark", name=label, text=wanted)
    return finding("check_text_other", name=label, text=wanted, seen=shown)


def _shows(board: CheckRig, values: Values) -> Finding | None:
    return shows(board.seen, values.picture("picture"))


def _blinks(board: CheckRig, values: Values) -> Finding | None:
    return blinks(
        board.seen,
        values.picture("on"),
        values.picture("off"),
        values.integer("period_ms", 1, 600_000),
        values.number("tolerance", 0, 10),
        values.integer("times", 1, 1000),
    )


LOOKS: Mapping[str, Look] = {"shows": _shows, "blinks": _blinks, "scrolls": scrolls, "text": text}
"""These expectations, by the names of the calls."""
