"""The log of a board as a file: MY_DATA.HTM, which a browser shows, as on the board's own drive."""

import html
from pathlib import Path

_HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>MY_DATA</title></head>'
    "<body><h1>micro:bit data log</h1><pre>\n"
)


class DataLogPage:
    """The page beside a board's files. Rows are added at its end: nothing is ever rewritten.

    Args:
        flash_folder: The folder of the board's files.
    """

    def __init__(self, flash_folder: Path) -> None:
        self.path = flash_folder.with_name(f"{flash_folder.name}.MY_DATA.HTM")

    def used_bytes(self) -> int:
        """Return how many bytes of rows there are."""
        if not self.path.is_file():
            return 0
        return max(0, self.path.stat().st_size - len(_HEAD))

    def rows(self) -> str:
        """Return all rows as CSV."""
        if not self.path.is_file():
            return ""
        return html.unescape(self.path.read_text(encoding="utf-8").removeprefix(_HEAD))

    def keep(self, text: str, anew: bool) -> None:
        """Add rows.

        Args:
            text: The rows.
            anew: Whether everything before them is to go.

        Raises:
            OSError: The file cannot be written.
        """
        if anew:
            self.path.unlink(missing_ok=True)
        if text:
            known = self.path.is_file()
            with self.path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(html.escape(text) if known else _HEAD + html.escape(text))
