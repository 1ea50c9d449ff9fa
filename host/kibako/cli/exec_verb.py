"""``kibako exec CODE``: run a short program on the board."""

import sys
from collections.abc import Sequence

from kibako import strings
from kibako.cli import local, output, running, target
from kibako.cli.words import Words, number
from kibako.errors import ExitStatus


def run(words: Sequence[str]) -> int:
    """Run a short program; what it prints is the data.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    parser = Words("kibako exec", strings.text("cli.exec_about"))
    parser.word("CODE", help="exec_code")
    parser.option(
        "--timeout", help="exec_timeout", metavar="SECONDS", type=number("--timeout", 0.1, 86400)
    )
    target.add_options(parser)
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    code = local.read_program("-") if found.code == "-" else found.code
    with target.opened(found) as board:
        text = output.BoardText()
        result = running.Watch(board, code, text.write, found.timeout).run(
            reads_keys=found.code != "-"
        )
        text.write(b"", last=True)
    if result.error and not result.stopped:
        print(result.error.decode("utf-8", "replace").strip(), file=sys.stderr)
    if result.stopped:
        output.say("run_said.stopped")
    return ExitStatus.DONE if result.ok else ExitStatus.PROGRAM
