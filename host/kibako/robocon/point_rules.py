"""The lint of a contest's points: events, their zones and order, caps, retries and ties."""

from collections.abc import Iterator

from kibako.robocon.contest import Contest, ScoredEvent
from kibako.robocon.remarks import Remarks


def look_at_points(contest: Contest, remarks: Remarks) -> None:
    """Look at everything that gives or takes points."""
    sides = [start.id for start in contest.starts]
    for number, zone in enumerate(contest.zones, 1):
        if zone.side and zone.side not in sides:
            known = ", ".join(sides)
            remarks.error("side_unknown", f"zones[{number}].side", name=zone.side, known=known)
    for number, event in enumerate(contest.events, 1):
        key = f"events[{number}]"
        _look_at_place(contest, event, key, remarks)
        _look_at_caps(contest, event, key, remarks)
        _look_at_order(contest, event, key, remarks)
    _look_at_match(contest, remarks)
    _look_at_ties(contest, remarks)


def _sides_of(contest: Contest) -> dict[str, tuple[str, ...]]:
    """For each place the sides that it counts for."""
    everybody = tuple(start.id for start in contest.starts)
    found: dict[str, tuple[str, ...]] = {each: (each,) for each in everybody}
    for zone in contest.zones:
        found[zone.id] = (zone.side,) if zone.side else everybody
    return found


def _look_at_place(contest: Contest, event: ScoredEvent, key: str, remarks: Remarks) -> None:
    if event.kind != "judge" and not event.zones:
        remarks.error("no_zone", f"{key}.zones", name=event.id, kind=event.kind)
    counts_for = _sides_of(contest)
    zone_of: dict[str, str] = {}
    for zone in event.zones:
        if zone not in counts_for:
            known = ", ".join(counts_for)
            remarks.error("zone_unknown", f"{key}.zones", name=zone, known=known)
            continue
        for side in counts_for[zone]:
            if side in zone_of:
                told = {"zone": zone_of[side], "other": zone, "side": side}
                remarks.error("two_zones", f"{key}.zones", name=event.id, **told)
                break
            zone_of[side] = zone
    if event.zones and all(zone in counts_for for zone in event.zones):
        for start in contest.starts:
            if start.id not in zone_of:
                remarks.error("side_left_out", f"{key}.zones", name=event.id, side=start.id)
    things = {thing.id: thing for thing in contest.objects}
    if event.kind == "bring" and not event.object:
        remarks.error("no_object", key, name=event.id)
    elif event.kind != "bring" and event.object:
        remarks.error("object_idle", f"{key}.object", name=event.id, object=event.object)
    elif event.object and event.object not in things:
        known = ", ".join(things) or "-"
        remarks.error("object_unknown", f"{key}.object", name=event.object, known=known)
    elif event.object and things[event.object].fixed:
        remarks.error("object_fixed", f"{key}.object", name=event.object)
    elif event.object and event.times_max > len(things[event.object].at_mm):
        count = len(things[event.object].at_mm)
        told = {"times": event.times_max, "count": count, "object": event.object}
        remarks.error("few_objects", f"{key}.times_max", name=event.id, **told)


def _look_at_caps(contest: Contest, event: ScoredEvent, key: str, remarks: Remarks) -> None:
    for cap, of in ((event.points_max, "points_max_event"), (contest.points_max, "points_max_all")):
        if cap and event.points > cap:
            remarks.error(of, f"{key}.points", name=event.id, points=event.points, cap=cap)
    if event.points_max and event.points * event.times_max < event.points_max:
        most = event.points * event.times_max
        told = {"most": most, "cap": event.points_max}
        remarks.error("cap_idle", f"{key}.points_max", name=event.id, **told)
    if event.first_only and len(contest.starts) == 1:
        remarks.error("first_alone", f"{key}.first_only", name=event.id)
    if event.kept_on_retry and "points" not in contest.retry.resets:
        remarks.error("kept_idle", f"{key}.kept_on_retry", name=event.id)


def _look_at_order(contest: Contest, event: ScoredEvent, key: str, remarks: Remarks) -> None:
    known = {each.id: each for each in contest.events}
    for name in event.after:
        if name not in known:
            told = ", ".join(known)
            remarks.error("after_unknown", f"{key}.after", name=name, known=told)
    if event.id in _before(event, known):
        remarks.error("after_itself", f"{key}.after", name=event.id)


def _before(event: ScoredEvent, known: dict[str, ScoredEvent]) -> set[str]:
    """Return every event that must come before one."""
    found: set[str] = set()
    waiting = list(event.after)
    while waiting:
        name = waiting.pop()
        if name in known and name not in found:
            found.add(name)
            waiting += known[name].after
    return found


def _look_at_match(contest: Contest, remarks: Remarks) -> None:
    if contest.swap_sides and len(contest.starts) == 1:
        remarks.error("swap_alone", "swap_sides")
    elif contest.swap_sides and contest.heats < 2:
        remarks.error("swap_once", "swap_sides")
    if contest.radio_silence and not contest.inspection.radio_off:
        remarks.error("radio", "inspection.radio_off")
    if contest.retry.points and not contest.retry.times_max:
        remarks.error("retry_never", "retry.points")


def _look_at_ties(contest: Contest, remarks: Remarks) -> None:
    known = [event.id for event in contest.events]
    seen: set[tuple[str, str]] = set()
    for number, tie in enumerate(contest.tie_breaks, 1):
        key = f"tie_breaks[{number}]"
        if (tie.by, tie.event) in seen:
            remarks.error("tie_twice", key, by=tie.by)
        seen.add((tie.by, tie.event))
        if tie.by == "most_of" and tie.event not in known:
            told = ", ".join(known)
            remarks.error("tie_event", f"{key}.event", name=tie.event, known=told)
        elif tie.by != "most_of" and tie.event:
            remarks.error("tie_idle", f"{key}.event", by=tie.by)
        for by, setting in _never(contest):
            if tie.by == by:
                remarks.error("tie_never", f"{key}.by", by=by, setting=setting)


def _never(contest: Contest) -> Iterator[tuple[str, str]]:
    """What cannot decide, because by another setting it is the same for all."""
    if not contest.finish_locks:
        yield "earlier_finish", "finish_locks"
    if not contest.retry.times_max:
        yield "fewer_retries", "retry.times_max"
    if not contest.penalties:
        yield "fewer_penalties", "penalties"
