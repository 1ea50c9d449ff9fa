"""Has a folder changed? A pack is a few dozen files: looking at them is enough.

Watching through the system would need a package with compiled parts, and misses network drives.
"""

import os
import threading
import time
from pathlib import Path

POLL_S = 0.3
ENTRIES_MAX = 2000
"""How many files and folders are looked at; a pack has far fewer."""

State = tuple[tuple[str, int, int], ...]


def state_of(folder: Path) -> State:
    """Return the names, times and sizes of all that is in a folder."""
    found: list[tuple[str, int, int]] = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        # Of folders the name only: their times change with each file in them, which is seen anyway.
        found += ((os.path.join(place, name), 0, 0) for name in folders)  # noqa: PTH118
        for name in sorted(names):
            path = os.path.join(place, name)  # noqa: PTH118 - thousands of paths a minute
            try:
                about = os.lstat(path)
            except OSError:
                continue  # an editor took it away just now
            found.append((path, about.st_mtime_ns, about.st_size))
            if len(found) >= ENTRIES_MAX:
                return tuple(found)
    return tuple(found)


class Watch:
    """Counts the changes of a folder, in a thread of its own.

    Args:
        folder: The folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._state = state_of(folder)
        # Not from 0: a page of an earlier preview must see that this is another one.
        self.version = time.time_ns() // 1_000_000
        self._changed = threading.Condition()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="preview-watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def close(self) -> None:
        """Stop looking, and wake who waits."""
        self._over.set()
        with self._changed:
            self._changed.notify_all()
        self._thread.join(2.0)

    @property
    def closed(self) -> bool:
        """Whether nobody looks any more."""
        return self._over.is_set()

    def newer(self, version: int, limit_s: float) -> int | None:
        """Wait until the folder is in another state than one that was seen.

        Args:
            version: The one that was seen.
            limit_s: How long to wait, in seconds.

        Returns:
            The state there is then, None if it is still the same, or nobody looks any more.
        """
        with self._changed:
            self._changed.wait_for(lambda: self.version != version or self.closed, limit_s)
            return None if self.version == version or self.closed else self.version

    def look(self) -> None:
        """Look once, and count a change."""
        state = state_of(self._folder)
        if state != self._state:
            self._state = state
            with self._changed:
                self.version += 1
                self._changed.notify_all()

    def _run(self) -> None:
        while not self._over.wait(POLL_S):
            self.look()
