"""What the circuit does, in one to four lines under the board: lamps, motors, the note."""

from kibako_access import ruby
from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from kibako.events import Event
from kibako.tui.base import app_of
from kibako.tui.markup import Prose
from kibako.workbench.around import Around
from kibako.workbench.doings import Doing, Doings

GAP = "  "


class PartsLine(Widget):
    """One piece for each part that has done something; nothing, and no row, before that."""

    DEFAULT_CSS = """
    PartsLine { height: auto; display: none; padding: 0 1; }
    PartsLine.-some { display: block; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._doings = Doings(self._around)
        self._rows = 1

    def _around(self) -> Around:
        bench = getattr(app_of(self), "workbench", None)
        return Around() if bench is None else bench.around()

    @property
    def most_rows(self) -> int:
        """So many rows it takes at most, so that the output keeps its own."""
        classes = self.screen.classes
        crowded = "-around" in classes and "-wide" not in classes
        return 1 if crowded or "-low" in classes else 4

    def tell(self, event: Event) -> None:
        """Take an event: what a part does from now on, or that there is another circuit."""
        before = len(self._doings.shown())
        if self._doings.take(event) is None and before == len(self._doings.shown()):
            return
        shown = self._doings.shown()
        self.set_class(bool(shown), "-some")
        self.screen.set_class(bool(shown), "-parts")
        if not shown:
            self._rows = 1
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the rows that it needs or has needed."""
        # Rows that were needed once stay: what is below must not jump with each note.
        self._rows = max(self._rows, len(self._folded(width, self.most_rows)))
        return min(self._rows, self.most_rows)

    def render(self) -> Content:
        """Return the pieces in rows; where there is no room, those that are off go first."""
        return Content("\n".join(self._folded(self.size.width, self.most_rows)))

    def _folded(self, width: int, most_rows: int) -> list[str]:
        shown = self._doings.shown()
        mode: ruby.Mode = self.screen.query_one(Prose).mode
        width = max(width, 8)
        shorter: ruby.Mode = "normal" if mode == "furigana" else mode
        active = tuple(each for each in shown if each.active)
        rows = _fold([_piece(each, mode) for each in shown], width)
        for doings in (shown, active):
            if len(rows) > most_rows:
                rows = _fold([_piece(each, shorter) for each in doings], width)
        if len(rows) <= most_rows:
            return rows
        return [*rows[: most_rows - 1], f"{_cut(rows[most_rows - 1], width - 2)} …"]


def _piece(doing: Doing, mode: ruby.Mode) -> str:
    return ruby.render(f"{doing.brief} {doing.sign}".strip(), mode)


def _fold(pieces: list[str], width: int) -> list[str]:
    """Put as many pieces in a row as fit; one that is too long loses its beginning."""
    rows: list[str] = []
    for piece in pieces:
        fitting = piece
        while cell_len(fitting) > width:
            fitting = fitting[1:]
        if rows and cell_len(rows[-1]) + len(GAP) + cell_len(fitting) <= width:
            rows[-1] += GAP + fitting
        else:
            rows.append(fitting)
    return rows


def _cut(text: str, width: int) -> str:
    while cell_len(text) > width:
        text = text[:-1]
    return text
