"""What ended a program that reports: the program itself, or the room that the reports take."""

import ast
import re
import threading
import time
from collections.abc import Callable
from typing import NoReturn

from kibako.boards.board import Board
from kibako.errors import BoardError
from kibako.lessons.explain.source import parsed

_FRAME = re.compile(r'  File "<stdin>", line (\d{1,8}), in (\S+)')
_TOO_DEEP = "RuntimeError: maximum recursion depth exceeded"
_NO_MEMORY = "MemoryError"
_TOO_LARGE = "board_program_too_large"
_RUN_FREELY_S = 5.0
"""How much longer than with the reports a program may take without them."""
_RUN_AT_MOST_S = 20.0
_LOOK_S = 0.05
_END_S = 15.0


def own_part(raw: bytes, code: str) -> bytes:
    """Return a traceback without what called on behind the program, in what reports.

    On the board both have the same file name: a frame is the program's where it has a function of
    that name on that line.

    Args:
        raw: The board's traceback.
        code: The learner's program.
    """
    tree = parsed(code)
    if tree is None:
        return raw
    lines = raw.decode("utf-8", "replace").split("\n")
    frames = [at for at, line in enumerate(lines) if _FRAME.match(line)]
    while len(frames) > 1 and not _is_own(lines[frames[-1]], tree):
        del lines[frames.pop()]
    return "\n".join(lines).encode()


def _is_own(frame: str, tree: ast.Module) -> bool:
    found = _FRAME.match(frame)
    if found is None or found[2].startswith("<"):
        return True  # <module>, <lambda>, <listcomp>: what reports has none of them
    line = int(found[1])
    return any(
        isinstance(node, ast.FunctionDef)
        and node.name == found[2]
        and node.lineno <= line <= (node.end_lineno or node.lineno)
        for node in ast.walk(tree)
    )


def lack(raw: bytes) -> str:
    """Return what a board had too little of: the same text for the same lack, empty for none.

    Args:
        raw: The board's traceback.
    """
    last = raw.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1].strip()
    if last.startswith(_NO_MEMORY):  # how much was asked for differs from run to run
        return _NO_MEMORY
    return _TOO_DEEP if last == _TOO_DEEP else ""


def lack_of(failure: BaseException | None) -> str:
    """Return what a board had too little of to take a program, empty if it was not that.

    Args:
        failure: What came up when it was sent.
    """
    if not isinstance(failure, BoardError):
        return ""
    if failure.code == _TOO_LARGE:
        return _NO_MEMORY
    return lack(str(failure.fields.get("traceback", "")).encode())


def no_room(board: Board) -> NoReturn:
    """Say that a program and what reports on it do not fit on the board together.

    Raises:
        BoardError: Always.
    """
    raise BoardError("check_real_room", board=board.profile.name)


def ends_alone(
    board: Board, code: str, lacking: str, took_s: float, check_stopped: Callable[[], None]
) -> bytes:
    """Run a program once more without the reports, to see whether it lacks the same then.

    Nobody is asked for anything meanwhile. A program that gets no further without being pressed
    has not shown that it is to blame, and is not blamed.

    Args:
        board: The board.
        code: The learner's program.
        lacking: What it had too little of, from :func:`lack`.
        took_s: How long it ran with the reports.
        check_stopped: Called often; raises when the check is to end.

    Returns:
        The program's own traceback; empty if it did not end in that way.

    Raises:
        BoardError: It is too large for the board by itself.
    """
    stop = threading.Event()
    ended: list[bytes] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            ended.append(board.run(code, stop=stop).error)
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            failed.append(error)

    thread = threading.Thread(target=work, name="untraced", daemon=True)
    limit_s = time.monotonic() + min(2 * took_s + _RUN_FREELY_S, _RUN_AT_MOST_S)
    thread.start()
    try:
        while thread.is_alive() and time.monotonic() < limit_s:
            check_stopped()
            thread.join(_LOOK_S)
    finally:
        stop.set()
        thread.join(_END_S)
    if failed:
        raise failed[0]
    raw = ended[0] if ended else b""
    return raw if lack(raw) == lacking else b""
