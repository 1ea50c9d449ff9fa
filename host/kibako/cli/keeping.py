"""Files on a board are somebody's work: what is written over is kept on this computer first."""

import time
from typing import TYPE_CHECKING

from kibako import paths
from kibako.cli import local, output
from kibako.errors import BoardError

if TYPE_CHECKING:
    from kibako.boards.board import Board


def is_same(board: "Board", remote: str, content: bytes) -> bool:
    """Return whether a file on the board holds this already; a different one is kept here.

    Args:
        board: The board, connected.
        remote: The file on the board.
        content: What is about to be written there.
    """
    try:
        there = board.read_file(remote)
    except BoardError as error:
        if error.code == "board_file_missing":
            return False
        raise
    if there == content:
        return True
    if there:
        keep(board, remote, there)
    return False


def keep(board: "Board", remote: str, content: bytes) -> None:
    """Keep what a file on the board holds, in a folder that only this user can read.

    Args:
        board: The board, connected.
        remote: The file on the board.
        content: What it holds.
    """
    who = board.identity.board_id or board.profile.id
    stamp = time.strftime("%Y%m%d-%H%M%S")
    folder = paths.private_folder(paths.data_dir() / "from-boards" / who / stamp)
    path = folder / remote.strip("/").replace("/", "_")
    local.write_bytes(path, content, replace=True, private=True)
    output.say("transfer.kept", remote=remote, path=str(path))
