"""What a rescue does with a board that answers: look, copy all of it, take off what hangs it."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from kibako.boards import filing, keeping, launcher
from kibako.errors import KibakoError, LinkError

if TYPE_CHECKING:
    from kibako.boards.board import Board

_START_S = 5.0
_FILES_MAX = 200
_DEPTH_MAX = 4
_STARTERS = ("boot.py", launcher.MAIN)


def look(board: "Board") -> tuple[tuple[str, ...], str]:
    """See what a board starts by itself.

    Args:
        board: The board, connected.

    Returns:
        The names of those files (with the launcher its program), and the error that the launcher
        kept, or ``""``.
    """
    names = {info.name for info in board.list_files() if not info.is_folder}
    main = board.read_file(launcher.MAIN) if launcher.MAIN in names else None
    if not launcher.is_launcher(main):
        return tuple(name for name in _STARTERS if name in names), ""
    starts = tuple(name for name in ("boot.py", launcher.PROGRAM) if name in names)
    return starts, launcher.read_log(board) if launcher.LOG in names else ""


def copy(
    board: "Board",
    first: tuple[str, ...],
    on_kept: Callable[[str, Path], None],
    over: Callable[[], bool],
) -> list[str]:
    """Fetch every file of a board and keep it on this computer.

    Args:
        board: The board, connected.
        first: Which files come first.
        on_kept: Told of each file, and where it is kept.
        over: Whether nobody waits for it any more.

    Returns:
        The files that could not be fetched.
    """
    paths = [f"/{name}" for name in first]
    paths += [path for path in _files(board, "/", 0) if path not in paths]
    left: list[str] = []
    for number, path in enumerate(paths):
        try:
            content = board.read_file(path)
            here = keeping.keep(board, filing.place_of(board, path), content)
        except LinkError:
            left.extend(paths[number:])
            break
        except KibakoError:
            left.append(path)
            continue
        if over():
            break
        on_kept(path, here)
    return left


def wipe(board: "Board", names: tuple[str, ...], on_removed: Callable[[str], None]) -> None:
    """Take files off a board, and prove that it then starts to its prompt.

    Args:
        board: The board, connected.
        names: The files.
        on_removed: Told of each.

    Raises:
        KibakoError: They could not be removed, or the board does not come to its prompt.
    """
    for name in names:
        board.remove(name)
        on_removed(name)
    board.soft_reset()
    board.connect(_START_S)


def _files(board: "Board", folder: str, depth: int) -> list[str]:
    """Return the files of a folder and of those in it, up to a number that is no surprise."""
    found: list[str] = []
    for info in board.list_files(folder):
        path = str(PurePosixPath("/", info.path.lstrip("/")))
        if not info.is_folder:
            found.append(path)
        elif depth < _DEPTH_MAX:
            found.extend(_files(board, path, depth + 1))
        if len(found) >= _FILES_MAX:
            break
    return found
