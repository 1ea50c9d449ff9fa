"""``kibako launcher``: a ``main.py`` with which a board can always be caught."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import local, output, target
from kibako.cli.words import Words, deed_of, deed_unknown
from kibako.errors import ExitStatus

if TYPE_CHECKING:
    from kibako.boards.board import Board

DEEDS = ("status", "install", "remove", "log")


def run(words: Sequence[str]) -> int:
    """Tell of the launcher on a board, put it there, take it off, or show the kept error.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    deed = deed_of(words)
    parser = Words(f"kibako launcher {deed}".strip(), strings.text("cli.launcher_about"))
    parser.word("DEED", help="launcher_deed", needed=False)
    if deed == "install":
        parser.word("FILE", help="launcher_file", needed=False)
    if deed == "log":
        parser.option("--clear", help="launcher_clear", action="store_true")
    if deed in ("", "status", "log"):
        parser.option("--json", help="json_option", action="store_true")
    target.add_options(parser)
    if deed and deed not in DEEDS:
        raise deed_unknown("launcher", deed, DEEDS)
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    program = None
    if deed == "install" and found.file:
        program = local.read_program(found.file).encode("utf-8")
    with target.opened(found) as board:
        if deed == "install":
            _install(board, program)
        elif deed == "remove":
            _remove(board)
        elif deed == "log":
            _log(board, found)
        else:
            _status(board, found.json)
    return ExitStatus.DONE


def _status(board: "Board", as_json: bool) -> None:
    from kibako.boards import launcher

    standing = launcher.standing(board)
    if as_json:
        output.data_json(asdict(standing))
        return
    output.say("launcher_said.is_there" if standing.installed else "launcher_said.is_not_there")
    if standing.installed and not standing.current:
        output.say("launcher_said.other_version")
    if standing.program_bytes is not None:
        output.say("launcher_said.program", size=standing.program_bytes)
    if standing.has_log:
        output.say("launcher_said.has_log")


def _install(board: "Board", program: bytes | None) -> None:
    from kibako.boards import launcher

    moved = launcher.install(board, program, target.say_kept)
    if moved:
        output.say("launcher_said.moved")
    output.say("launcher_said.installed")
    if program is not None and b"__main__" in program and board.profile.family == "microbit":
        output.say("launcher_said.no_main")


def _remove(board: "Board") -> None:
    from kibako.boards import launcher

    has_program = launcher.remove(board, target.say_kept)
    output.say("launcher_said.moved_back" if has_program else "launcher_said.removed")


def _log(board: "Board", found: argparse.Namespace) -> None:
    from kibako.boards import launcher

    log = launcher.read_log(board)
    if found.json:
        output.data_json({"log": log})
    elif log:
        output.data(log)
    else:
        output.say("launcher_said.no_log")
    if found.clear:
        launcher.clear_log(board, target.say_kept)
