"""What a check does to its board: fingers, sensors, lines, messages, each told in a sentence."""

from typing import TYPE_CHECKING

from kibako.errors import UsageError
from kibako.lessons.check_values import BadCall
from kibako.lessons.findings import Field, amount, words
from kibako.lessons.observation import Hand, Observation
from kibako.lessons.things import Things

if TYPE_CHECKING:
    from kibako.virtual.board import VirtualBoard

_KEYS = {"*": "star", "#": "hash"}
KEY_MS = 100
"""How long a key is held down, and how long it is up before the next one."""


class Hands:
    """The hands at one board of a check.

    Args:
        machine: The board.
        seen: What is seen of it.
        things: What can be named on it.
    """

    def __init__(self, machine: "VirtualBoard", seen: Observation, things: Things) -> None:
        self._machine = machine
        self._seen = seen
        self._things = things

    def press(self, button: str, at_ms: int, hold_ms: int) -> None:
        """Press a button for a while, at a time counted from now.

        Raises:
            UsageError: The board has no such button.
        """
        self._known(button)
        world = self._machine.world
        start_ms = self._seen.start_ms + self._seen.now_ms + at_ms
        world.at(start_ms, lambda: world.press(button))
        world.at(start_ms + hold_ms, lambda: world.release(button))
        self._handled(button, "released", at_ms, "pressed")

    def hold(self, button: str) -> None:
        """Press a button now, and keep it down.

        Raises:
            UsageError: The board has no such button.
        """
        self._known(button)
        self._machine.world.press(button)
        self._handled(button, "held", 0, "held")

    def release(self, button: str) -> None:
        """Let a button go now.

        Raises:
            UsageError: The board has no such button.
        """
        self._known(button)
        self._machine.world.release(button)
        self._handled(button, "released", 0, "released")

    def set(self, quantity: str, value: float | str) -> None:
        """Change something around the board: ``temperature_c``, ``light``, a pin.

        Raises:
            UsageError: The board knows no such thing.
        """
        self._machine.world.set(quantity, value)
        told = value if isinstance(value, str) else amount(value)
        self._did("set", name=self._things.label(quantity), value=told)

    def gesture(self, name: str) -> None:
        """Make a gesture with a micro:bit.

        Raises:
            UsageError: The board knows no such gesture.
        """
        self._machine.world.set("accelerometer.gesture", name)
        self._did("gesture", name=self._things.label(name))

    def radio(self, text: str) -> None:
        """Let a neighbour's message come in.

        Raises:
            UsageError: The board has no radio.
        """
        self._machine.world.set("radio.message", text)
        self._did("radio", text=text)

    def type(self, text: str) -> None:
        """Type a line, and Enter.

        Raises:
            BadCall: The program does not run yet, or the line holds what nobody types.
        """
        if any(letter < " " or letter == "\x7f" for letter in text):
            raise BadCall("text: one line without control characters is needed")
        if not self._seen.now_ms:
            raise BadCall("board.type: let the program run first")
        if self._seen.ended_ms is None:
            self._machine.feed(text.encode() + b"\r")
        self._did("type", text=text)

    def keys(self, text: str) -> int:
        """Plan a press of each key of a text on the keypad of the circuit.

        Returns:
            How many milliseconds that takes.

        Raises:
            BadCall: There is no keypad, or it has no such key.
        """
        pads = self._things.names("keypad")
        if not pads:
            raise BadCall("board.keys: the circuit has no keypad")
        if any(key not in "0123456789*#" for key in text):
            raise BadCall("board.keys: 0 to 9, * and # are keys")
        world = self._machine.world
        now_ms = self._seen.start_ms + self._seen.now_ms
        for at, key in enumerate(text):
            button = f"{pads[0]}.{_KEYS.get(key, key)}"
            down_ms = now_ms + at * 2 * KEY_MS
            world.at(down_ms, lambda button=button: world.press(button))
            world.at(down_ms + KEY_MS, lambda button=button: world.release(button))
        self._did("keys", text=text)
        return len(text) * 2 * KEY_MS

    def _known(self, button: str) -> None:
        known = self._machine.world.snapshot().buttons
        if button not in known:
            raise UsageError("button_unknown", button=button, known=", ".join(known))

    def _handled(self, button: str, hand: Hand, in_ms: int, deed: str) -> None:
        label = self._things.label(button)
        self._did(deed, button=label)
        self._seen.button, self._seen.hand = label, hand
        self._seen.hand_ms = self._seen.now_ms + in_ms

    def _did(self, deed: str, **fields: Field) -> None:
        self._seen.hand = ""
        self._seen.did = words(f"check_did.{deed}", **fields)
