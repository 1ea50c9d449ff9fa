"""The expectations of a check: each looks at what was seen and says nothing, or what is wrong."""

from itertools import pairwise

from kibako.lessons.findings import DARK, Finding, finding, picture, seconds, words
from kibako.lessons.observation import Observation


def no_error(seen: Observation) -> Finding | None:
    """Expect that no exception ended the program."""
    fault = seen.fault
    if fault is None:
        return None
    if fault.line is None:
        return finding("check_error_somewhere", message=fault.message)
    return finding("check_error", line=fault.line, message=fault.message)


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
    if seen.hand:
        fields["button"] = words(f"button.{seen.button}")
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


def prints(seen: Observation, text: str) -> Finding | None:
    """Expect that a text is among what the program printed."""
    if text in seen.text:
        return None
    last = seen.text.strip().rsplit("\n", 1)[-1].strip()[:80]
    if not last:
        return finding("check_prints_nothing", text=text)
    return finding("check_prints_other", text=text, seen=last)
