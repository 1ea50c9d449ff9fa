"""Which program of this computer has a board over Bluetooth, and which one left it connected.

Bluetooth knows no owners. BlueZ keeps a connection when the program that made it is killed, and the
board, which takes one host at a time, is then lost to everybody; and it lets a second program share
a connection, whose bytes both would read. So the one that has a board holds a lock.
"""

from contextlib import suppress
from pathlib import Path

from kibako import paths
from kibako.errors import FileError, LinkBusy
from kibako.locks import ProgramLock


class BleHold:
    """A board that this program has, until :meth:`release` or its own end.

    Args:
        port: The board, as a person named it.
        address: Its address, or the number that macOS made up for it.

    Raises:
        LinkBusy: Another program has it; the error names it.
    """

    def __init__(self, port: str, address: str) -> None:
        self.left = False
        """Whether a program that had it has ended without letting it go. Who has ended the
        connection that it left sets this to False; else it is noted for the next one."""
        self._path: Path | None = None
        self._lock: ProgramLock | None = None
        # Where nothing can be noted boards are used all the same.
        with suppress(OSError, FileError):
            name = "".join(letter for letter in address if letter.isalnum())
            self._path = paths.private_folder(paths.data_dir() / "ble") / f"{name}.lock"
            self.left = self._path.is_file() and self._path.stat().st_size > 0
            self._lock = ProgramLock(self._path)
        if self._lock is not None and not self._lock.taken:
            holder = self._lock.holder()
            self._lock.release()
            if holder is None:
                raise LinkBusy("link_busy_unnamed", port=port)
            raise LinkBusy("link_busy", port=port, owner=holder.name, pid=holder.pid)

    def release(self) -> None:
        """Let other programs have the board; releasing twice is no error."""
        lock, self._lock = self._lock, None
        if lock is not None and self._path is not None:
            if not self.left:
                with suppress(OSError):
                    self._path.write_bytes(b"")
            lock.release()
