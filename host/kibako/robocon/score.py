"""The score of a match: a fold over what was noted, the same for simulated and live matches.

What was noted is never changed: an undo is one more note. The score is worked out anew from all
notes each time, so that it is the same wherever and however often that is done. A note that gives
no points (over its cap, out of order) stays and says why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from kibako.robocon.contest import Contest, Penalty, ScoredEvent

Kind = Literal["event", "penalty", "retry", "finish", "undo"]
Refusal = Literal[
    "unknown_side",
    "unknown_key",
    "no_time",
    "over",
    "finished",
    "full",
    "too_early",
    "not_first",
    "no_retry",
    "no_finish",
    "nothing_to_undo",
]
"""Why a note gives nothing: ``over`` is after the end of the match, ``full`` is done as often as it
counts, ``too_early`` is before what must come first."""


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that the referee, or the arena, has noted.

    Attributes:
        kind: What it is; an undo takes back the side's last note that is not undone.
        side: The start of the contest that it is about.
        time_s: The time of the match.
        key: Which event or penalty.
    """

    kind: Kind
    side: str
    time_s: float
    key: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """How often a side has done one thing, and what that gives it."""

    key: str
    times: int
    points: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What a side has come to.

    Attributes:
        events: A line for each event, in the order of the contest.
        penalties: A line for each penalty.
        retries: How often it started anew.
        retry_points: What that cost.
        disqualified: Whether it gets nothing.
        finished_s: When it said "finish"; None: it did not.
        last_points_s: When it got its last points; None: it has none.
        total: Its points.
    """

    events: tuple[Line, ...]
    penalties: tuple[Line, ...]
    retries: int
    retry_points: int
    disqualified: bool
    finished_s: float | None
    last_points_s: float | None
    total: int


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a match.

    Attributes:
        sides: The tally of each side, in the order of the contest.
        refused: For each note that gives nothing its number in the log (from 0), and why.
    """

    sides: Mapping[str, Tally]
    refused: Mapping[int, Refusal]


@dataclass(slots=True)
class _Side:
    """A side while the notes are gone through."""

    times: dict[str, int] = field(default_factory=dict[str, int])
    penalties: dict[str, int] = field(default_factory=dict[str, int])
    scored_s: list[tuple[str, float]] = field(default_factory=list[tuple[str, float]])
    retries: int = 0
    finished_s: float | None = None


class _Fold:
    """The notes of one match, applied one after the other."""

    def __init__(self, contest: Contest) -> None:
        self.contest = contest
        self.events = {event.id: event for event in contest.events}
        self.penalties = {penalty.id: penalty for penalty in contest.penalties}
        self.sides = {start.id: _Side() for start in contest.starts}
        self._first: dict[str, str] = {}

    def apply(self, note: Note) -> Refusal | None:
        """Apply a note that is no undo; return why it gives nothing."""
        side = self.sides[note.side]
        if note.kind == "penalty":  # also after the end, and after "finish": a referee may be late
            return self._punish(side, note.key)
        if note.time_s > self.contest.match_s:
            return "over"
        if side.finished_s is not None:
            return "finished"
        if note.kind == "finish":
            if not self.contest.finish_locks:
                return "no_finish"
            side.finished_s = note.time_s
            return None
        if note.kind == "retry":
            return self._retry(side)
        return self._do(side, note)

    def _do(self, side: _Side, note: Note) -> Refusal | None:
        event = self.events.get(note.key)
        if event is None:
            return "unknown_key"
        if any(not side.times.get(before) for before in event.after):
            return "too_early"
        if side.times.get(event.id, 0) >= event.times_max:
            return "full"
        if event.first_only and self._first.setdefault(event.id, note.side) != note.side:
            return "not_first"
        side.times[event.id] = side.times.get(event.id, 0) + 1
        side.scored_s.append((event.id, note.time_s))
        return None

    def _punish(self, side: _Side, key: str) -> Refusal | None:
        penalty = self.penalties.get(key)
        if penalty is None:
            return "unknown_key"
        if side.penalties.get(key, 0) >= penalty.times_max:
            return "full"
        side.penalties[key] = side.penalties.get(key, 0) + 1
        return None

    def _retry(self, side: _Side) -> Refusal | None:
        retry = self.contest.retry
        if side.retries >= retry.times_max:
            return "no_retry"
        side.retries += 1
        if "points" in retry.resets:
            kept = {event.id for event in self.contest.events if event.kept_on_retry}
            side.times = {key: times for key, times in side.times.items() if key in kept}
            side.scored_s = [each for each in side.scored_s if each[0] in kept]
        return None

    def tally(self, side: _Side) -> Tally:
        """Return what a side has come to."""
        contest = self.contest
        events = tuple(_event_line(each, side.times.get(each.id, 0)) for each in contest.events)
        penalties = tuple(
            _penalty_line(each, side.penalties.get(each.id, 0)) for each in contest.penalties
        )
        disqualified = any(
            each.disqualifies and side.penalties.get(each.id) for each in contest.penalties
        )
        retry_points = contest.retry.points * side.retries
        total = sum(line.points for line in events)
        if contest.points_max:
            total = min(total, contest.points_max)
        total += sum(line.points for line in penalties) + retry_points
        if disqualified or (total < 0 and not contest.below_zero):
            total = 0
        giving = [time_s for key, time_s in side.scored_s if self.events[key].points]
        return Tally(
            events=events,
            penalties=penalties,
            retries=side.retries,
            retry_points=retry_points,
            disqualified=disqualified,
            finished_s=side.finished_s,
            last_points_s=giving[-1] if giving else None,
            total=total,
        )


def score(contest: Contest, log: Sequence[Note]) -> Score:
    """Return the score of a match.

    Args:
        contest: The rules.
        log: All that was noted, in the order in which it was.
    """
    fold = _Fold(contest)
    refused: dict[int, Refusal] = {}
    standing: dict[str, list[int]] = {side: [] for side in fold.sides}
    for number, note in enumerate(log):
        if note.side not in standing:
            refused[number] = "unknown_side"
        elif not 0 <= note.time_s < float("inf"):
            refused[number] = "no_time"
        elif note.kind != "undo":
            standing[note.side].append(number)
        elif standing[note.side]:
            standing[note.side].pop()
        else:
            refused[number] = "nothing_to_undo"
    for number in sorted(number for each in standing.values() for number in each):
        why = fold.apply(log[number])
        if why is not None:
            refused[number] = why
    tallies = {name: fold.tally(side) for name, side in fold.sides.items()}
    return Score(tallies, dict(sorted(refused.items())))


def rank_key(contest: Contest, tallies: Iterable[Tally]) -> tuple[float, ...]:
    """Return what teams are sorted by, the larger the better; equal keys are a tie.

    Args:
        contest: The rules.
        tallies: What the team came to in each of its matches.
    """
    played = list(tallies)
    return (
        float(sum(tally.total for tally in played)),
        *(
            sum(_broken_by(contest, tally, tie.by, tie.event) for tally in played)
            for tie in contest.tie_breaks
        ),
    )


def _broken_by(contest: Contest, tally: Tally, by: str, event: str) -> float:
    if by == "most_of":
        return float(sum(line.times for line in tally.events if line.key == event))
    if by == "fewer_penalties":
        return -float(sum(line.times for line in tally.penalties))
    if by == "fewer_retries":
        return -float(tally.retries)
    # Who never finished, or got no points, is as late as can be.
    time_s = tally.finished_s if by == "earlier_finish" else tally.last_points_s
    return -float(contest.match_s if time_s is None else time_s)


def _event_line(event: ScoredEvent, times: int) -> Line:
    points = event.points * times
    return Line(event.id, times, min(points, event.points_max) if event.points_max else points)


def _penalty_line(penalty: Penalty, times: int) -> Line:
    return Line(penalty.id, times, penalty.points * times)
