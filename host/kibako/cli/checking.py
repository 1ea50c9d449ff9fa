"""Checking programs against the steps of a pack: what ``lesson check`` and ``pack check`` share."""

import argparse
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import local, output, target
from kibako.cli.words import Words, number
from kibako.errors import ExitStatus, UsageError
from kibako.events import Event

if TYPE_CHECKING:
    from kibako.lessons.checks import CheckOutcome
    from kibako.lessons.pack import Pack, Step


def add_options(parser: Words, *, board: str) -> None:
    """Add the options of a check.

    Args:
        parser: The words of the command.
        board: The message that explains ``--board``.
    """
    add_step(parser)
    parser.option("--board", help=board, metavar="BOARD")
    parser.option("--many", help="lesson_many", metavar="FOLDER")
    parser.option("--csv", help="lesson_csv", metavar="FILE", type=Path)
    parser.option("--force", help="force_option", action="store_true")


def add_step(parser: Words) -> None:
    """Add ``--step``.

    Args:
        parser: The words of the command.
    """
    at_step = number("--step", 1, 99, whole=True)
    parser.option("--step", help="lesson_step", metavar="NUMBER", type=at_step)


def look_at_words(found: argparse.Namespace, pack: "Pack", program: str, command: str) -> None:
    """Look whether the words of a check belong together.

    Args:
        found: The words.
        pack: The pack.
        program: The option that names the program.
        command: The command, as the person typed it.

    Raises:
        UsageError: The pack has no such step, or one word forbids another or needs it.
    """
    steps_of(found, pack)
    given = {program: getattr(found, program.lstrip("-")), "--board": found.board}
    for other, value in given.items():
        if found.many and value:
            raise UsageError("options_apart", one="--many", other=other)
    if found.csv and not found.many:
        raise UsageError("word_missing", word="--many FOLDER", command=f"{command} --csv")


def steps_of(found: argparse.Namespace, pack: "Pack") -> Sequence[int]:
    """Return the steps that are asked for, counted from 0: all when none is named.

    Raises:
        UsageError: The pack has no such step.
    """
    count = len(pack.steps)
    if found.step is None:
        return range(count)
    if found.step > count:
        code = "cli_step_unknown" if count > 1 else "cli_step_only"
        raise UsageError(code, pack=pack.id, step=found.step, count=count)
    return [found.step - 1]


def kind_of_board(word: str, pack: "Pack") -> str:
    """Return the kind of virtual board that ``--board`` means.

    Args:
        word: What was typed: ``pico-w``, a family such as ``pico``, or ``virtual:pico``.
        pack: The pack.

    Raises:
        UsageError: The pack is not for that board, or there is none of that name.
    """
    from kibako.lessons.proving import boards_of
    from kibako.virtual.profile import find_profile

    kinds = boards_of(pack)
    with suppress(UsageError):
        kind = find_profile(_without_virtual(word)).id
        if kind in kinds:
            return kind
    raise UsageError("pack_board_unknown", word=word, pack=pack.id, known=", ".join(kinds))


def check_handed_in(
    found: argparse.Namespace, pack: "Pack", program: str | None, *, named: bool = False
) -> int:
    """Check what learners wrote: one program, or those of a whole group (``--many``).

    Args:
        found: The words.
        pack: The pack.
        program: The file of the one program; None with ``--many``.
        named: Whether to name the message too, as the author of a wrong answer writes it.

    Returns:
        The exit status: 0 when all have passed.
    """
    if program is None:
        from kibako.cli.lesson_many import check_many

        return check_many(found, pack)
    code = local.read_program(program)
    at = 0 if found.step is None else found.step - 1
    about = check(pack, at, code, found.board)
    if found.json:
        output.data_json(about)
    else:
        tell(about, named=named)
    return ExitStatus.DONE if about["passed"] else ExitStatus.PROGRAM


def check(pack: "Pack", at: int, code: str | None, board: str | None) -> dict[str, object]:
    """Check one program.

    Args:
        pack: The pack.
        at: The step, counted from 0.
        code: The program; None for the step's own solution.
        board: A kind of board of the pack, or the moniker of a real one; None for the first kind.

    Returns:
        What came of it, by the names that ``--json`` has.
    """
    outcome = _outcome(pack, pack.steps[at], code, board)
    return {
        "pack": pack.id,
        "step": at + 1,
        "passed": outcome.passed,
        "finding": outcome.finding,
        "sentence": outcome.sentence,
        "seen": outcome.seen,
        "expected": outcome.expected,
    }


def tell(about: dict[str, object], *, named: bool = False) -> None:
    """Tell in one line what came of a check.

    Args:
        about: What :func:`check` returned.
        named: Whether to name the message too, as the author of a wrong answer writes it.
    """
    from kibako_access import ruby

    key, said = "passed", str(about["sentence"])
    if not about["passed"]:
        key, said = "failed", ruby.render(f"{about['seen']} {about['expected']}", "normal")
        said = f"{said} [{about['finding']}]" if named else said
    output.data(strings.text(f"lesson_said.{key}", None, step=about["step"], sentence=said))


def _outcome(pack: "Pack", step: "Step", code: str | None, board: str | None) -> "CheckOutcome":
    from kibako.lessons.checks import run_check

    if board is not None and ":" in _without_virtual(board):
        from kibako.boards.opening import open_board

        real = open_board(board)
        try:
            code = step.solution_for(real.profile.id) if code is None else code
            outcome = run_check(pack, step, code, on_event=_say_request, real=real)
        finally:
            real.close()
    else:
        kind = pack.board if board is None else kind_of_board(board, pack)
        code = step.solution_for(kind) if code is None else code
        outcome = run_check(pack, step, code, board=kind, on_event=target.say_preparing)
    if outcome is None:
        raise KeyboardInterrupt
    return outcome


def _without_virtual(word: str) -> str:
    return word.removeprefix("virtual:")


def _say_request(event: Event) -> None:
    """Say on standard error what a person is asked to do with the real board."""
    if (event.source, event.what) == ("check", "request") and isinstance(event.value, dict):
        from kibako_access import ruby

        output.line(ruby.render(str(event.value["sentence"]), "normal"))
