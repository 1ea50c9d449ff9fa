"""Does every kanji of a Japanese text have its reading? Children meet the text before the kanji."""

import re

from kibako_access import ruby

from kibako.lessons.pack import Pack

_CODE = re.compile(r"^```.*?^```[ \t]*$|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def without_reading(text: str) -> tuple[str, ...]:
    """Return each word in kanji that has no reading; program code needs none.

    Args:
        text: Markdown with ruby in the Aozora notation.

    Returns:
        The words, each once, in the order of the text.
    """
    return tuple(dict.fromkeys(ruby.without_reading(_CODE.sub(" ", text))))


def step_without_reading(pack: Pack, at: int) -> tuple[str, ...]:
    """Return the words without a reading of one step: its text, its title, the title of the pack.

    Args:
        pack: The pack.
        at: The step, counted from 0.
    """
    step = pack.steps[at]
    return without_reading("\n".join((pack.title.ja, step.title.ja, step.text["ja"])))
