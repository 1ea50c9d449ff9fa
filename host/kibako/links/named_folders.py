"""Where the files of virtual boards lie: one folder for each kind and name.

Once all kinds of board shared one folder a name. Nobody can tell whose the files in such a folder
are, so each kind takes a copy of it when it is first opened, and the folder itself stays.
"""

import shutil
from pathlib import Path

from kibako import paths
from kibako.errors import FileError, LinkBusy, LinkError
from kibako.locks import ProgramLock
from kibako.reasons import reason_of
from kibako.virtual.data_log_page import DataLogPage
from kibako.virtual.profile import profiles

_JOINT = "+"
"""Between kind and name: no name of a board may hold it, and every file system takes it."""


def folder_of(profile_id: str, name: str) -> Path:
    """Return the folder that keeps a board's files, which need not be there yet.

    Args:
        profile_id: Which kind of board.
        name: Whose board; the kind itself for the board without a name.
    """
    own = profile_id if name == profile_id else f"{profile_id}{_JOINT}{name}"
    return paths.boards_dir() / own


def take_over(profile_id: str, name: str) -> FileError | None:
    """Give a board that has no folder yet a copy of the one that all kinds of its name shared.

    The copy gets its own name in one step when it is whole: who is interrupted begins anew.

    Args:
        profile_id: Which kind of board.
        name: Whose board.

    Returns:
        What to tell the person about it; None when there was nothing to do.

    Raises:
        LinkError: Another program has the shared folder, or it cannot be copied.
    """
    shared, own = paths.boards_dir() / name, folder_of(profile_id, name)
    # The folder of a kind belongs to its board without a name.
    if name in profiles() or own.exists() or not shared.is_dir():
        return None
    moniker = f"virtual:{profile_id}/{name}"
    try:
        lock = ProgramLock(shared.with_name(f"{name}.lock"))
        try:
            if not lock.taken:
                holder = lock.holder()
                if holder is None:
                    raise LinkBusy("link_busy_unnamed", port=moniker)
                raise LinkBusy("link_busy", port=moniker, owner=holder.name, pid=holder.pid)
            _copy(shared, own)
        finally:
            lock.release()
    except OSError as error:
        reason = reason_of(error)
        raise LinkError("flash_unusable", path=str(shared), reason=reason) from error
    return FileError("board_folder_copied", board=moniker, path=str(shared))


def _copy(shared: Path, own: Path) -> None:
    partial = own.with_name(f"{own.name}{_JOINT}part")
    shutil.rmtree(partial, ignore_errors=True)  # somebody was interrupted
    # Links stay links: a board never follows one.
    shutil.copytree(shared, partial, symlinks=True)
    log, own_log = DataLogPage(shared).path, DataLogPage(own).path
    if log.is_file():
        shutil.copyfile(log, own_log)
    partial.rename(own)
