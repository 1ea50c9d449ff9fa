"""``kibako lesson list|show|check``: the lesson packs, for mentors and authors."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import checking, chosen_pack, output
from kibako.cli.words import Words, deed_of, deed_unknown
from kibako.errors import ExitStatus, UsageError

if TYPE_CHECKING:
    from kibako.lessons.pack import Pack

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
        checking.add_options(parser, board="lesson_board")
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
    checking.look_at_words(found, pack, "--code", "kibako lesson check")
    if found.many or found.code:
        return checking.check_handed_in(found, pack, found.code)
    if found.board:
        raise UsageError("word_missing", word="--code FILE", command="kibako lesson check --board")
    from kibako.cli.pack_test import report
    from kibako.lessons.proving import prove

    return report(prove(pack, [pack.board], checking.steps_of(found, pack)), as_json=found.json)


def _plain(text: str) -> str:
    from kibako_access import ruby

    return ruby.render(text, "normal")
