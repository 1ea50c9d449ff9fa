"""Breaking Japanese and English text into lines of a width, counted in screen cells.

Textual breaks at spaces only and folds the rest anywhere. Here a line may also end between two
Japanese characters, but not so that the next one begins with a small kana or a full stop
(kinsoku); a word with its reading stays whole; and where an author put spaces between phrases
(wakachigaki), the line ends there.
"""

import re
from dataclasses import dataclass

from rich.cells import cell_len

NOT_FIRST = frozenset(
    "、。，．・：；？！」』）］｝〉》】〕ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々…‥!),.:;?]}%"
)
"""What does not begin a line."""
NOT_LAST = frozenset("「『（［｛〈《【〔([{")
"""What does not end a line."""

_WIDE = re.compile(
    r"[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60]"
)
_PARTS = re.compile(r" +|[^ ]+")
_RAGGED = 3
"""A phrase is taken apart only when more than one in this many cells would stay empty."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one style; ``whole`` runs are not broken.

    A ``glued`` run stays on the line of what is before it, as a reading does.
    """

    text: str
    style: str = ""
    whole: bool = False
    glued: bool = False


Line = list[Run]


def _atoms(run: Run) -> list[str]:
    """Split a run where a line may end: at spaces, and beside wide characters."""
    if run.whole or not run.text:
        return [run.text] if run.text else []
    atoms: list[str] = []
    for part in _PARTS.findall(run.text):
        if part[0] == " ":
            atoms.append(part)
            continue
        word = ""
        for character in part:
            wide = _WIDE.match(character) is not None
            joins = (
                not word
                or character in NOT_FIRST
                or word[-1] in NOT_LAST
                or not (wide or _WIDE.match(word[-1]))
            )
            if joins:
                word += character
            else:
                atoms.append(word)
                word = character
        atoms.append(word)
    return atoms


Cluster = list[tuple[str, str]]
"""Texts and their styles between which no line ends."""


def _phrases(runs: list[Run]) -> list[list[Cluster]]:
    """Group the text into phrases (what stands between two spaces) of clusters."""
    phrases: list[list[Cluster]] = []
    after_space = True
    for run in runs:
        for atom in _atoms(run):
            is_space = atom.isspace()
            if is_space or after_space:
                phrases.append([[(atom, run.style)]])
            elif run.glued or atom[0] in NOT_FIRST or _stays_with(phrases[-1][-1][-1][0][-1]):
                phrases[-1][-1].append((atom, run.style))
            else:
                phrases[-1].append([(atom, run.style)])
            after_space = is_space
    return phrases


def _stays_with(character: str) -> bool:
    """Return whether what follows a character stays on its line: a counter after its number."""
    return character in NOT_LAST or character.isdecimal()


def _size(cluster: Cluster) -> int:
    return sum(cell_len(text) for text, _ in cluster)


def wrap(runs: list[Run], width: int) -> list[Line]:
    """Break runs of text into lines.

    Args:
        runs: The text of one paragraph, without line ends.
        width: How many cells a line may take; at least 2.

    Returns:
        The lines; one empty line for no text.
    """
    width = max(width, 2)
    lines: list[Line] = [[]]
    used = 0

    def put(text: str, style: str) -> None:
        nonlocal used
        line = lines[-1]
        if line and line[-1].style == style:
            line[-1] = Run(line[-1].text + text, style)
        else:
            line.append(Run(text, style))
        used += cell_len(text)

    def new_line() -> None:
        nonlocal used
        line = lines[-1]
        if line and line[-1].text.endswith(" "):
            line[-1] = Run(line[-1].text.rstrip(" "), line[-1].style)
        lines.append([])
        used = 0

    for phrase in _phrases(runs):
        if phrase[0][0][0].isspace():
            space, style = phrase[0][0]
            if used and used + len(space) <= width:
                put(space, style)
            continue
        size = sum(_size(cluster) for cluster in phrase)
        if used and used + size > width and (width - used) * _RAGGED <= width and size <= width:
            new_line()
        for cluster in phrase:
            if used and used + _size(cluster) > width:
                new_line()
            for text, style in cluster:
                left = text
                while cell_len(left) > width - used:
                    fits = _head(left, width - used)
                    if fits:
                        put(fits, style)
                    left = left[len(fits) :]
                    new_line()
                if left:
                    put(left, style)
    return lines


def _head(text: str, width: int) -> str:
    """Return the longest beginning of a text that takes at most ``width`` cells."""
    size = 0
    for index, character in enumerate(text):
        size += cell_len(character)
        if size > width:
            return text[:index]
    return text
