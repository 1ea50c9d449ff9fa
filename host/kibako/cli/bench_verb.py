"""``kibako bench``: flash and fill many boards at once."""

import argparse
import queue
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import images, local, main, output
from kibako.cli.words import Words, number, one_of
from kibako.errors import ExitStatus, FileError, UsageError
from kibako.events import Event

if TYPE_CHECKING:
    from kibako.workbench.bench import BenchRun, BenchWish

_TABLE_BYTES_MAX = 16 << 20
_POLL_S = 0.1


def run(words: Sequence[str]) -> int:
    """Take care of boards as they are plugged in, and write down what became of them.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    found = _words().read(words)
    if found.help:
        return _words().show_help()
    wish = _wish(found)
    papers = _Papers(found.csv, found.labels_sheet)
    status = 0
    if found.json:
        run = _in_json(wish)
    elif found.plain or main.wants_plain():
        run = _in_lines(wish)
    else:
        run, status = _on_screen(wish)
    try:
        papers.write(run)
        if status:
            return status
        if run.tally().stopped:
            return main.INTERRUPTED
        if error := run.outcome():
            raise error
        return ExitStatus.DONE
    finally:
        run.close()


def _in_lines(wish: "BenchWish") -> "BenchRun":
    from kibako.line.bench import BenchLines
    from kibako.workbench.bench import BenchRun

    lines = BenchLines(sys.stdin if sys.stdin.isatty() else None, sys.stdout)
    run = BenchRun(wish, lines.take)
    if wish.virtual:
        output.say("bench_said.virtual", count=wish.virtual)
    with _ended_in_order(run):
        lines.follow(run)
    _say_end(run)
    return run


def _on_screen(wish: "BenchWish") -> "tuple[BenchRun, int]":
    from kibako.tui.bench import run as run_screen
    from kibako.workbench.bench import BenchRun

    run, status = run_screen(lambda take: BenchRun(replace(wish, stays=True), take))
    for row in run.rows():
        problem = row.get("problem")
        if isinstance(problem, dict) and row["phase"] == "failed":
            output.say("bench_said.problem", number=row["number"], **problem)
    _say_end(run)
    return run, status


def _say_end(run: "BenchRun") -> None:
    """Say how many boards ended how: the last line tells success or not."""
    tally = run.tally()
    output.data(
        strings.text(
            "bench_said.summary",
            done=tally.done,
            skipped=tally.skipped,
            failed=tally.failed,
            stopped=tally.stopped,
            seconds=tally.seconds,
        )
    )
    if tally.stopped:
        output.say("bench_said.stopped")
    elif run.outcome() is None:
        output.data(strings.text("bench_said.all_done"))


def _in_json(wish: "BenchWish") -> "BenchRun":
    """Write every event as a line of JSON; Ctrl-C ends in order."""
    from kibako.workbench.bench import BenchRun

    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    run = BenchRun(wish, events.put)
    stopped = False
    with _ended_in_order(run):
        run.start()
        while True:
            try:
                over = run.wait(_POLL_S)
                while not events.empty():
                    event = events.get_nowait()
                    value = {"source": event.source, "what": event.what, "value": event.value}
                    output.data_json({"t_ms": event.t_ms, **value})
                if over:
                    return run
            except KeyboardInterrupt:
                if stopped:
                    raise
                stopped = True
                run.stop()


@contextmanager
def _ended_in_order(run: "BenchRun") -> Generator[None]:
    """Let what is being written be written when we are ended, unless a person insists."""
    try:
        yield
    except KeyboardInterrupt:
        run.close(0.0)
        raise
    except BaseException:
        run.close()
        raise


class _Papers:
    """The files for what became of the boards; looked at before the first board is touched."""

    def __init__(self, table: str | None, sheet: str | None) -> None:
        from kibako.flash.bench_paper import SHEET_MARK

        self._table, self._sheet = table, sheet
        self._rows_before()
        if sheet and Path(sheet).exists():
            content = local.read_bytes(sheet, _TABLE_BYTES_MAX)
            if content and SHEET_MARK.encode() not in content:
                raise FileError("bench_not_ours", path=sheet)
        for paper in (table, sheet):
            if paper:
                local.check_writable(Path(paper))

    def write(self, run: "BenchRun") -> None:
        """Write both; what hinders the one does not hinder the other."""
        try:
            if self._table:
                self._write_table(self._table, run)
        finally:
            if self._sheet:
                from kibako.flash.bench_paper import sheet_html

                page = sheet_html(run.rows()).encode()
                local.write_bytes(Path(self._sheet), page, replace=True)
                output.say("bench_said.saved", path=self._sheet)

    def _write_table(self, table: str, run: "BenchRun") -> None:
        from kibako.flash.bench_paper import table_text

        before = self._rows_before()  # anew: somebody may have added to it meanwhile
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime())
        text = table_text(run.rows(), when, heading=not before)
        # Excel reads UTF-8 as such only behind this mark.
        local.write_bytes(Path(table), (before or b"\xef\xbb\xbf") + text.encode(), replace=True)
        output.say("bench_said.saved", path=table)

    def _rows_before(self) -> bytes:
        from kibako.flash.bench_paper import COLUMNS

        if not self._table or not Path(self._table).exists():
            return b""
        before = local.read_bytes(self._table, _TABLE_BYTES_MAX)
        heading = ",".join(COLUMNS).encode()
        if before and not before.removeprefix(b"\xef\xbb\xbf").startswith(heading):
            raise FileError("bench_not_ours", path=self._table)
        return before


def _wish(found: argparse.Namespace) -> "BenchWish":
    from kibako.workbench.bench import BenchWish, read_list
    from kibako.workbench.troubles import parse_troubles

    if found.label and found.labels:
        raise UsageError("bench_label_twice")
    labels: Sequence[str] = ()
    if found.labels:
        labels = read_list(local.read_program(found.labels))
        if not labels:
            raise FileError("bench_labels_empty", path=found.labels)
    virtual = int(found.virtual)
    if found.trouble and not virtual:
        raise UsageError("bench_trouble_real")
    return BenchWish(
        images=tuple((name, images.read(name)) for name in found.image or ()),
        files=local.folder(found.files) if found.files else None,
        label=found.label or "",
        labels=tuple(labels),
        board_kind=found.board_kind or "",
        at_once=int(found.at_once),
        tries=int(found.tries),
        again=found.again,
        count=int(found.count) if found.count else None,
        idle_s=found.idle,
        virtual=virtual,
        troubles=parse_troubles(found.trouble or "", virtual) if virtual else (),
    )


def _words() -> Words:
    from kibako.flash.bench import IDLE_S
    from kibako.virtual.usb import BOARDS_MAX
    from kibako.workbench.bench import AT_ONCE, TRIES

    parser = Words("kibako bench", strings.text("cli.bench_about"))
    parser.option("--image", help="bench_image", metavar="NAME|FILE", many=True)
    parser.option("--files", help="bench_files", metavar="FOLDER")
    parser.option("--label", help="bench_label", metavar="PATTERN")
    parser.option("--labels", help="bench_labels", metavar="FILE")
    kinds = one_of("--board-kind", ("pico", "pico-w"))
    parser.option("--board-kind", help="bench_board_kind", metavar="KIND", type=kinds)
    for option, least, most, default in (
        ("--at-once", 1, BOARDS_MAX, AT_ONCE),
        ("--tries", 1, 10, TRIES),
        ("--count", 1, 1000, None),
        ("--virtual", 1, BOARDS_MAX, 0),
    ):
        parser.option(
            option,
            help=f"bench_{option.strip('-').replace('-', '_')}",
            metavar="N",
            type=number(option, least, most, whole=True),
            default=default,
        )
    seconds = number("--idle", 1, 86400)
    parser.option("--idle", help="bench_idle", metavar="SECONDS", type=seconds, default=IDLE_S)
    parser.option("--again", help="bench_again", action="store_true")
    parser.option("--csv", help="bench_csv", metavar="FILE")
    parser.option("--labels-sheet", help="bench_sheet", metavar="FILE")
    parser.option("--trouble", help="bench_trouble", metavar="TROUBLE")
    parser.option("--plain", help="bench_plain", action="store_true")
    parser.option("--json", help="json_option", action="store_true")
    return parser
