"""``kibako control``: reach into a virtual board that another program has open."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from kibako import strings
from kibako.cli import output, target
from kibako.cli.words import Words, number, one_of
from kibako.errors import ExitStatus, UsageError

if TYPE_CHECKING:
    from kibako.events import JsonValue

WHAT = ("list", "press", "release", "set", "fault", "heal", "reset")
HOLD_S_MAX = 3600
_ALONE = ("list", "reset")


def run(words: Sequence[str]) -> int:
    """Press, set, break or mend something on a virtual board of another program.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    parser = Words("kibako control", strings.text("cli.control_about"))
    parser.word("WHAT", help="control_what")
    parser.word("NAME", help="control_name", needed=False)
    parser.word("VALUE", help="control_value", needed=False)
    parser.option("--board", help="board_option", metavar="MONIKER")
    parser.option("--json", help="json_option", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    what = one_of("WHAT", WHAT)(found.what)
    if what not in _ALONE and found.name is None:
        raise UsageError("word_missing", word="NAME", command=f"kibako control {what}")
    if what == "set" and found.value is None:
        raise UsageError("word_missing", word="VALUE", command="kibako control set")
    from kibako.links.open import open_link
    from kibako.links.virtual import VirtualLink
    from kibako.virtual.control import ask

    board = target.moniker(found)
    link = open_link(board)
    if not isinstance(link, VirtualLink):
        raise UsageError("control_real_board", board=board)
    request: dict[str, JsonValue] = {"do": what, "name": found.name}
    if found.value is not None:
        request["value"] = _value(what, found.value)
    answer = ask(link.flash_folder, link.description, request)
    if what == "list":
        _show(answer, as_json=found.json)
    return ExitStatus.DONE


def _value(what: str, text: str) -> "JsonValue":
    """Read a value: seconds to hold for a press, a number or a word for an input."""
    if what == "press":
        return number("VALUE", 0, HOLD_S_MAX)(text) * 1000
    try:
        return float(text)
    except ValueError:
        return text


def _show(answer: "JsonValue", *, as_json: bool) -> None:
    if as_json:
        output.data_json(answer)
        return
    there = cast("dict[str, JsonValue]", answer)
    for name, pressed in cast("dict[str, bool]", there["buttons"]).items():
        state = strings.text("control_said.down" if pressed else "control_said.up")
        output.data(f"{name}\t{state}")
    for each in cast("list[dict[str, JsonValue]]", there["inputs"]):
        choices = cast("list[str]", each["choices"])
        span = " / ".join(choices) if choices else f"{each['least']:g} - {each['most']:g}"
        output.data(f"{each['name']}\t{each['value']} {each['unit']}\t({span})")
    for name in cast("list[str]", there["faults"]):
        output.data(f"{name}\t{strings.text('control_said.fault')}")
