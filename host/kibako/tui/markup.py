"""Text with ruby made into lines for the screen."""

from kibako_access import ruby
from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widgets import Static

from kibako import strings
from kibako.lessons.prose import Block, Piece, parse
from kibako.tui.wrap import Line, Run, wrap

READING = "$kibako-muted"
STRONG = "bold $accent"
CODE = "$secondary"
HEADING = "bold $primary"


def runs(pieces: tuple[Piece, ...], mode: ruby.Mode, plain: str = "") -> list[Run]:
    """Return the runs of a line of text, its readings as the mode wants them."""
    found: list[Run] = []
    for piece in pieces:
        style = {"plain": plain, "strong": STRONG, "code": CODE}[piece.style]
        if piece.reading is None or mode == "normal":
            found.append(
                Run(piece.text, style, whole=piece.style == "code" and " " not in piece.text)
            )
        elif mode == "kana":
            found.append(Run(piece.reading, style))
        else:
            found.append(Run(piece.text, style, whole=True))
            found.append(Run(f"({piece.reading})", READING, whole=True, glued=True))
    return found


def _block_lines(block: Block, width: int, mode: ruby.Mode) -> list[Line]:
    if block.kind == "code":
        return [[Run("│ ", READING), Run(line[0].text, CODE)] for line in block.lines]
    plain = HEADING if block.kind == "heading" else ""
    marker = f"{block.marker} " if block.marker and block.marker != "・" else block.marker
    if block.kind == "note":
        marker = "│ "
    elif block.kind == "picture":
        marker = strings.text("prose.picture")
    indent = cell_len(marker)
    lines: list[Line] = []
    for index, pieces in enumerate(block.lines):
        for wrapped in wrap(runs(pieces, mode, plain), width - indent):
            first = index == 0 and len(lines) == 0
            lead = marker if first or block.kind == "note" else " " * indent
            lines.append([Run(lead, "$primary"), *wrapped] if indent else wrapped)
    return lines


def to_content(lines: list[Line]) -> Content:
    """Make lines of runs into what Textual shows."""
    return Content("\n").join(
        Content.assemble(*((run.text, run.style) if run.style else run.text for run in line))
        for line in lines
    )


def prose(text: str, width: int, mode: ruby.Mode, tight: bool = False) -> Content:
    """Lay a step's text out.

    Args:
        text: The text, in the notation of :mod:`kibako.lessons.prose`.
        width: How many cells a line may take.
        mode: How kanji are shown.
        tight: Whether to leave empty lines only before headings.

    Returns:
        The lines.
    """
    lines: list[Line] = []
    before = ""
    for block in parse(text):
        near = before in ("", "heading") or before == block.kind == "item" or tight
        if before and (block.kind == "heading" or not near):
            lines.append([])
        lines += _block_lines(block, width, mode)
        before = block.kind
    return to_content(lines)


def sentence(text: str, width: int, mode: ruby.Mode, style: str = "") -> list[Line]:
    """Lay one paragraph out."""
    pieces = tuple(Piece(part.text, "plain", part.reading) for part in ruby.parse(text))
    return wrap(runs(pieces, mode, style), width)


class Prose(Static):
    """The text of a step; it is laid out anew whenever the width or the way to read changes."""

    source: reactive[str] = reactive("", layout=True)
    mode: reactive[ruby.Mode] = reactive[ruby.Mode]("furigana", layout=True)

    tight: reactive[bool] = reactive(False, layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines at a width."""
        return max(len(prose(self.source, width, self.mode, self.tight).split("\n")), 1)

    def render(self) -> Content:
        """Return the lines for the width there is."""
        width = self.content_size.width or self.size.width or 40
        return prose(self.source, width, self.mode, self.tight)
