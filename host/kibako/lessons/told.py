"""What a check may ask of a real board: one line for each call of ``check.py``."""

from collections.abc import Mapping
from typing import Literal

Source = Literal["program", "text", "picture", "sound", "pins", "messages", "nothing"]
"""What of the board an answer is made of."""

LOOKS: Mapping[str, Source] = {
    "no_error": "program",
    "running_now": "program",
    "ended": "program",
    "code_that": "program",
    "that": "program",
    "prints": "text",
    "prints_line": "text",
    "prints_number": "text",
    "shows": "picture",
    "blinks": "picture",
    "scrolls": "picture",
    "plays": "sound",
    "sounds": "sound",
    "silent": "sound",
    "lamp": "pins",
    "pin": "pins",
    "toggles": "pins",
    "rises": "pins",
    "falls": "pins",
    "sends": "messages",
    "text": "nothing",
    "colour": "nothing",
    "sound": "nothing",
    "servo": "nothing",
    "turns": "nothing",
    "drives": "nothing",
    "pose": "nothing",
    "path": "nothing",
    "on_line": "nothing",
}
"""Of what each expectation is made; ``nothing``: a real board cannot tell it."""

SOURCES: Mapping[str, Source] = {
    **LOOKS,
    "running": "program",
    "now": "program",
    "printed": "text",
    "display": "picture",
    "events": "nothing",
    "car": "nothing",
}
"""The same for all that a check may ask of a board."""

Deed = Literal["done", "asked", "nothing"]
"""Who does something to a real board: the computer, a person who is asked, nobody."""

DEEDS: Mapping[str, Deed] = {
    "run": "done",
    "type": "done",
    "forget": "done",
    "kind": "done",
    "profile": "done",
    "press": "asked",
    "hold": "asked",
    "release": "asked",
    "set": "asked",
    "gesture": "asked",
    "radio": "asked",
    "keys": "nothing",
    "track": "nothing",
}
"""Who does what a check does to a board; ``nothing``: a real board is not made to do it."""
