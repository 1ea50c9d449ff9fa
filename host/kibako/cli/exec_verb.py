"""``kibako exec CODE``: run a short program on the board."""

from collections.abc import Sequence

from kibako import strings
from kibako.cli import local, running, target
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
    a_time = number("--timeout", 0.1, 86400)
    parser.option("--timeout", help="exec_timeout", metavar="SECONDS", type=a_time)
    parser.option("--explain", help="explain_option", action="store_true")
    target.add_options(parser)
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from_input = found.code == "-"
    code = local.read_program("-") if from_input else str(found.code)
    from kibako.workbench.program import ProgramRun

    board = target.moniker(found)
    show = running.Show()
    program = ProgramRun(
        code,
        name="-",
        board=board,
        on_event=show.take,
        for_s=found.timeout,
        wire_log=found.wire_log,
        faults=target.options(found, board).faults,
        circuit=found.circuit,
        on_preparing=target.say_preparing,
    )
    outcome = running.follow(program, show, board, reads_keys=not from_input)
    status = running.report(outcome, found.timeout, code, explains=found.explain)
    return ExitStatus.PROGRAM if outcome.ending == "limit" else status
