"""The picture of the workbench as it changes: whole and frozen at every moment, on any thread."""

import threading
from dataclasses import replace
from typing import Any

from kibako.events import PREPARING, Event
from kibako.workbench.view import View


class Shown:
    """Holds what is to be shown now.

    Args:
        view: The first picture.
    """

    def __init__(self, view: View) -> None:
        self._lock = threading.Lock()
        self.view = view

    def change(self, **changes: Any) -> None:  # noqa: ANN401 - the fields of View
        """Replace the picture by one in which some fields are new."""
        with self._lock:
            self.view = replace(self.view, **changes)

    def take(self, event: Event) -> None:
        """Bring what happened on the board into the picture: getting ready, display, buttons."""
        if event.source == "board":
            self.change(preparing=(event.source, event.what) == PREPARING)
        elif event.source == "display" and event.what == "frame":
            self.change(display=tuple(str(event.value).split(":")))
        elif (event.source, event.what) == ("check", "request") and isinstance(event.value, dict):
            self.change(request=str(event.value["sentence"]))
        elif event.source.startswith("button_"):
            with self._lock:
                held = set(self.view.buttons) - {event.source}
                if event.what == "pressed":
                    held.add(event.source)
                self.view = replace(self.view, buttons=tuple(sorted(held)))
