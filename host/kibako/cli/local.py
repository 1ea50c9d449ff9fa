"""Files of this computer that a command names: programs, and what the workbench reads as well."""

from kibako.errors import FileError
from kibako.workbench.local import check_writable, folder, read_bytes, too_large, write_bytes

__all__ = ["check_writable", "folder", "read_bytes", "read_program", "write_bytes"]

PROGRAM_BYTES_MAX = 1_000_000
"""The largest program; the largest board has 2 MB for everything."""


def read_program(name: str) -> str:
    """Return the text of a program.

    Args:
        name: Its file; ``-`` is standard input.

    Returns:
        The text.

    Raises:
        FileError: Missing, a folder, unreadable, too large, no UTF-8, or no text at all.
    """
    if name == "-":
        import sys

        content = sys.stdin.buffer.read(PROGRAM_BYTES_MAX + 1)
        if len(content) > PROGRAM_BYTES_MAX:
            raise too_large(name, len(content), PROGRAM_BYTES_MAX)
    else:
        content = read_bytes(name, PROGRAM_BYTES_MAX)
    if b"\0" in content:
        raise FileError("local_nul", path=name, line=_line_at(content, content.index(b"\0")))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError("local_no_text", path=name, line=_line_at(content, error.start)) from error


def _line_at(content: bytes, index: int) -> int:
    return content.count(b"\n", 0, index) + 1
