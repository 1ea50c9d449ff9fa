"""The launcher: a ``main.py`` of ours that starts the learner's program a second after the board.

A board that has it can always be caught: in that second Ctrl-C brings the prompt, whatever
the program does later. The program has a file of its own, so that one that must go can go alone.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibako.boards import filing, keeping
from kibako.boards.keeping import OnKept
from kibako.errors import BoardError
from kibako.resources import data_root

if TYPE_CHECKING:
    from kibako.boards.board import Board

MAIN = "main.py"
PROGRAM = "program.py"
LOG = "errors.log"
LOG_BYTES_MAX = 4000
"""The launcher keeps a thousand letters of an error; in UTF-8 each takes four bytes at most."""
_MARK = b"# Kibako's launcher, "


@dataclass(frozen=True, slots=True)
class Standing:
    """What of the launcher is on a board.

    Attributes:
        installed: Whether ``main.py`` is the launcher.
        current: Whether it is the very text that this Kibako would install.
        program_bytes: The size of ``program.py``, None when there is none.
        has_log: Whether an error of the program was kept.
    """

    installed: bool
    current: bool
    program_bytes: int | None
    has_log: bool


def launcher() -> bytes:
    """Return the text of the launcher."""
    path = data_root() / "firmware" / "common" / MAIN
    return path.read_bytes().replace(b"\r\n", b"\n")


def is_launcher(content: bytes | None) -> bool:
    """Return whether a ``main.py`` is a launcher of ours, of whatever version.

    Args:
        content: What it holds; None where there is none.
    """
    return content is not None and content.startswith(_MARK)


def standing(board: "Board") -> Standing:
    """Return what of the launcher is on a board.

    Args:
        board: The board, connected.
    """
    sizes = {info.name: info.size_bytes for info in board.list_files()}
    main = board.read_file(MAIN) if MAIN in sizes else None
    return Standing(
        installed=is_launcher(main),
        current=main == launcher(),
        program_bytes=sizes.get(PROGRAM),
        has_log=bool(sizes.get(LOG)),
    )


def install(board: "Board", program: bytes | None, on_kept: OnKept | None = None) -> bool:
    """Put the launcher on a board; a ``main.py`` that is there becomes its program.

    The program is there, proven, before ``main.py`` is touched; texts that are written over are
    kept on this computer first.

    Args:
        board: The board, connected.
        program: The program to start; None: what is ``main.py`` now, or ``program.py``.
        on_kept: Told where each old text is kept.

    Returns:
        Whether ``main.py`` became the program.

    Raises:
        BoardError: There are two programs that it could start, and none was named.
    """
    main = filing.read_if_there(board, MAIN)
    moves = program is None and bool(main) and not is_launcher(main)
    if moves:
        there = filing.read_if_there(board, PROGRAM)
        if there not in (None, main):
            raise BoardError("launcher_two_programs", main=MAIN, program=PROGRAM)
        program = main
    if program is not None:
        board.put_file(PROGRAM, program, on_kept)
    board.put_file(MAIN, launcher(), on_kept)
    return moves


def remove(board: "Board", on_kept: OnKept | None = None) -> bool:
    """Take the launcher off a board: its program becomes ``main.py`` again.

    Args:
        board: The board, connected.
        on_kept: Told where a text is kept that goes: an error, a launcher that somebody changed.

    Returns:
        Whether there was a program.

    Raises:
        BoardError: ``main.py`` is not the launcher.
    """
    main = filing.read_if_there(board, MAIN)
    if main is None or not is_launcher(main):
        raise BoardError("launcher_absent", main=MAIN)
    if main != launcher():
        keep(board, MAIN, main, on_kept)
    program = filing.read_if_there(board, PROGRAM)
    if program is None:
        board.remove(MAIN)
    else:
        board.write_file(MAIN, program)
        board.remove(PROGRAM)
    clear_log(board, on_kept)
    return program is not None


def read_log(board: "Board") -> str:
    """Return the last error that ended the program, ``""`` when none was kept.

    Args:
        board: The board, connected.
    """
    content = filing.read_if_there(board, LOG) or b""
    return content[-LOG_BYTES_MAX:].decode("utf-8", "replace").strip()


def clear_log(board: "Board", on_kept: OnKept | None = None) -> None:
    """Remove the kept error from a board; it is kept on this computer.

    Args:
        board: The board, connected.
        on_kept: Told where it is kept.
    """
    content = filing.read_if_there(board, LOG)
    if content is None:
        return
    keep(board, LOG, content, on_kept)
    board.remove(LOG)


def keep(board: "Board", name: str, content: bytes, on_kept: OnKept | None) -> None:
    """Keep what a file on a board holds, unless it is empty.

    Args:
        board: The board, connected.
        name: The file.
        content: What it holds.
        on_kept: Told where it is kept.
    """
    if content:
        here = keeping.keep(board, filing.place_of(board, name), content)
        if on_kept is not None:
            on_kept(name, here)
