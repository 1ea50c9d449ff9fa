"""What a check expects of lamps and pins: on, off, a colour, a beat, growing brighter."""

from collections.abc import Mapping
from itertools import pairwise
from typing import cast

from kibako.lessons.check_rig import CheckRig
from kibako.lessons.check_values import BadCall, Values
from kibako.lessons.expectations import Look
from kibako.lessons.findings import Finding, amount, finding, seconds, words
from kibako.lessons.observation import VISIBLE_MS
from kibako.lessons.things import NAMED, rgb
from kibako.tables import Words

_LIT_PERCENT = 1.0
"""Below this brightness nobody sees a lamp."""


def lamp(board: CheckRig, values: Values) -> Finding | None:
    """Expect that a lamp is on, off, or so bright now."""
    name = values.text("name")
    levels = board.things.levels(board.seen, name)
    percent, label = levels[-1][1], board.things.label(name)
    if values.has("percent"):
        wanted = values.number("percent", 0, 100)
        if abs(percent - wanted) <= max(values.number("tolerance", 0, 1) * 100, 0.5):
            return None
        fields = {"wanted": amount(wanted), "percent": amount(round(percent))}
        return finding("check_lamp_percent", name=label, **fields)
    on = values.flag("on")
    if on == (percent >= _LIT_PERCENT):
        return None
    if on:
        was_on = any(each >= _LIT_PERCENT for _, each in levels)
        return finding("check_lamp_gone" if was_on else "check_lamp_dark", name=label)
    return finding("check_lamp_lit", name=label)


def colour(board: CheckRig, values: Values) -> Finding | None:
    """Expect a colour of an RGB lamp, or of one lamp or all of a strip, now."""
    name, wanted = values.text("name"), values.text("colour")
    part = board.part(name, "rgb_led", "neopixel")
    if "colours" in part.state:
        lamps = [str(each) for each in cast("list[object]", part.state["colours"])]
    else:
        lamps = [str(part.state["colour"])]
    label = board.things.label(name)
    if values.has("at"):
        at = values.integer("at", 0, 10_000)
        if at >= len(lamps):
            raise BadCall(f"at: {name} has {len(lamps)} lamps")
        lamps = [lamps[at]]
        label = words("thing.lamp_of", name=label, number=at + 1)
    room = values.number("tolerance", 0, 1) * 255
    for shown in lamps:
        off = max(abs(a - b) for a, b in zip(rgb(shown), rgb(wanted), strict=True))
        if off > room:
            fields = {"seen": colour_words(shown), "colour": colour_words(wanted)}
            return finding("check_colour", name=label, **fields)
    return None


def pin(board: CheckRig, values: Values) -> Finding | None:
    """Expect that the board drives a pin to a level now."""
    name, level = board.things.pin(values.text("name")), values.integer("level", 0, 1)
    view = board.now().pins[name]
    if view.direction == "in":
        return finding("check_pin_input", name=name, level=level)
    if view.level == level:
        return None
    return finding("check_pin_level", name=name, level=level, seen=view.level)


def toggles(board: CheckRig, values: Values) -> Finding | None:
    """Expect that a lamp or pin goes on and off in a steady beat."""
    name = values.text("name")
    period_ms = values.integer("period_ms", 1, 600_000)
    tolerance, times = values.number("tolerance", 0, 10), values.integer("times", 1, 1000)
    levels = board.things.levels(board.seen, name)
    least_ms = VISIBLE_MS if board.things.is_lamp(name) and period_ms > 4 * VISIBLE_MS else 0
    label = board.things.label(name)
    told = {"name": label, "period_s": seconds(period_ms), "times": times}
    ups: list[int] = []
    downs = 0
    flashes = False
    on = levels[0][1] >= _LIT_PERCENT
    ends_ms = [*(t_ms for t_ms, _ in levels[1:]), board.seen.now_ms + least_ms]
    for (t_ms, percent), end_ms in zip(levels, ends_ms, strict=True):
        lit = percent >= _LIT_PERCENT
        if lit == on:
            continue
        if end_ms - t_ms < least_ms:
            flashes = True
            continue
        on = lit
        if lit:
            ups.append(t_ms)
        else:
            downs += 1
    if flashes and len(ups) < times:
        return finding("check_toggles_flash", **told)
    if on and not downs:
        return finding("check_toggles_on", **told)
    if not ups and not downs:
        return finding("check_toggles_off", **told)
    for found_ms in (after - before for before, after in pairwise(ups)):
        if abs(found_ms - period_ms) > tolerance * period_ms:
            return finding("check_toggles_period", found_s=seconds(found_ms), **told)
    if min(len(ups), downs) < times:
        return finding("check_toggles_times", found=min(len(ups), downs), **told)
    return None


def _changes(board: CheckRig, values: Values, way: int, key: str) -> Finding | None:
    """Expect that a level changed one way, in so many steps at least."""
    name, steps = values.text("name"), values.integer("steps", 1, 1000)
    levels = [percent for _, percent in board.things.levels(board.seen, name)]
    best = run = 0
    for before, after in pairwise(levels):
        run = run + 1 if (after - before) * way > 0 else 0
        best = max(best, run)
    if best >= steps:
        return None
    label = board.things.label(name)
    if len(levels) == 1:
        return finding(f"{key}_still", name=label, percent=amount(round(levels[0])))
    return finding(f"{key}_steps", name=label, found=best, steps=steps)


def rises(board: CheckRig, values: Values) -> Finding | None:
    """Expect that a lamp or pin grew brighter or higher step by step."""
    return _changes(board, values, 1, "check_rises")


def falls(board: CheckRig, values: Values) -> Finding | None:
    """Expect that a lamp or pin grew darker or lower step by step."""
    return _changes(board, values, -1, "check_falls")


def colour_words(colour: str) -> Words:
    """Return what to call a colour: the nearest one that has a name, and its digits."""
    wanted = rgb(colour)

    def off(name: str) -> int:
        return sum((a - b) ** 2 for a, b in zip(rgb(name), wanted, strict=True))

    name = min(NAMED, key=off)
    label = words(f"colour.{name}")
    if not off(name):
        return label
    digits = "#" + "".join(f"{part:02x}" for part in wanted)
    return words("colour.near", colour=label, digits=digits)


LOOKS: Mapping[str, Look] = {
    "lamp": lamp,
    "colour": colour,
    "pin": pin,
    "toggles": toggles,
    "rises": rises,
    "falls": falls,
}
"""These expectations, by the names of the calls."""
