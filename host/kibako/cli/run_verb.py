"""``kibako run FILE``: run a program of this computer on the board."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from kibako import strings
from kibako.cli import local, output, running, target
from kibako.cli.reporting import Report
from kibako.cli.words import Words, number, one_of
from kibako.errors import ExitStatus, UsageError

FOR_MAX_S = 86_400.0
SEED_MAX = 2**32 - 1


def run(words: Sequence[str]) -> int:
    """Run a program; what it prints is the data.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    parser = Words("kibako run", strings.text("cli.run_about"))
    parser.word("FILE", help="run_file")
    parser.option(
        "--for", help="run_for", metavar="SECONDS", type=number("--for", 0.001, FOR_MAX_S)
    )
    parser.option("--pace", help="run_pace", type=one_of("--pace", ("real", "fast")))
    parser.option(
        "--seed", help="run_seed", metavar="NUMBER", type=number("--seed", 0, SEED_MAX, whole=True)
    )
    parser.option("--events", help="run_events", metavar="FILE")
    target.add_options(parser)
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    code = local.read_program(found.file)
    moniker = target.moniker(found)
    for option, value in (("--pace", found.pace), ("--seed", found.seed)):
        if value is not None and not moniker.startswith("virtual:"):
            raise UsageError("pace_real_board", option=option, board=moniker)
    with ExitStack() as stack:
        report = stack.enter_context(Report(found.events))
        return _run(found, code, moniker, report)


def _run(found: argparse.Namespace, code: str, moniker: str, report: Report) -> int:
    from kibako.boards.opening import open_board

    limit_s = getattr(found, "for")
    board = open_board(
        moniker,
        wire_log=found.wire_log,
        pace=found.pace or "real",
        seed=int(found.seed or 0),
        on_event=report.take,
    )
    try:
        name = "-" if found.file == "-" else Path(found.file).name
        report.begin(name, board.machine)
        watch = running.Watch(board, code, report.show, limit_s)
        result = watch.run(reads_keys=found.file != "-")
    except KeyboardInterrupt:
        report.end("stopped")
        raise
    finally:
        board.close()
    if watch.limit_reached:
        report.end("limit")
        output.say("run_said.limit", seconds=f"{limit_s:g}")
        return ExitStatus.DONE
    if result.stopped:
        report.end("stopped")
        output.say("run_said.stopped")
        return ExitStatus.PROGRAM
    if not result.ok:
        error = result.error.decode("utf-8", "replace").replace("\r\n", "\n").strip()
        report.error(error)
        report.end("error")
        print(error, file=sys.stderr)
        return ExitStatus.PROGRAM
    report.end("done")
    return ExitStatus.DONE
