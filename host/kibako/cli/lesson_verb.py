"""``kibako lesson list|show|check``: the lesson packs, for mentors and authors."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import chosen_pack, local, output, target
from kibako.cli.words import Words, deed_of, deed_unknown, number
from kibako.errors import ExitStatus, UsageError
from kibako.events import Event

if TYPE_CHECKING:
    from kibako.lessons.checks import CheckOutcome
    from kibako.lessons.pack import Pack, Step

DEEDS = ("list", "show", "check")


def run(words: Sequence[str]) -> int:
    """List packs, show one, or check a program or a whole pack.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    deed = deed_of(words)
    parser = Words(f"kibako lesson {deed}".strip(), strings.text("cli.lesson_about"))
    parser.word("WHAT", help="lesson_what")
    if deed in ("show", "check"):
        parser.word("PACK", help="lesson_pack")
    if deed == "check":
        parser.option("--code", help="lesson_code", metavar="FILE")
        at_step = number("--step", 1, 99, whole=True)
        parser.option("--step", help="lesson_step", metavar="NUMBER", type=at_step)
        parser.option("--board", help="lesson_board", metavar="MONIKER")
        parser.option("--many", help="lesson_many", metavar="FOLDER")
        parser.option("--csv", help="lesson_csv", metavar="FILE", type=Path)
        parser.option("--force", help="force_option", action="store_true")
    parser.option("--json", help="json_option", action="store_true")
    asks_help = "--help" in words or "-h" in words
    if not deed and not asks_help:
        raise UsageError("word_missing", word=" / ".join(DEEDS), command="kibako lesson")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    if deed not in DEEDS:
        raise deed_unknown("lesson", deed, DEEDS)
    if deed == "list":
        return _list(found)
    pack = chosen_pack.read(found.pack)
    return _show(found, pack) if deed == "show" else _check(found, pack)


def _list(found: argparse.Namespace) -> int:
    """List all packs; those that are broken are named on standard error."""
    from kibako.lessons.catalogue import read_catalogue

    catalogue = read_catalogue()
    if found.json:
        output.data_json([_about(pack) for pack in catalogue.packs])
    else:
        for pack in catalogue.packs:
            about = _about(pack)
            minutes = strings.text("lesson_said.minutes", minutes=about["minutes"])
            steps = strings.text("lesson_said.steps", count=len(pack.steps))
            output.data(f"{pack.id}\t{about['title']}\t{minutes}\t{steps}")
    for each in catalogue.hidden:
        output.say("lesson_said.hidden", id=each.id, where=each.place.where, by=each.by.where)
    for error in catalogue.broken:
        output.fault(error)
    return ExitStatus.FILE if catalogue.broken else ExitStatus.DONE


def _about(pack: "Pack") -> dict[str, object]:
    return {
        "id": pack.id,
        "title": _plain(pack.title.in_language(strings.language())),
        "minutes": pack.manifest.minutes,
        "level": pack.manifest.level,
        "boards": pack.manifest.boards,
        "steps": [_plain(step.title.in_language(strings.language())) for step in pack.steps],
    }


def _show(found: argparse.Namespace, pack: "Pack") -> int:
    """Show the text of a pack, readings in brackets."""
    from kibako_access import ruby

    lang = strings.language()
    if found.json:
        texts = [step.text[lang] for step in pack.steps]
        output.data_json({**_about(pack), "texts": texts})
        return ExitStatus.DONE
    output.data(f"# {ruby.render(pack.title.in_language(lang), 'furigana')}")
    for count, step in enumerate(pack.steps, 1):
        output.data(f"\n## {count}. {ruby.render(step.title.in_language(lang), 'furigana')}\n")
        output.data(ruby.render(step.text[lang].strip(), "furigana"))
    return ExitStatus.DONE


def _check(found: argparse.Namespace, pack: "Pack") -> int:
    """Check a learner's program against a step, or all that a pack says about itself."""
    if found.step is not None and found.step > len(pack.steps):
        raise UsageError("cli_step_unknown", pack=pack.id, step=found.step, count=len(pack.steps))
    if found.many:
        from kibako.cli.lesson_many import check_many

        if found.code:
            raise UsageError("options_apart", one="--many", other="--code")
        return check_many(found, pack)
    if found.csv:
        raise UsageError("word_missing", word="--many FOLDER", command="kibako lesson check --csv")
    if found.board and not found.code:
        raise UsageError("word_missing", word="--code FILE", command="kibako lesson check --board")
    if found.code:
        return _check_code(found, pack, local.read_program(found.code))
    from kibako.cli.pack_test import report
    from kibako.lessons.proving import prove

    chosen = range(len(pack.steps)) if found.step is None else [found.step - 1]
    return report(prove(pack, [pack.board], chosen), as_json=found.json)


def _check_code(found: argparse.Namespace, pack: "Pack", code: str) -> int:
    at = 0 if found.step is None else found.step - 1
    outcome = _outcome(pack, pack.steps[at], code, found.board)
    if found.json:
        output.data_json(
            {
                "pack": pack.id,
                "step": at + 1,
                "passed": outcome.passed,
                "sentence": outcome.sentence,
                "seen": outcome.seen,
                "expected": outcome.expected,
            }
        )
    elif outcome.passed:
        output.data(strings.text("lesson_said.passed", step=at + 1, sentence=outcome.sentence))
    else:
        said = _plain(" ".join((outcome.seen, outcome.expected)))
        output.data(strings.text("lesson_said.failed", step=at + 1, sentence=said))
    return ExitStatus.DONE if outcome.passed else ExitStatus.PROGRAM


def _outcome(pack: "Pack", step: "Step", code: str, moniker: str | None) -> "CheckOutcome":
    """Check a program, on a board of the learner's where one is named."""
    from kibako.lessons.checks import run_check

    if moniker is None:
        outcome = run_check(pack, step, code, on_event=target.say_preparing)
    else:
        from kibako.boards.opening import open_board

        board = open_board(moniker)
        try:
            outcome = run_check(pack, step, code, on_event=_say_request, real=board)
        finally:
            board.close()
    if outcome is None:
        raise KeyboardInterrupt
    return outcome


def _say_request(event: Event) -> None:
    """Say on standard error what a person is asked to do with the real board."""
    if (event.source, event.what) == ("check", "request") and isinstance(event.value, dict):
        output.line(_plain(str(event.value["sentence"])))


def _plain(text: str) -> str:
    from kibako_access import ruby

    return ruby.render(text, "normal")
