"""Tracebacks found in any text: a board's report, a terminal's log, something pasted."""

import re
from dataclasses import dataclass

MAX_CHARS = 1_000_000
"""How much of a text is looked at: the end of it."""
MAX_TRACEBACKS = 20
_MAX_LINE_CHARS = 400
_MAX_FRAMES = 200

_HEAD = re.compile(r"Traceback \(most recent call last\):")
_FRAME = re.compile(r'\s*File "(?P<file>[^"]*)", line (?P<line>\d{1,8})(?:, in (?P<where>.*))?')
_ERROR = re.compile(r"(?P<error>[A-Za-z_][\w.]{0,80})(?::\s?(?P<text>.*))?")
_LONELY = re.compile(
    r"(?P<error>(?:[A-Z]\w{0,60}(?:Error|Exception)|KeyboardInterrupt|StopIteration))"
    r"(?::\s?(?P<text>.*))?"
)
# What the micro:bit scrolls over its display when main.py ends with an exception.
_SCROLLED = re.compile(r"line (?P<line>\d{1,8}) (?P<error>[A-Z]\w{0,60}Error)(?: (?P<text>.*))?")
_PROMPT = re.compile(r"^(?:>>> |\.\.\. )+")


@dataclass(frozen=True, slots=True)
class Frame:
    """A line that was being done: of which file, which one, inside what."""

    file: str
    line: int
    where: str = ""


@dataclass(frozen=True, slots=True)
class Traceback:
    """One traceback.

    Attributes:
        raw: Its text as it stood there, with Unix line ends.
        frames: The lines that were being done, the innermost last.
        error: The name of the exception, without its module.
        text: What stands behind the name.
    """

    raw: str
    frames: tuple[Frame, ...]
    error: str
    text: str

    def line_in(self, files: tuple[str, ...]) -> int | None:
        """Return the innermost line that lies in one of some files; else the innermost of all.

        Args:
            files: How the learner's program may be called.
        """
        mine = [frame.line for frame in self.frames if frame.file.rpartition("/")[2] in files]
        if mine:
            return mine[-1]
        return self.frames[-1].line if self.frames else None


def find_tracebacks(text: str) -> tuple[Traceback, ...]:
    """Find tracebacks in a text.

    Args:
        text: Any text. Of a long one the end counts.

    Returns:
        The tracebacks in order, the last :data:`MAX_TRACEBACKS` of them. A broken one counts
        when its exception can be read.
    """
    found: list[Traceback] = []
    lines: list[str] = []
    frames: list[Frame] = []
    for line in re.split(r"\r\n|\n|\r", text[-MAX_CHARS:]):
        line = _PROMPT.sub("", line)[:_MAX_LINE_CHARS].rstrip()
        if head := _HEAD.search(line):
            lines, frames = [line[head.start() :]], []
            continue
        if frame := _FRAME.fullmatch(line):
            lines.append(line)
            frames.append(Frame(frame["file"], int(frame["line"]), frame["where"] or ""))
            lines, frames = lines[-_MAX_FRAMES:], frames[-_MAX_FRAMES:]
            continue
        if lines and (not line or line[0] in " \t"):  # Python of a computer shows the code too
            lines.append(line)
            lines = lines[-_MAX_FRAMES:]
            continue
        if ended := (_ERROR if lines else _LONELY).fullmatch(line.strip()):
            found.append(_traceback([*lines, line], frames, ended))
        elif ended := _SCROLLED.fullmatch(line.strip()):
            found.append(_traceback([line], [Frame("main.py", int(ended["line"]))], ended))
        lines, frames = [], []
        del found[:-MAX_TRACEBACKS]
    return tuple(found)


def _traceback(lines: list[str], frames: list[Frame], ended: re.Match[str]) -> Traceback:
    error = ended["error"].rpartition(".")[2]
    return Traceback("\n".join(lines), tuple(frames), error, (ended["text"] or "").strip())
