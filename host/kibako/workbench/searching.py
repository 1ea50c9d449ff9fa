"""Looking for a pack: by its name, its titles in any language, as written or as read in kana."""

import unicodedata
from collections.abc import Sequence

from kibako_access import ruby

from kibako import strings
from kibako.lessons.pack import Pack
from kibako.workbench.view import PackView

TYPED_MAX = 60
"""How many letters of what is looked for are used."""
_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(ord("ァ"), ord("ヶ") + 1)}


def folded(text: str) -> str:
    """Return a text so that how it is written matters less: width, case, kind of kana."""
    return unicodedata.normalize("NFKC", text).lower().translate(_HIRAGANA)


def words_of(pack: Pack) -> tuple[str, ...]:
    """Return what a pack can be found by: its name, titles, summary and parts, in all languages."""
    manifest = pack.manifest
    texts = [manifest.title, *([manifest.summary] if manifest.summary else [])]
    texts += [step.title for step in manifest.steps]
    said = [words.in_language(lang) for words in texts for lang in strings.LANGUAGES]
    circuit = manifest.circuit
    named = [circuit] if isinstance(circuit, str) else [*circuit.values()]
    found = [pack.id, *named, *manifest.parts, *manifest.boards]
    for text in said:
        found += [ruby.render(text, "normal"), ruby.render(text, "kana")]
    return tuple(dict.fromkeys(_together(each) for each in found if each))


def find(packs: Sequence[PackView], typed: str) -> tuple[PackView, ...]:
    """Return the packs that have every typed word, in their order; all of them for none.

    Args:
        packs: Where to look.
        typed: Words with spaces between; a part of a word is enough.
    """
    wanted = folded(typed[:TYPED_MAX]).split()
    return tuple(
        pack for pack in packs if all(any(each in text for text in pack.words) for each in wanted)
    )


def _together(text: str) -> str:
    """Return a text without its spaces, which Japanese has only for small children."""
    return "".join(folded(text).split())
