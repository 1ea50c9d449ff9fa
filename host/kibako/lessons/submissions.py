"""The programs that a group handed in: found in a folder, checked, written as a table."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kibako.errors import FileError
from kibako.lessons.crowd import Verdict
from kibako.lessons.pack import Pack
from kibako.reasons import reason_of

MAX_SUBMISSIONS = 2000
MAX_CODE_BYTES = 256 * 1024
_ONLY = ("main.py", "program.py")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = ("name", "step", "passed", "finding", "seen", "expected")


@dataclass(frozen=True, slots=True)
class Submission:
    """One program that was handed in.

    Attributes:
        name: The child's nickname: the name of the file or folder.
        step: The step, counted from 0.
        path: The file.
        code: The program; empty when it cannot be read.
        problem: What is wrong with the file, empty as a rule.
    """

    name: str
    step: int
    path: Path
    code: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table, in the current language."""

    name: str
    step: int
    passed: bool
    finding: str
    seen: str
    expected: str


def find_submissions(folder: Path, pack: Pack, step: int | None) -> tuple[Submission, ...]:
    """Find the programs that a group handed in.

    Each file ``<nickname>.py`` is one for the given step, else the first. Each folder
    ``<nickname>`` holds ``<step>.py`` for the steps that the child did, or one program only.

    Args:
        folder: Where they lie.
        pack: The pack.
        step: Only this step, counted from 0.

    Returns:
        The programs, by nickname and step. A link is named and not followed, for it may lead to
        any file of this computer; hidden files are left out.

    Raises:
        FileError: There is none, there are too many, or the folder cannot be read.
    """
    try:
        entries = sorted(folder.iterdir(), key=lambda each: each.name)
        found: list[Submission] = []
        for entry in entries:
            if entry.name.startswith((".", "__")):
                continue
            if entry.is_symlink():
                if entry.suffix == ".py" or entry.is_dir():
                    found.append(_read(entry.name.removesuffix(".py"), entry, step or 0))
            elif entry.is_dir():
                found += _of_child(entry, pack, step)
            elif entry.suffix == ".py" and entry.is_file():
                found.append(_read(entry.stem, entry, step or 0))
            if len(found) > MAX_SUBMISSIONS:
                raise FileError("submissions_many", path=str(folder), limit=MAX_SUBMISSIONS)
    except OSError as error:
        reason = reason_of(error)
        raise FileError("local_unreadable", path=str(folder), reason=reason) from error
    if not found:
        raise FileError("submissions_none", path=str(folder))
    return tuple(found)


def _of_child(folder: Path, pack: Pack, step: int | None) -> list[Submission]:
    files = {
        entry.name: entry
        for entry in sorted(folder.iterdir())
        if entry.suffix == ".py" and (entry.is_symlink() or entry.is_file())
    }
    steps = range(len(pack.steps)) if step is None else [step]
    found = [
        _read(folder.name, files[f"{pack.steps[at].id}.py"], at)
        for at in steps
        if f"{pack.steps[at].id}.py" in files
    ]
    if not found:
        only = [files[name] for name in _ONLY if name in files] or list(files.values())
        if only:
            found = [_read(folder.name, only[0], step or 0)]
    return found


def _read(name: str, path: Path, step: int) -> Submission:
    if path.is_symlink():
        return Submission(name, step, path, problem="submission_link")
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_CODE_BYTES + 1)
        if len(raw) > MAX_CODE_BYTES:
            return Submission(name, step, path, problem="submission_large")
        code = raw.decode("utf-8-sig")
    except OSError:
        return Submission(name, step, path, problem="submission_unreadable")
    except UnicodeDecodeError:
        return Submission(name, step, path, problem="submission_no_text")
    if "\0" in code:
        return Submission(name, step, path, problem="submission_no_text")
    return Submission(name, step, path, code.replace("\r\n", "\n").replace("\r", "\n"))


def row_of(submission: Submission, verdict: Verdict) -> Row:
    """Return the line of the table for a program that was checked."""
    found = verdict.found
    return Row(
        name=submission.name,
        step=submission.step + 1,
        passed=verdict.passed,
        finding="" if found is None else found.key,
        seen="" if found is None else found.seen(),
        expected="" if found is None else found.expected(),
    )


def as_csv(rows: Sequence[Row]) -> bytes:
    """Return the table for a spreadsheet: UTF-8 with a mark, so that Excel reads Japanese.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(getattr(row, column)) for column in COLUMNS])
    return text.getvalue().encode("utf-8-sig", "replace")


def as_json(rows: Sequence[Row]) -> bytes:
    """Return the table as one JSON list of objects."""
    table = [{column: getattr(row, column) for column in COLUMNS} for row in rows]
    return (json.dumps(table, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
