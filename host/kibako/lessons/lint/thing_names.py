"""Names of parts, pins and buttons in a pack's ``check.py``: only what one of its boards has.

``expect.lamp("lmp")`` ends in an error of the pack when it comes so far. What is known before
that is which circuit hangs on each board that the check is for.
"""

import ast
import difflib
from collections.abc import Callable, Iterator, Sequence

from kibako.errors import KibakoError
from kibako.lessons.check_values import BadCall
from kibako.lessons.lint.check_names import known_calls
from kibako.lessons.lint.remark import Remark, error
from kibako.lessons.manifest import family_of
from kibako.lessons.pack import Pack, Step
from kibako.lessons.rigs import circuit_of
from kibako.lessons.things import Things

_FINDERS: dict[str, Callable[[Things, str], object]] = {
    **dict.fromkeys(
        ("expect.lamp", "expect.toggles", "expect.rises", "expect.falls"), Things.tellers
    ),
    "expect.pin": Things.pin,
    "expect.colour": lambda things, name: things.part(name, "rgb_led", "neopixel"),
    "expect.text": lambda things, name: things.part(name, "lcd1602"),
    "expect.servo": lambda things, name: things.part(
        name.partition(".")[0], "servo", "gripper", "maqueen"
    ),
    **dict.fromkeys(("board.press", "board.hold", "board.release"), Things.button),
}
"""By the name of a call: what raises ``BadCall`` for a name that the call knows nothing of."""


def thing_remarks(pack: Pack, step: Step, file: str, tree: ast.Module) -> Iterator[Remark]:
    """Say which names in a check belong to nothing on any board that the check is for.

    Args:
        pack: The pack.
        step: The step of the check.
        file: The check's path inside the pack.
        tree: What it says.
    """
    named = [
        (name, call, word)
        for name, call in known_calls(tree)
        if name in _FINDERS
        for word in _words(call)
    ]
    tables = _tables(pack, step, file) if named else ()
    for name, call, word in named:
        if not tables or any(_has(things, name, word) for things in tables):
            continue
        there = _all_names(tables, name)
        near = difflib.get_close_matches(word, there, 1)
        if near:
            told = {"call": name, "name": word, "nearest": near[0]}
            yield error("check_part_near", file, call.lineno, **told)
        else:
            # Any pin could be meant, and there are many: only parts are told, best those that fit.
            parts = list(dict.fromkeys(part for things in tables for part in things.names()))
            fit = [part for part in parts if part in there] or parts
            told = {"call": name, "name": word, "known": ", ".join(fit) or "-"}
            yield error("check_part", file, call.lineno, **told)


def _words(call: ast.Call) -> Iterator[str]:
    """Yield the names that a call may get, as far as they stand in it."""
    keys = {each.arg: each.value for each in call.keywords}
    told = call.args[0] if call.args else keys.get("name", keys.get("button"))
    choice = [told.body, told.orelse] if isinstance(told, ast.IfExp) else [told]
    for each in choice:
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def _tables(pack: Pack, step: Step, file: str) -> Sequence[Things]:
    """Return what lies on the table with each board; nothing where that cannot be told."""
    from kibako.virtual.profile import find_profile

    try:
        return [
            Things(find_profile(board), circuit_of(pack, find_profile(board).id))
            for board in pack.manifest.boards
            if step.path("check.py", family_of(board)) == file
        ]
    except KibakoError:
        return ()  # the circuit's own remark says why


def _has(things: Things, call: str, word: str) -> bool:
    try:
        _FINDERS[call](things, word)
    except BadCall:
        return False
    return True


def _all_names(tables: Sequence[Things], call: str) -> list[str]:
    """Return all names that a call knows on one of the boards, each once."""
    names = dict.fromkeys(name for things in tables for name in things.known())
    return [name for name in names if any(_has(things, call, name) for things in tables)]
