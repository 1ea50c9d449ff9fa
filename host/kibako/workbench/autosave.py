"""The program is written soon after it was changed, also when nobody asks for it."""

import threading
from collections.abc import Callable

AUTOSAVE_S = 0.5
"""How long after the first unsaved change the program is written, in seconds."""


class Autosave:
    """A save that waits for its time; not locked: whoever uses it holds the workbench's lock.

    Args:
        save: Called on a thread of its own when the time has come; it calls :meth:`cancel`.
    """

    def __init__(self, save: Callable[[], None]) -> None:
        self._save = save
        self._timer: threading.Timer | None = None

    def later(self) -> None:
        """Save soon, unless that is planned already."""
        if self._timer is None:
            self._timer = threading.Timer(AUTOSAVE_S, self._save)
            self._timer.daemon = True
            self._timer.start()

    def cancel(self) -> None:
        """Plan no save any more: it is being done, or there is nothing to save."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
