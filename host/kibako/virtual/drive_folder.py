"""A folder that stands for a board's drive."""

import os
import shutil
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kibako.images.image import IMAGE_BYTES_MAX


@dataclass(frozen=True, slots=True)
class DriveFolder:
    """A folder that stands for a drive.

    Attributes:
        path: Where it is.
        own: The names of the board's own files.
    """

    path: Path
    own: frozenset[str]

    @classmethod
    def show(cls, path: Path, files: dict[str, str]) -> "DriveFolder":
        """Let a drive appear, all its files at once.

        Args:
            path: Where.
            files: The board's own files: names and texts, with line ends as the board writes them.
        """
        making = path.with_name(f".{path.name}.making")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        for name, text in files.items():
            (making / name).write_bytes(text.encode("ascii"))
        making.replace(path)
        return cls(path, frozenset(files))

    def hide(self) -> None:
        """Let the drive vanish, with all that is on it."""
        gone = self.path.with_name(f".{self.path.name}.gone")
        shutil.rmtree(gone, ignore_errors=True)
        with suppress(OSError):
            self.path.replace(gone)
        shutil.rmtree(gone, ignore_errors=True)
        # Windows moves no folder in which a file is open.
        shutil.rmtree(self.path, ignore_errors=True)

    def written(self) -> tuple[str, int, int] | None:
        """Return the name, size and time of the file that somebody put there last, if any."""
        found: list[tuple[str, int, int]] = []
        try:
            with os.scandir(self.path) as entries:
                for entry in entries:
                    if entry.name in self.own or entry.name.startswith("."):
                        continue
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(status.st_mode) and status.st_size:
                        found.append((entry.name, status.st_size, status.st_mtime_ns))
        except OSError:
            return None
        return max(found, key=lambda file: (file[2], file[0]), default=None)

    def read(self, name: str) -> bytes:
        """Return a file's bytes, as far as an image may be long; none when it is gone."""
        with suppress(OSError), (self.path / name).open("rb") as file:
            return file.read(IMAGE_BYTES_MAX)
        return b""
