"""``kibako lesson check PACK --many FOLDER``: the programs of a whole group, as a table."""

import argparse
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import local, output
from kibako.errors import ExitStatus, PackError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kibako.lessons.crowd import Verdict
    from kibako.lessons.pack import Pack
    from kibako.lessons.submissions import Row, Submission

_TOLD = 25
"""After so many programs it is said how far the work is, where no line tells each of them."""


_UNCHECKED = (
    "submission_large",
    "submission_link",
    "submission_lost",
    "submission_no_text",
    "submission_unreadable",
)
"""What is said in place of a finding where no check was made."""


def check_many(found: argparse.Namespace, pack: "Pack") -> int:
    """Check all programs in a folder, and write the table.

    Args:
        found: The words of the command.
        pack: The pack.

    Returns:
        The exit status: 0 when all have passed.
    """
    from kibako.lessons.crowd import Task, check_all
    from kibako.lessons.submissions import find_submissions

    step = None if found.step is None else found.step - 1
    submissions = find_submissions(local.folder(found.many), pack, step)
    if found.csv is not None:
        local.check_writable(found.csv)
        if found.csv.exists() and not found.force:
            local.write_bytes(found.csv, b"", replace=False)  # says that it is there
    readable = [each for each in submissions if not each.problem]
    verdicts = check_all([Task(pack.folder, each.step, each.code) for each in readable])
    rows: list[Row] = []
    try:
        for number, each in enumerate(submissions, 1):
            rows.append(_plain(_row(pack, each, verdicts)))
            if not found.json:
                _tell(rows[-1])
            elif number % _TOLD == 0:
                output.say("lesson_said.many_so_far", done=number, all=len(submissions))
    finally:  # what was checked before a Ctrl-C, or before the check broke, is not lost
        _keep(found, rows)
        if len(rows) < len(submissions):
            output.say("lesson_said.many_so_far", done=len(rows), all=len(submissions))
    passed = sum(row.passed for row in rows)
    output.say("lesson_said.many_sum", passed=passed, all=len(rows))
    if any(row.finding in _UNCHECKED for row in rows):
        return ExitStatus.FILE
    return ExitStatus.DONE if passed == len(rows) else ExitStatus.PROGRAM


def _row(pack: "Pack", each: "Submission", verdicts: "Iterator[Verdict]") -> "Row":
    """Return the line of the table for one program, in the learner's words."""
    from kibako.lessons.submissions import Row, row_of

    problem = each.problem
    if not problem:
        verdict = next(verdicts)
        if not verdict.broken:
            return row_of(each, verdict)
        if not verdict.lost:
            file = pack.steps[each.step].check_file
            raise PackError("check_broken", pack=pack.id, file=file, reason=verdict.broken)
        problem = "submission_lost"
    return Row(
        each.name, each.step + 1, False, problem, strings.text(f"lesson_said.{problem}", None), ""
    )


def _tell(row: "Row") -> None:
    key = "many_passed" if row.passed else "many_failed"
    said = f"{row.seen} {row.expected}".strip()
    name = output.one_line(row.name)
    output.data(strings.text(f"lesson_said.{key}", None, name=name, step=row.step, said=said))


def _keep(found: argparse.Namespace, rows: "list[Row]") -> None:
    """Write the table, and print it where JSON is wanted."""
    from kibako.lessons.submissions import as_csv

    if found.csv is not None:
        local.write_bytes(found.csv, as_csv(rows), replace=True, private=True)
    if found.json:
        output.data_json([_about(row) for row in rows])


def _plain(row: "Row") -> "Row":
    """Return a line of the table for mentors, who read kanji; one line of text each."""
    from dataclasses import replace

    from kibako_access import ruby

    seen, expected = (
        output.one_line(ruby.render(text, "normal")) for text in (row.seen, row.expected)
    )
    return replace(row, seen=seen, expected=expected)


def _about(row: "Row") -> dict[str, object]:
    from kibako.lessons.submissions import COLUMNS

    return {column: getattr(row, column) for column in COLUMNS}
