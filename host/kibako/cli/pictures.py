"""The last picture of each display of a circuit, saved as a PNG file when a program is over."""

from pathlib import Path

from kibako.cli import local
from kibako.events import Event


class Pictures:
    """Keeps what displays show, from their ``frame`` events.

    Args:
        folder: Where the files go; there is one for each display, named after it.

    Raises:
        FileError: There is no such folder.
    """

    def __init__(self, folder: str) -> None:
        self._folder: Path = local.folder(folder)
        self._last: dict[str, tuple[str, int]] = {}

    def take(self, event: Event) -> None:
        """Take an event of the run, on any thread.

        Args:
            event: What happened.
        """
        if event.what == "frame" and isinstance(event.value, dict):
            dots, width = event.value.get("dots"), event.value.get("width")
            if isinstance(dots, str) and isinstance(width, int):
                self._last[event.source] = (dots, width)

    def save(self) -> None:
        """Write the files, in place of those of an earlier run.

        Raises:
            FileError: One cannot be written.
        """
        from kibako.virtual.parts.pictures import png, unpacked

        for name, (dots, width) in self._last.items():
            image = png(unpacked(dots, width))
            local.write_bytes(self._folder / f"{name}.png", image, replace=True)
