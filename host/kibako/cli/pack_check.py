"""``kibako pack check``: one program against a step, as the author of a pack tries it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import checking, chosen_pack, output
from kibako.cli.words import Words
from kibako.errors import ExitStatus, PackError

if TYPE_CHECKING:
    import argparse

    from kibako.lessons.pack import Pack


def run(words: Sequence[str]) -> int:
    """Check a program of a learner, or the solutions of a pack.

    Args:
        words: What came after ``pack check``.

    Returns:
        The exit status: 1 when a program does not pass.
    """
    parser = Words("kibako pack check", strings.text("cli.pack_check_about"))
    parser.word("PACK", help="pack_check_what", needed=False)
    parser.option("--program", help="pack_check_program", metavar="FILE")
    checking.add_options(parser, board="pack_check_board")
    parser.option("--json", help="json_option", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    pack = chosen_pack.read(found.pack or ".")
    checking.look_at_words(found, pack, "--program", "kibako pack check")
    try:
        if found.many or found.program:
            return checking.check_handed_in(found, pack, found.program, named=True)
        return _solutions(found, pack)
    except PackError as error:
        if error.code != "check_broken":
            raise
        # Whoever asks this writes the pack, and is no learner who must be comforted.
        raise PackError("check_own_broken", **error.fields) from error


def _solutions(found: "argparse.Namespace", pack: "Pack") -> int:
    """Check the solution of each step that is asked for, on one board."""
    told: list[dict[str, object]] = []
    for at in checking.steps_of(found, pack):
        told.append(checking.check(pack, at, None, found.board))
        if not found.json:
            checking.tell(told[-1], named=True)
    if found.json:
        output.data_json(told)
    return ExitStatus.DONE if all(each["passed"] for each in told) else ExitStatus.PROGRAM
