"""The keys of the line editor: control characters and the sequences that terminals send."""

from typing import Literal

Signal = Literal["enter", "raw", "friendly", "interrupt", "eof", "paste", "complete"]
"""What ends an edit: Enter, Ctrl-C, or on an empty line Ctrl-A, B, D, E; or Tab on a word."""

CONTROLS: dict[str, Signal] = {
    "\x01": "raw",
    "\x02": "friendly",
    "\x03": "interrupt",
    "\x04": "eof",
    "\x05": "paste",
}
"""The control characters that may be signals."""

_SEQUENCE_LIMIT = 16

EMACS = {
    "\x06": "right",
    "\x0b": "kill_end",
    "\x0e": "down",
    "\x10": "up",
    "\x15": "kill_start",
    "\x17": "kill_word_left",
}
"""What other control characters do."""

_SEQUENCES = {
    "[A": "up",
    "[B": "down",
    "[C": "right",
    "[D": "left",
    "[H": "home",
    "[F": "end",
    "[1~": "home",
    "[7~": "home",
    "[4~": "end",
    "[8~": "end",
    "[3~": "delete",
    "[1;5C": "word_right",
    "[1;5D": "word_left",
    "OA": "up",
    "OB": "down",
    "OC": "right",
    "OD": "left",
    "OH": "home",
    "OF": "end",
    "b": "word_left",
    "f": "word_right",
    "d": "kill_word_right",
    "\x7f": "kill_word_left",
}


def escape(sequence: str, char: str) -> tuple[str | None, str | None]:
    """Take the next character of an escape sequence.

    Args:
        sequence: What came after the escape character so far.
        char: The next character, not a control.

    Returns:
        The sequence if it goes on, else None; and the key it was, if it is over and known.
    """
    sequence += char
    if len(sequence) == 1 and char in "[O":
        return sequence, None
    if sequence[0] == "[" and not "@" <= char <= "~" and len(sequence) < _SEQUENCE_LIMIT:
        return sequence, None
    return None, _SEQUENCES.get(sequence)
