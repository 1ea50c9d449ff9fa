"""What ``check.py`` may ask: it moves the board, looks at it, and puts expectations together."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from kibako.errors import UsageError
from kibako.lessons import expect_display, expect_lamps, expect_moves, expect_sound, expectations
from kibako.lessons.car import TRACKS, Pose, Track
from kibako.lessons.check_machine import CheckEnd
from kibako.lessons.check_rig import CheckRig
from kibako.lessons.check_values import BadCall, Values
from kibako.lessons.code_facts import FACTS, NEEDS_NAME, CodeFacts
from kibako.lessons.expectations import Look
from kibako.lessons.findings import Finding, finding, seconds, words
from kibako.tables import Words

_PRINTED_CHARS = 500
_EVENTS = 50
_ANSWER_BYTES = 1900
_DEPTH = 8
_MISSES = 32
_HINTS = 16

LOOKS: Mapping[str, Look] = {
    **expectations.LOOKS,
    **expect_display.LOOKS,
    **expect_lamps.LOOKS,
    **expect_sound.LOOKS,
    **expect_moves.LOOKS,
}
"""All expectations that look at the board, by the names of the calls."""

_OWN_WORDS = frozenset({"that", "code_that"})
"""Those whose sentences do not depend on what was done before, or say it themselves."""


class Failed(CheckEnd):
    """An expectation was not met.

    Args:
        found: What to say.
    """

    def __init__(self, found: Finding) -> None:
        super().__init__(found.key)
        self.found = found


class CheckCalls:
    """Answers the calls of one check.

    Args:
        board: The board that the learner's program runs on.
    """

    def __init__(self, board: CheckRig) -> None:
        self.looked = 0
        """How often the check expected something."""
        self._board = board
        self._facts = CodeFacts(board.code)
        self._trials = 0
        self._misses: list[Finding] = []
        self._hints: list[Words] = []
        hands = board.hands
        self._calls: dict[str, Callable[[Values], object]] = {
            "run": lambda v: board.run(v.integer("for_ms", 0, 600_000)),
            "press": lambda v: hands.press(
                v.text("button"),
                v.integer("at_ms", 0, 600_000),
                v.integer("hold_ms", 1, 600_000),
            ),
            "hold": lambda v: hands.hold(v.text("button")),
            "release": lambda v: hands.release(v.text("button")),
            "set": lambda v: hands.set(v.text("quantity"), v.value("value")),
            "gesture": lambda v: hands.gesture(v.text("name")),
            "type": lambda v: hands.type(v.text("text")),
            "radio": lambda v: hands.radio(v.text("text")),
            "keys": lambda v: board.run(hands.keys(v.text("text"))),
            "track": self._lay_track,
            "forget": lambda v: board.forget(),
            "kind": lambda v: board.kind,
            "profile": lambda v: board.profile_id,
            "display": lambda v: board.seen.display,
            "printed": lambda v: _printed(board),
            "running": lambda v: board.seen.ended_ms is None,
            "now": lambda v: board.seen.now_ms / 1000,
            "car": lambda v: _place(board),
            "events": lambda v: _events(board, v.text("source"), v.text("what")),
            "code": lambda v: self._fact(v)[0],
            "hint": self._hint,
            "try": lambda v: self._try(),
            "tried": lambda v: self._tried(),
        }

    def answer(self, name: str, payload: str) -> str:
        """Answer a call.

        Args:
            name: The call.
            payload: Its values, a JSON object.

        Returns:
            A JSON value, "" for none, ``?`` for an expectation that is not met and may be so, or
            ``!`` and what is wrong with the call.

        Raises:
            Failed: The call is an expectation that is not met.
        """
        try:
            values = Values(payload)
            self._board.require(name)
            if name in LOOKS:
                return self._look(name, LOOKS[name](self._board, values))
            if name == "code_that":
                return self._look(name, self._fact(values)[1])
            if name == "missed":
                return self._look(name, self._together(values))
            if name not in self._calls:
                raise BadCall(name[:40])
            result = self._calls[name](values)
        except (BadCall, UsageError) as error:
            return f"!{error}"[:1000]
        return "" if result is None else json.dumps(result, ensure_ascii=False)

    def _look(self, name: str, found: Finding | None) -> str:
        self.looked += 1
        if found is None:
            return ""
        seen = self._board.seen
        did = None if name in _OWN_WORDS or (name == "shows" and seen.hand) else seen.did
        if did is not None and not found.before:
            found = replace(found, before=(did,))
        if self._trials:
            self._misses = [*self._misses[-_MISSES:], found]
            return "?"
        raise Failed(replace(found, hints=(*found.hints, *self._hints)))

    def _try(self) -> None:
        """What is expected from here on may be missed."""
        if self._trials >= _DEPTH:
            raise BadCall("too many expectations inside one another")
        self._trials += 1

    def _tried(self) -> None:
        self._trials = max(self._trials - 1, 0)

    def _together(self, values: Values) -> Finding:
        """Say what is wrong when several expectations, or many looks, were missed."""
        if not self._misses:
            raise BadCall("nothing was missed")
        how = values.text("how")
        if how == "any":
            parts = self._misses[-values.integer("many", 1, _MISSES) :]
            goals = {part.as_words()[1]: part for part in parts[1:]}
            goals.pop(parts[0].as_words()[1], None)
            return replace(parts[0], others=tuple(goals.values()))
        last = self._misses[-1]
        within = seconds(values.number("within_ms", 0, 600_000))
        if how == "responds":
            seen, expected = replace(last, before=()).as_words()
            return finding("check_responds", within=within, seen=seen, expected=expected)
        return replace(last, before=(*last.before, words("check.waited", within=within)))

    def _fact(self, values: Values) -> tuple[bool, Finding | None]:
        """Return whether a fact about the text of the program holds, and what to say if not."""
        fact, name = values.text("fact"), values.text("name")
        if fact not in FACTS or (fact in NEEDS_NAME and not name):
            raise BadCall(f"code.{fact[:20]}: no such question, or it needs a name")
        if self._facts.ask(fact, name):
            return True, None
        key = f"check_code_{fact}"
        if fact == "has_function" and name:
            key += "_named"
        return False, finding(key, name=name) if name else finding(key)

    def _hint(self, values: Values) -> None:
        found = self._fact(values)[1]
        if found is not None and len(self._hints) < _HINTS:
            self._hints.append(found.as_words()[0])

    def _lay_track(self, values: Values) -> None:
        if not self._board.things.names("maqueen", "line_pair"):
            raise BadCall("board.track: the circuit has no line sensors")
        if values.has("points"):
            points = values.points("points")
            if len(points) < 2:
                raise BadCall("board.track: a line has two points at least")
            track = Track(tuple(points))
        else:
            name = values.text("line")
            if name not in TRACKS:
                raise BadCall(f"board.track: {', '.join(TRACKS)}, or points")
            track = TRACKS[name]
        x_cm, y_cm = values.number("x_cm", -1e4, 1e4), values.number("y_cm", -1e4, 1e4)
        self._board.car.put(Pose(x_cm, y_cm, values.number("heading_deg", -360, 360)))
        self._board.lay(track)


def _place(board: CheckRig) -> list[float]:
    if not board.has_car:
        raise BadCall("board.car: the circuit is no car")
    pose = board.car.pose
    return [round(pose.x_cm, 2), round(pose.y_cm, 2), round(pose.heading_deg, 2)]


def _printed(board: CheckRig) -> str:
    """Return the end of what was printed, as much as an answer holds."""
    text = board.seen.text[-_PRINTED_CHARS:]
    while not _fits(text):
        text = text[len(text) // 4 + 1 :]
    return text


def _fits(value: object) -> bool:
    return len(json.dumps(value, ensure_ascii=False).encode(errors="replace")) <= _ANSWER_BYTES


def _events(board: CheckRig, source: str, what: str) -> list[object]:
    """Return the last events of a kind, as many as an answer holds."""
    found: list[object] = [[t, value] for t, value in board.seen.series(source, what).fresh()]
    found = found[-_EVENTS:]
    while found and not _fits(found):
        found.pop(0)
    return found
