"""``kibako run FILE``: run a program of this computer on the board."""

from collections.abc import Sequence
from pathlib import Path

from kibako import strings
from kibako.cli import local, running, target
from kibako.cli.pictures import Pictures
from kibako.cli.words import Words, number, one_of
from kibako.errors import UsageError

FOR_MAX_S = 86_400.0
SEED_MAX = 2**32 - 1


def run(words: Sequence[str]) -> int:
    """Run a program; what it prints is the data.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    parser = _words()
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    code = local.read_program(found.file)
    board = target.moniker(found)
    if found.seed is not None and not board.startswith("virtual:"):
        raise UsageError("seed_real_board", board=board)
    from kibako.workbench.program import ProgramRun

    limit_s = getattr(found, "for")
    pictures = Pictures(found.pictures) if found.pictures else None
    with running.event_lines(found.events) as lines:
        show = running.Show(lines, pictures)
        program = ProgramRun(
            code,
            name="-" if found.file == "-" else Path(found.file).name,
            board=board,
            on_event=show.take,
            for_s=limit_s,
            pace=found.pace or "real",
            seed=int(found.seed or 0),
            wire_log=found.wire_log,
            faults=target.options(found, board).faults,
            circuit=found.circuit,
            on_preparing=target.say_preparing,
        )
        outcome = running.follow(program, show, board, reads_keys=found.file != "-")
    if pictures is not None:
        pictures.save()
    return running.report(outcome, limit_s, code, explains=found.explain)


def _words() -> Words:
    parser = Words("kibako run", strings.text("cli.run_about"))
    parser.word("FILE", help="run_file")
    a_time = number("--for", 0.001, FOR_MAX_S)
    parser.option("--for", help="run_for", metavar="SECONDS", type=a_time)
    parser.option("--pace", help="run_pace", type=one_of("--pace", ("real", "fast")))
    a_seed = number("--seed", 0, SEED_MAX, whole=True)
    parser.option("--seed", help="run_seed", metavar="NUMBER", type=a_seed)
    parser.option("--events", help="run_events", metavar="FILE")
    parser.option("--pictures", help="run_pictures", metavar="FOLDER")
    parser.option("--explain", help="explain_option", action="store_true")
    target.add_options(parser)
    return parser
