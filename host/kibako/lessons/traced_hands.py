"""The hands at a real board: a person is asked, and the check waits until the program sees it."""

import ast
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from kibako import strings
from kibako.errors import BoardError
from kibako.events import Event, EventSink, JsonValue
from kibako.lessons.findings import Field, words
from kibako.lessons.hands import Hands
from kibako.lessons.observation import Hand
from kibako.lessons.traced_things import cannot

if TYPE_CHECKING:
    from kibako.lessons.traced_board import TracedBoard

ANSWER_S = 20.0
"""How long a person may take to do what is asked."""
_HELD_TOLD_MS = 2500
"""A program that looks at a button reports at least this often that it is still down."""
_SHORT_MS = 1000
"""A press may take so long, if the check needs no longer one."""
_LONG_MS = 700
"""From here on a person is asked for a long press."""
_BUTTONS = frozenset({"button_a", "button_b"})
_PLACED = frozenset({"up", "down", "left", "right", "face up", "face down"})
"""The gestures that last as long as the board is held so."""
_DARK, _BRIGHT = 40, 150
"""Light that a hand over the board, or a lamp close to it, can give."""

Report = tuple[int, str, str]


class Person(Hands):
    """Asks a person to do to a board what a check does.

    What the program of its own text can never see is not asked for. Whatever a person did
    otherwise than asked ends the check: a verdict about it would be a guess.

    Args:
        rig: The board.
        names: Every name in the program.
        on_event: Gets ``check request``, what is asked.

    Attributes:
        sensed: Whether a sensor was set, whose exact value nobody knows.
    """

    def __init__(self, rig: "TracedBoard", names: set[str], on_event: EventSink) -> None:
        self.sensed = False
        self._rig = rig
        self._names = names
        self._on_event = on_event
        self._kept: dict[str, tuple[Callable[[str], bool], str]] = {}
        self._allowed: set[str] = set()
        self._strayed = ""
        self._sentence = ""
        self._down_ms = 0

    def press(self, button: str, at_ms: int, hold_ms: int) -> None:
        """Ask for a press, and wait until the button is up again."""
        if at_ms:
            cannot("board.press(at_ms=…)")
        long = hold_ms >= _LONG_MS
        if not self._button(button, "press_long" if long else "press", "pressed", hold_ms):
            return
        up_ms = self._let_go(button, remind=True)
        most_ms = 1.4 * hold_ms if long else max(_SHORT_MS, 2 * hold_ms)
        least_ms = 0.6 * hold_ms if long and "is_pressed" in self._names else 0
        down_ms = self._down_ms
        if up_ms is not None and not least_ms <= up_ms - down_ms <= most_ms:
            found_s, wanted_s = round((up_ms - down_ms) / 1000, 1), round(hold_ms / 1000, 1)
            raise BoardError("check_real_press", found_s=found_s, wanted_s=wanted_s)

    def hold(self, button: str) -> None:
        """Ask to keep a button down."""
        if self._button(button, "hold", "held"):
            self._kept[button] = (lambda told: told != "released"), self._sentence

    def release(self, button: str) -> None:
        """Ask to let a button go."""
        self._kept.pop(button, None)
        seen = self._button(button, "release", "released", wait=False)
        if seen and self._rig.latest.get(button, (0, "", "released"))[2] != "released":
            self._let_go(button, remind=False)

    def set(self, quantity: str, value: float | str) -> None:
        """Ask for darkness or for a bright light; nothing else can be had so exactly."""
        if quantity != "light" or not isinstance(value, int | float):
            cannot("board.set")
        if _DARK < value < _BRIGHT:
            cannot(f'board.set("light", {value:g})')

        def met(told: str) -> bool:
            return told.isdigit() and (int(told) <= value if value <= _DARK else int(told) >= value)

        self.sensed = True
        label = self._rig.things.label(quantity)
        if self._seeing("read_light_level"):
            self._ask("dark" if value <= _DARK else "bright", quantity)
            self._until(lambda new: any(w == "light" and met(v) for _, w, v in new))
            self._kept["light"] = met, self._sentence
        self._did("set", name=label, value=f"{value:g}")

    def gesture(self, name: str) -> None:
        """Ask to move the board."""
        if name not in (*_PLACED, "shake"):
            cannot(f'board.gesture("{name}")')
        label = self._rig.things.label(name)
        self._kept.pop("gesture", None)
        if self._seeing("accelerometer"):
            self._ask("gesture_" + name.replace(" ", "_"), name)
            self._until(lambda new: ("gesture", name) in [each[1:] for each in new])
            if name in _PLACED:
                self._kept["gesture"] = (lambda told: told == name), self._sentence
        self._did("gesture", name=label)

    def radio(self, text: str) -> None:
        """Ask for a message of a second micro:bit."""
        if self._names & {"receive_full", "receive_bytes", "receive_bytes_into"}:
            cannot("board.radio")
        if self._seeing("radio", "receive"):
            self._ask("radio", text, text=text)
            self._until(lambda new: any(w == "received" and _read(v) == text for _, w, v in new))
        self._did("radio", text=text)

    def type(self, text: str) -> None:
        """Type a line for the program."""
        self._rig.send(text)
        self._did("type", text=text)

    def keys(self, text: str) -> NoReturn:
        """Refuse."""
        cannot("board.keys")

    def hold_still(self) -> None:
        """Hold that all is as a person was asked to keep it, and that nothing else was done.

        Raises:
            BoardError: It is not.
        """
        if self._strayed:
            raise BoardError("check_real_strayed", what=self._strayed)
        for what, (met, sentence) in self._kept.items():
            if not met(self._rig.latest[what][2]):
                raise BoardError("check_real_unseen", asked=sentence)

    def notice(self, t_ms: int, what: str, value: str) -> None:
        """Notice a report: when a button went down, and what nobody was asked to do just now."""
        if value == "pressed":
            self._down_ms = t_ms
        if what in self._allowed or (what in self._kept and value == "pressed"):
            return
        if what in _BUTTONS and value == "pressed":
            self._strayed = self._named(what)
        elif what == "received":
            self._strayed = "radio"
        elif (what, value) == ("gesture", "shake"):
            self._strayed = "shake"

    def _button(
        self, button: str, deed: str, hand: str, hold_ms: int = 0, *, wait: bool = True
    ) -> bool:
        """Ask for something about a button; return whether the program can see it and was asked."""
        if button not in _BUTTONS:
            cannot(button)
        label = words(f"button.{button}")
        seeing = self._seeing(button)
        if seeing:
            self._ask(deed, button, button=self._named(button), seconds=round(hold_ms / 1000, 1))
            if wait:
                self._until(lambda new: (button, "pressed") in [each[1:] for each in new])
        self._did(hand, button=label)
        observed = self._rig.seen
        state: Hand = "held" if hand == "held" else "released"
        observed.button, observed.hand, observed.hand_ms = label, state, observed.now_ms
        return seeing and observed.ended_ms is None

    def _let_go(self, button: str, *, remind: bool) -> int | None:
        """Wait until a button is up, or the program looks at it no more; return when it was up."""
        if remind and self._rig.latest[button][2] != "released":
            self._rig.until(lambda new: (button, "released") in [e[1:] for e in new], _SHORT_MS)
            if self._rig.latest[button][2] != "released":
                self._ask("release", button, button=self._named(button))
        began_ms = self._rig.seen.now_ms
        while self._rig.latest[button][2] != "released":
            if self._rig.seen.ended_ms is not None:
                return None
            if self._rig.seen.now_ms - began_ms > ANSWER_S * 1000:
                raise BoardError("check_real_unseen", asked=self._sentence)
            if not self._rig.until(
                lambda new: any(what == button for _, what, _ in new), _HELD_TOLD_MS
            ):
                return None
        return self._rig.latest[button][0]

    def _seeing(self, *names: str) -> bool:
        """Return whether a program that still runs names what it would see this by."""
        return self._rig.seen.ended_ms is None and self._names.issuperset(names)

    def _ask(self, deed: str, name: str, **fields: object) -> None:
        self._sentence = strings.text(f"check_request.{deed}", None, **fields)
        asked: dict[str, JsonValue] = {"deed": deed, "name": name, "sentence": self._sentence}
        self._on_event(Event(self._rig.seen.now_ms, "check", "request", asked))

    def _until(self, done: Callable[[Sequence[Report]], bool]) -> None:
        """Wait until the program saw what was asked for, or is over.

        Raises:
            BoardError: It saw nothing for a long time.
        """
        self._allowed = {*_BUTTONS, "received", "gesture"}
        seen = self._rig.until(done, ANSWER_S * 1000)
        self._allowed = set()
        if not seen and self._rig.seen.ended_ms is None:
            raise BoardError("check_real_unseen", asked=self._sentence)

    def _named(self, button: str) -> str:
        return words(f"button.{button}").in_language(strings.language())

    def _did(self, deed: str, **fields: Field) -> None:
        self._rig.seen.hand = ""
        self._rig.seen.did = words(f"check_did.{deed}", **fields)


def _read(told: str) -> str | None:
    """Return the text that a board wrote as ``repr`` does, None if it is none."""
    try:
        value: object = ast.literal_eval(told)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return value if isinstance(value, str) else None
