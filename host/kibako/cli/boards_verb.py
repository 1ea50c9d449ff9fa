"""``kibako boards``: list the boards that can be used."""

from collections.abc import Sequence

from kibako import strings
from kibako.cli import output
from kibako.cli.words import Words
from kibako.errors import ExitStatus

VIRTUAL = ("virtual:microbit", "virtual:pico")


def run(words: Sequence[str]) -> int:
    """List the boards that are plugged in, then the virtual ones.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    parser = Words("kibako boards", strings.text("cli.boards_about"))
    parser.option("--json", help="json_option", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from kibako.boards.discovery import default_moniker, list_boards

    boards = list_boards()
    default = default_moniker()
    rows = [{"moniker": board.moniker, "name": board.name, "real": True} for board in boards]
    rows += [{"moniker": name, "name": name, "real": False} for name in VIRTUAL]
    if found.json:
        output.data_json([{**row, "default": row["moniker"] == default} for row in rows])
        return ExitStatus.DONE
    if not boards:
        output.say("boards_list.none")
    for row in rows:
        mark = strings.text("boards_list.default") if row["moniker"] == default else ""
        output.data("\t".join(str(part) for part in (row["moniker"], row["name"], mark) if part))
    return ExitStatus.DONE
