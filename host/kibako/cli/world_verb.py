"""``kibako world FILE``: run several boards together, on one clock."""

import sys
from collections.abc import Sequence
from pathlib import Path

from kibako import strings
from kibako.cli import local, output, running
from kibako.cli.run_verb import FOR_MAX_S
from kibako.cli.words import Words, number, one_of
from kibako.events import Event


def run(words: Sequence[str]) -> int:
    """Run a world; what its programs print is the data, each line with its board's name.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    parser = _words()
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from kibako.virtual.script.form import MAX_BYTES
    from kibako.workbench.world_run import WorldRun

    local.read_bytes(found.file, MAX_BYTES)  # says what is wrong with the file itself
    with running.event_lines(found.events) as lines:
        show = _Show(None if lines is sys.stdout else "")

        def take(event: Event) -> None:
            if lines is not None:
                lines.write(event.to_json() + "\n")
                lines.flush()
            show.take(event)

        world = WorldRun(
            Path(found.file), on_event=take, pace=found.pace, for_s=getattr(found, "for")
        )
        status = world.run()
        show.end()
    if world.limit_reached and world.for_s is not None:
        output.say("run_said.limit", seconds=f"{world.for_s:g}")
    return status


class _Show:
    """Writes what programs print, whole lines, and says their errors."""

    def __init__(self, begun: str | None) -> None:
        self._shows = begun is not None
        self._begun: dict[str, str] = {}

    def take(self, event: Event) -> None:
        """Take an event."""
        name, _, source = event.source.partition("/")
        if (source, event.what) == ("program", "error") and isinstance(event.value, dict):
            from kibako.workbench.hints import short_traceback

            text = short_traceback(str(event.value["traceback"]))
            print("\n".join(f"{name}: {line}" for line in text.splitlines()), file=sys.stderr)
        if (source, event.what) != ("stdout", "text") or not self._shows:
            return
        *whole, rest = (self._begun.get(name, "") + str(event.value)).split("\n")
        self._begun[name] = rest
        for line in whole:
            output.data(f"{name}: {line}")

    def end(self) -> None:
        """Write the lines that were not ended."""
        for name, line in self._begun.items():
            if line:
                output.data(f"{name}: {line}")


def _words() -> Words:
    parser = Words("kibako world", strings.text("cli.world_about"))
    parser.word("FILE", help="world_file")
    a_time = number("--for", 0.001, FOR_MAX_S)
    parser.option("--for", help="world_for", metavar="SECONDS", type=a_time)
    paces = one_of("--pace", ("real", "fast"))
    parser.option("--pace", help="play_pace", type=paces, default="fast")
    parser.option("--events", help="run_events", metavar="FILE")
    return parser
