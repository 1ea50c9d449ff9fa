"""``kibako pack preview``: the pack in a browser, or as plain lines, while it is written."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import chosen_pack, output
from kibako.cli.words import Words, number
from kibako.errors import ExitStatus, PackError

if TYPE_CHECKING:
    from kibako.lessons.pack import Pack, Step
    from kibako.lessons.site.findings import Look

POLL_S = 0.5


def run(words: Sequence[str]) -> int:
    """Show a pack, new after every save, until Ctrl-C.

    Args:
        words: What came after ``pack preview``.

    Returns:
        The exit status.
    """
    parser = Words("kibako pack preview", strings.text("cli.pack_preview_about"))
    parser.word("FOLDER", help="pack_folder", needed=False)
    at_port = number("--port", 0, 65535, whole=True)
    parser.option("--port", help="pack_preview_port", metavar="PORT", type=at_port)
    parser.option("--plain", help="pack_preview_plain", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from kibako.lessons.manifest import MANIFEST

    folder = chosen_pack.folder(found.folder or ".")
    if not found.folder and not (folder / MANIFEST).is_file():
        raise PackError("pack_none_here", folder=folder.name)
    try:
        if found.plain:
            _speak(folder)
        else:
            _serve(folder, int(found.port or 0))
    except KeyboardInterrupt:
        output.say("pack_said.preview_over")
    return ExitStatus.DONE


def _serve(folder: Path, port: int) -> None:
    from kibako.lessons.site.preview import Preview

    with Preview(folder, port) as preview:
        output.data(preview.address)
        output.say("pack_said.preview")
        while True:
            preview.wait(POLL_S)


def _speak(folder: Path) -> None:
    """Write the pack as the line mode reads it aloud, and again after each save."""
    from kibako.lessons.site.findings import look_at
    from kibako.lessons.site.watching import Watch

    watch = Watch(folder)
    watch.start()
    try:
        while True:
            seen = watch.version
            look = look_at(folder)
            for line in _remarks(look, folder.name):
                output.data(line)
            for line in _lines(look.pack) if look.pack else ():
                output.data(line)
            output.say("pack_said.preview_plain")
            while watch.newer(seen, POLL_S) is None:
                continue
    finally:
        watch.close()


def _remarks(look: "Look", pack: str) -> Iterator[str]:
    """Yield what is wrong with a pack or could be better."""
    from kibako.line.wording import readable

    for each in look.remarks:
        level = strings.text(f"lint_said.{each.level}")
        sentence = readable(each.sentence, "normal")
        place = each.place or pack
        yield strings.text("lint_said.remark", None, place=place, level=level, sentence=sentence)


def _lines(pack: "Pack") -> Iterator[str]:
    """Yield the texts of a pack, one sentence a line; what all boards share is said once."""
    from kibako.line.wording import readable

    lang = strings.language()
    yield readable(pack.title.in_language(lang), "kana")
    for number_, step in enumerate(pack.steps, 1):
        yield f"{number_}. {readable(step.title.in_language(lang), 'kana')}"
        by_family = {family: tuple(_step_lines(step, lang, family)) for family in pack.families}
        for lines in dict.fromkeys(by_family.values()):
            boards = [family for family in by_family if by_family[family] == lines]
            if len(boards) < len(by_family):
                yield strings.text("pack_said.preview_board", board=", ".join(boards))
            yield from lines


def _step_lines(step: "Step", lang: str, family: str) -> Iterator[str]:
    from kibako.line.wording import step_lines

    text = step.text_for(lang, family)
    heard = step.text_for(lang, family, audio=True)
    yield from step_lines(text, "kana")
    if heard != text:
        yield strings.text("pack_said.preview_heard")
        yield from step_lines(heard, "kana")
    for at, hint in enumerate(step.hints(lang, family), 1):
        yield strings.text("pack_said.preview_hint", number=at)
        yield from step_lines(hint, "kana")
