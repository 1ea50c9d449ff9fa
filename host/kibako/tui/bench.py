"""The bench of many boards on the full screen: a table that goes along, one key for each deed."""

import threading
from collections.abc import Callable
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import DataTable, Static

from kibako import strings
from kibako.events import Event, JsonValue
from kibako.tui.base import KitScreen
from kibako.tui.help import THEME_KEY, HelpScreen
from kibako.tui.keybar import KeyBar
from kibako.tui.leaving import FIRST_SIGNAL_STATUS, leave, signals_to
from kibako.tui.result import Note, ResultPanel
from kibako.tui.themed import ThemedApp
from kibako.workbench.actions import BENCH_ACTIONS
from kibako.workbench.bench import BenchRun

KEYS = ("bench_start", "bench_stop", "bench_retry", "bench_show", "help", "quit")
COLUMNS = ("number", "label", "phase", "seconds", "tries", "board")
"""The least needed last: it is cut off first where the window is narrow."""
LOOK_S = 0.2
ENDS = ("done", "skipped", "failed", "stopped")
MARKS = {"done": "●", "skipped": "●", "failed": "!", "stopped": "-", "retrying": "?"}
"""Before a phase, so that colour is never the only sign; what goes on has ○."""

Begin = Callable[[Callable[[Event], None]], BenchRun]
"""Makes a run of the bench whose events go to a function."""


class BenchScreen(KitScreen):
    """The table, what is to be said of the chosen board, and the keys."""

    HELP_PAGE = "bench"

    DEFAULT_CSS = """
    BenchScreen #bench-head { height: auto; padding: 0 1; background: $panel; }
    BenchScreen DataTable { height: 1fr; background: $surface; }
    BenchScreen ResultPanel { max-height: 8; }
    """

    def compose_body(self) -> ComposeResult:
        """Lay out the head, the table, the note and the keys."""
        yield Static(id="bench-head")
        yield DataTable[str](id="boards-table", cursor_type="row", zebra_stripes=True)
        yield ResultPanel(id="bench-note")
        yield KeyBar(KEYS, id="keys")

    def begin(self) -> None:
        """Name the columns, and put the focus on the table."""
        for column in COLUMNS:
            self.table.add_column(strings.text(f"bench_screen.{column}"), key=column)
        self.query_one(KeyBar).lang = strings.language()
        self.table.focus()

    @property
    def table(self) -> DataTable[str]:
        """The table of boards."""
        return cast("DataTable[str]", self.query_one("#boards-table"))

    def show(self, rows: list[dict[str, JsonValue]], head: Content) -> None:
        """Show the boards as they are now."""
        self.query_one("#bench-head", Static).update(head)
        table = self.table
        if table.row_count > len(rows):
            table.clear()
        for index, row in enumerate(rows):
            cells = _cells(row)
            if index >= table.row_count:
                table.add_row(*cells, key=str(index))
                continue
            for column, cell in zip(COLUMNS, cells, strict=True):
                if table.get_cell(str(index), column) != cell:
                    table.update_cell(str(index), column, cell, update_width=True)
        chosen = rows[table.cursor_row] if table.cursor_row < len(rows) else {}
        self.query_one(ResultPanel).note = _note(chosen)

    def next_problem(self, rows: list[dict[str, JsonValue]]) -> None:
        """Go to the next board with a problem, round to the first after the last."""
        found = [at for at, row in enumerate(rows) if "problem" in row]
        behind = [at for at in found if at > self.table.cursor_row]
        if found:
            self.table.move_cursor(row=(behind or found)[0])


class BenchApp(ThemedApp):
    """The bench on the full screen.

    Args:
        begin: Makes a run; the first one is started at once.
    """

    CSS_PATH = "kibako.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "Kibako"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(key, f"act('{found.id}')", show=False, priority=True)
            for found in BENCH_ACTIONS
            for key in found.keys
        ),
        Binding("escape", "leave_help", show=False, priority=True),
        Binding(THEME_KEY, "next_theme", show=False, priority=True),
    ]

    def __init__(self, begin: Begin) -> None:
        super().__init__()
        self._begin = begin
        self._said = ""
        self._leaving = False
        self._hung_up = False
        self.bench = BenchScreen()
        self.run_now = begin(lambda event: None)

    def on_mount(self) -> None:
        """Open the screen, and begin."""
        self.push_screen(self.bench)
        self.run_now.start()
        self.every(LOOK_S, self.look)
        self.show_cursor()

    def hang_up(self, number: int) -> None:
        """Leave in order: the terminal went away, or the system ends us.

        Args:
            number: The signal; it may come several times.
        """
        if not self._hung_up:
            self._hung_up = True
            arguments = (FIRST_SIGNAL_STATUS + number,)
            threading.Thread(target=self._leave, args=arguments, daemon=True).start()

    def _leave(self, status: int) -> None:
        """Let what is being written be written, then end, even if nobody takes our paintings."""
        self.run_now.close()
        leave(self, status)

    def look(self) -> None:
        """Show how things are now; leave when all is over and somebody wants to."""
        self.follow_focus()
        over = self.run_now.wait(0.0)
        if self._leaving and over:
            self.exit(0)
        if self.bench.ready:
            rows = self.run_now.rows()
            waits = all(row["phase"] in ENDS for row in rows)
            self.bench.show(rows, self._head("ended" if over else "idle" if waits else "running"))

    def _head(self, state: str) -> Content:
        tally = self.run_now.tally()
        counts = strings.text(
            "bench_said.summary",
            done=tally.done,
            skipped=tally.skipped,
            failed=tally.failed,
            stopped=tally.stopped,
            seconds=round(tally.seconds),
        )
        title = strings.text("bench_screen.title")
        state = strings.text(f"bench_screen.{state}")
        lines = [
            Content.assemble(
                (" 木箱 ", "bold $kibako-bar-text on $kibako-bar"), f" {title}: {state}"
            ),
            Content(counts),
        ]
        if self._said:
            lines.append(Content(self._said))
        return Content("\n").join(lines)

    def action_act(self, action_id: str) -> None:
        """Do what a key stands for.

        Args:
            action_id: The action's id.
        """
        if isinstance(self.screen, HelpScreen):
            self.pop_screen()
            if action_id != "quit":
                return
        match action_id:
            case "bench_start":
                self._start()
            case "bench_stop":
                self._stop()
            case "bench_retry":
                count = self.run_now.retry()
                self._say("retrying" if count else "nothing_failed", count=count)
            case "bench_show":
                self.bench.next_problem(self.run_now.rows())
            case "help":
                self.push_screen(HelpScreen(self.bench, "normal"))
            case _:
                self._quit()
        self.look()

    def _start(self) -> None:
        """Begin a new run where the last one has ended; boards that are done are passed over."""
        if not self.run_now.wait(0.0):
            return
        before, self._said = self.run_now, ""
        self.run_now = self._begin(lambda event: None)
        before.close()
        self.run_now.start()

    def _stop(self) -> None:
        if not self.run_now.wait(0.0):
            self.run_now.stop()
            self._say("stopping", seconds=self.run_now.left_s())

    def _quit(self) -> None:
        """Leave when what is being written is written; asked again, leave at once."""
        if self._leaving or self.run_now.wait(0.0):
            self.exit(0)
        self._leaving = True
        self._stop()

    def _say(self, name: str, /, **fields: JsonValue) -> None:
        self._said = strings.text(f"bench_said.{name}", None, **fields)

    def action_leave_help(self) -> None:
        """Close the help."""
        if isinstance(self.screen, HelpScreen):
            self.pop_screen()

    def action_help_quit(self) -> None:
        """Answer Ctrl+C as the line mode does: end in order."""
        self._quit()


def run(begin: Begin) -> tuple[BenchRun, int]:
    """Show the bench until the person quits.

    Args:
        begin: Makes a run of the bench.

    Returns:
        The last run, which the caller closes; and the exit status.
    """
    app = BenchApp(begin)
    try:
        with signals_to(app.hang_up):
            status = app.run() or 0
    except BaseException:
        app.run_now.close()
        raise
    return app.run_now, status


def _cells(row: dict[str, JsonValue]) -> list[str]:
    phase = str(row["phase"])
    mark = MARKS.get(phase, "○")
    return [
        str(row["number"]),
        str(row["label"]),
        f"{mark} {strings.text(f'bench_phase_{phase}.name')}",
        str(row["seconds"]),
        str(row["tries"]),
        str(row["name"]),
    ]


def _note(row: dict[str, JsonValue]) -> Note:
    problem = row.get("problem")
    if not isinstance(problem, dict):
        told = {"number": row.get("number"), "path": row.get("kept")}
        said = strings.text("bench_said.kept", None, **told) if row.get("kept") else ""
        return Note("passed", said) if said else Note()
    heading = strings.text("bench_screen.problem", number=row["number"], label=row["label"])
    return Note("problem", heading, (("", str(problem["what"])), ("", str(problem["next"]))))
