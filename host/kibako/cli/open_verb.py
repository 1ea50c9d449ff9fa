"""``kibako`` alone: open the lessons, full screen or as plain lines."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kibako import __version__, strings
from kibako.cli import main, output, target
from kibako.cli.words import Words
from kibako.errors import ExitStatus, KibakoError

if TYPE_CHECKING:
    from kibako.workbench.core import Workbench


def run(words: Sequence[str]) -> int:
    """Open the lessons; or say the version, or what can be done.

    Args:
        words: The options; there is no verb.

    Returns:
        The exit status.
    """
    parser = Words("kibako", strings.text("cli.about"))
    parser.option("--version", help="version_option", action="store_true")
    parser.option("--plain", help="plain_option", action="store_true")
    parser.option("--board", help="board_option", metavar="MONIKER")
    parser.option("--circuit", help="circuit_option", metavar="CIRCUIT", type=target.circuit)
    found = parser.read(words)
    if found.help:
        parser.epilog = strings.text("cli.more")
        parser.about_verbs(main.VERBS)
        return parser.show_help()
    if found.version:
        print(f"kibako {__version__}")
        return ExitStatus.DONE
    from kibako import config
    from kibako.boards.labels import SCHEME
    from kibako.links.open import open_link
    from kibako.virtual.options import VirtualOptions
    from kibako.workbench.actions import OPEN_BENCH
    from kibako.workbench.core import Workbench

    board = found.board or config.settings().board or None
    if found.circuit is not None and not (found.board or "").startswith("virtual:"):
        # What hangs on a board needs a virtual one, of its own kind.
        board = f"virtual:{found.circuit.board.id}/lesson"
    if board and not board.startswith(SCHEME):
        open_link(board)  # it is not opened; a name that means no board is said at once
    plain = found.plain or main.wants_plain()
    while True:
        virtual = VirtualOptions(circuit=found.circuit)
        workbench = Workbench(board=board, virtual=virtual, listens=plain)
        try:
            status = _lessons(workbench, plain=plain)
        finally:
            workbench.close()
        if status != OPEN_BENCH:
            return status
        from kibako.cli import bench_verb

        try:
            bench_verb.run(["--plain"] if plain else [])
        except KibakoError as error:
            output.fault(error)  # of the bench: the lessons have nothing to do with it


def _lessons(workbench: "Workbench", *, plain: bool) -> int:
    if plain:
        from kibako.line.main import run as run_line

        return run_line(workbench, sys.stdin, sys.stdout)
    from kibako.tui.app import run as run_screen

    return run_screen(workbench)
