"""The bench in lines: one record a line, as results come; for screen readers, pipes and records."""

import queue
import threading
from collections.abc import Callable
from typing import TextIO

from kibako import strings
from kibako.events import Event, JsonValue
from kibako.images.targets import targets
from kibako.line.wording import readable
from kibako.visible import printable
from kibako.workbench.actions import BENCH_ACTIONS, by_words
from kibako.workbench.bench import BenchRun

_SLICE_S = 0.1
_SAID = ("found", "retrying", "done", "skipped", "failed", "stopped")
"""The phases that are said; the others are between them and are over soon."""
_TYPED_MAX = 1000


class BenchLines:
    """Tells a run of the bench line by line, and does what is typed meanwhile.

    Args:
        stdin: Where typed lines come from; None: nobody types.
        stdout: Where the lines go.
    """

    def __init__(self, stdin: TextIO | None, stdout: TextIO) -> None:
        self._stdin = stdin
        self._stdout = stdout
        self._events: queue.SimpleQueue[Event | str] = queue.SimpleQueue()
        self._stopping = False

    @property
    def take(self) -> Callable[[Event], None]:
        """What takes the events of the run, on any thread."""
        return self._events.put

    def follow(self, run: BenchRun) -> None:
        """Tell a run to its end; the first Ctrl-C ends it in order, a second one at once.

        Args:
            run: The run, whose events come to :attr:`take`.
        """
        run.start()
        if self._stdin is not None:
            threading.Thread(target=self._read, args=(self._stdin,), daemon=True).start()
        while True:
            try:
                over = run.wait(_SLICE_S)
                self._say_all(run)
                if over:
                    return
            except KeyboardInterrupt:
                if self._stopping:
                    raise
                self._stop(run)

    def _read(self, stdin: TextIO) -> None:
        while line := stdin.readline(_TYPED_MAX):  # endless: people type when they like
            self._events.put(line)

    def _say_all(self, run: BenchRun) -> None:
        while not self._events.empty():
            told = self._events.get_nowait()
            if isinstance(told, Event):
                self._tell(told)
            elif told.strip():
                self._do(run, told)

    def _do(self, run: BenchRun, line: str) -> None:
        found = by_words(line, BENCH_ACTIONS)
        if found is None:
            shown = printable(line.strip())[:60]
            self._write(strings.text("line.not_understood", line=shown))
            return
        match found[0].id:
            case "bench_stop" | "quit":
                self._stop(run)
            case "bench_retry":
                count = run.retry()
                self._say("retrying" if count else "nothing_failed", count=count)
            case "bench_start":
                self._say("start")
            case "bench_show":
                for row in run.rows():
                    self._row(row)
            case _:
                for each in BENCH_ACTIONS:
                    both = (word for words in each.words for word in words)
                    words = ", ".join(dict.fromkeys(both))  # some are the same in both languages
                    self._write(f"{words}: {readable(each.help, 'normal')}")

    def _stop(self, run: BenchRun) -> None:
        self._stopping = True
        run.stop()
        self._say("stopping", seconds=run.left_s())

    def _tell(self, event: Event) -> None:
        value = event.value
        if event.source != "bench" or not isinstance(value, dict):
            return
        if event.what == "plan":
            self._plan(value)
        elif event.what == "board" and value["phase"] in _SAID:
            self._row(value)

    def _plan(self, plan: dict[str, JsonValue]) -> None:
        images = plan["images"]
        without: list[str] = []
        for target, image in images.items() if isinstance(images, dict) else ():
            if isinstance(image, dict):
                self._say("image", **image)
            else:
                without.append(targets()[target].name)
        if without:
            self._say("no_image", board=strings.text("bench_said.joint").join(without))
        if plan["files"]:
            self._say("files", count=plan["files"])
        self._say("start")

    def _row(self, row: dict[str, JsonValue]) -> None:
        phase = strings.text(f"bench_phase_{row['phase']}.name")
        self._say(
            "row",
            number=row["number"],
            label=row["label"] or "-",
            board=row["name"],
            phase=phase,
            seconds=row["seconds"],
        )
        if row.get("kept"):
            self._say("kept", number=row["number"], path=row["kept"])
        problem = row.get("problem")
        if isinstance(problem, dict):
            said = {"what": problem["what"], "next": problem["next"]}
            self._say("problem", number=row["number"], **said)

    def _say(self, name: str, /, **fields: JsonValue) -> None:
        self._write(strings.text(f"bench_said.{name}", None, **fields))

    def _write(self, text: str) -> None:
        self._stdout.write(printable(text) + "\n")
        self._stdout.flush()
