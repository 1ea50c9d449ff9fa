"""Whether files fit on a board, told before the first byte of them is sent.

What is refused here could not have fitted; what is let through may still find the board full, since
file systems need room for themselves. Then the write fails, and the old file is there.
"""

from collections.abc import Iterable, Mapping

from kibako.boards.profile import BoardProfile
from kibako.errors import BoardError
from kibako.protocol.survey import Room

_CHUNK_BYTES = 128
_CHUNK_DATA_BYTES = 126
_HEAD_BYTES = 2


def check_empty(profile: BoardProfile, files: Mapping[str, bytes]) -> None:
    """Refuse what a board of this kind cannot hold even when nothing else is on it.

    Args:
        profile: The kind of board.
        files: What it is to hold, by path.

    Raises:
        BoardError: A name or a folder that it cannot have, or more than fits.
    """
    new = {place_on(profile, path): data for path, data in files.items()}
    if profile.folders:
        check_blocks(Room(profile.files_bytes, 1), {}, new)
    else:
        check_chunks(profile.files_bytes, {}, new)


def place_on(profile: BoardProfile, path: str, *, is_folder: bool = False) -> str:
    """Return a path as a kind of board wants it, or refuse it.

    Args:
        profile: The kind of board.
        path: A path on it, as a person writes it.
        is_folder: Whether a folder is meant.

    Raises:
        BoardError: The board cannot have such a name, or no folders.
    """
    parts = [part for part in path.split("/") if part not in ("", ".")]
    odd = any(part == ".." or not part.isprintable() for part in parts)
    limit = profile.name_bytes_max
    too_long = any(len(part.encode("utf-8", "replace")) > limit for part in parts)
    if odd or too_long or (not parts and not is_folder):
        raise BoardError("board_name_bad", path=path)
    if not profile.folders:
        if len(parts) > (0 if is_folder else 1):
            raise BoardError("board_no_folders", path=path, board=profile.name)
        return parts[0] if parts else "/"
    return "/" + "/".join(parts)


def check_chunks(files_bytes: int, there: Mapping[str, int], new: Mapping[str, bytes]) -> None:
    """Refuse what a micro:bit cannot hold.

    Its file system gives out chunks of 128 bytes, two of them for itself; the first one of a file
    holds two more bytes and the name (microbitfs.c of bbcmicrobit/micropython).

    Args:
        files_bytes: The room of the whole file system.
        there: The files on the board and their sizes.
        new: What is to be written, by name; a file of that name goes first.

    Raises:
        BoardError: They do not fit.
    """
    free = files_bytes // _CHUNK_BYTES
    free -= sum(_chunks(name, size) for name, size in there.items() if name not in new)
    for name, data in new.items():
        needed = _chunks(name, len(data))
        if needed > free:
            raise _no_room(name, len(data), max(0, free) * _CHUNK_DATA_BYTES)
        free -= needed


def check_blocks(
    room: Room,
    there: Mapping[str, int],
    new: Mapping[str, bytes],
    begun: Iterable[int] = (),
) -> None:
    """Refuse what a board with blocks cannot hold, each new file beside its old one.

    Small files may lie in the folder itself and take no block of their own (littlefs).

    Args:
        room: What is free.
        there: The sizes of those files of ``new`` that are there.
        new: What is to be written, by path.
        begun: The sizes of what interrupted transfers of these files have left on the board.

    Raises:
        BoardError: They do not fit.
    """
    block = max(1, room.block_bytes)
    free = room.free_bytes // block + sum(-(-size // block) for size in begun)
    for path, data in new.items():
        needed = len(data) // block
        if needed > free:
            raise _no_room(path, len(data), max(0, free) * block)
        free -= needed - -(-there.get(path, 0) // block)


def _chunks(name: str, size_bytes: int) -> int:
    head = _HEAD_BYTES + len(name.encode("utf-8", "replace"))
    return -(-(head + size_bytes) // _CHUNK_DATA_BYTES)


def _no_room(path: str, needed: int, free: int) -> BoardError:
    return BoardError("board_no_room", path=path, needed=needed, free=free)
