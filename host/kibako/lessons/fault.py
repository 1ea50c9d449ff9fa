"""The exception that ended a learner's program, read from the board's traceback."""

import re
from dataclasses import dataclass

from kibako.events import JsonValue

_MAX_TRACEBACK_CHARS = 8192


@dataclass(frozen=True, slots=True)
class ProgramFault:
    """An exception that ended a program.

    Attributes:
        traceback: The board's own text.
        line: The line of the learner's program where it happened; None when unknown.
        message: The last line of the traceback, such as ``NameError: name 'x' isn't defined``.
    """

    traceback: str
    line: int | None
    message: str

    def to_json(self) -> JsonValue:
        """Return the value of a ``program error`` event."""
        return {"traceback": self.traceback, "line": self.line, "message": self.message}


def read_traceback(raw: bytes, code: str = "", file: str = "<stdin>") -> ProgramFault:
    """Read a board's traceback.

    Args:
        raw: What the board sent; any bytes are allowed.
        code: The program. A fault behind its end (a bracket that was never closed) is put on its
            last line, where a learner can look.
        file: What the board calls the program.

    Returns:
        The fault; its line is the innermost one that lies in the program itself.
    """
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n").strip("\n")[-_MAX_TRACEBACK_CHARS:]
    lines: list[str] = re.findall(rf'  File "{re.escape(file)}", line (\d+)', text)
    message = text.rsplit("\n", 1)[-1].strip()
    number = int(lines[-1]) if lines and len(lines[-1]) < 9 else None
    if number is not None and (written := len(code.rstrip().splitlines())):
        number = min(number, written)
    return ProgramFault(text, number, message)
