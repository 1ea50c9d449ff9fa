"""What was done on the bench, kept over its end: a board that is done is not done again."""

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from kibako import paths
from kibako.errors import FileError
from kibako.reasons import reason_of

FILE = "bench.json"
_BYTES_MAX = 1 << 20
_BOARDS_MAX = 2000


class BenchRecord:
    """The boards that are done, by USB serial number.

    Args:
        path: The file that keeps them; None: they are forgotten at the end.

    Raises:
        FileError: The file is broken; it is left as it is.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._done: dict[str, tuple[str, str]] = _read(path) if path is not None else {}

    def has(self, serial: str, images: set[str], files: str) -> bool:
        """Return whether a board has got one of these images, and these files last.

        Args:
            serial: Its USB serial number.
            images: Hashes of images.
            files: The hash of the files, ``""`` for none.
        """
        image, held = self._done.get(serial.lower(), ("", ""))
        return bool(image) and image in images and files in ("", held)

    def put(self, serial: str, image: str, files: str) -> None:
        """Keep that a board is done.

        Args:
            serial: Its USB serial number.
            image: The hash of its image.
            files: The hash of its files, ``""`` for none.

        Raises:
            FileError: It cannot be kept.
        """
        if not serial:
            return
        self._done.pop(serial.lower(), None)
        self._done[serial.lower()] = (image, files)
        for oldest in list(self._done)[:-_BOARDS_MAX]:
            del self._done[oldest]
        self._write()

    def forget(self, serial: str) -> None:
        """Forget a board: it is about to be written to, and may be left half done.

        Raises:
            FileError: The file cannot be written.
        """
        if self._done.pop(serial.lower(), None) is not None:
            self._write()

    def _write(self) -> None:
        if self._path is None:
            return
        boards = {s: {"image": image, "files": files} for s, (image, files) in self._done.items()}
        partial = ""
        try:
            handle, partial = tempfile.mkstemp(prefix=FILE, dir=self._path.parent)  # mode 600
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"boards": boards}, file)
                file.flush()
                os.fsync(file.fileno())
            Path(partial).replace(self._path)
        except OSError as error:
            if partial:
                with suppress(OSError):
                    Path(partial).unlink()
            reason = reason_of(error)
            raise FileError("folder_unusable", path=str(self._path), reason=reason) from error


def record_path() -> Path:
    """Return where the boards are kept that were done."""
    return paths.data_dir() / FILE


def _read(path: Path) -> dict[str, tuple[str, str]]:
    try:
        with path.open("rb") as file:
            text = file.read(_BYTES_MAX + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise FileError("bench_record_broken", path=str(path)) from error
    try:
        if len(text) > _BYTES_MAX:
            raise ValueError
        boards = cast("dict[str, Any]", json.loads(text)["boards"])
        done = {str(s): (each["image"], each["files"]) for s, each in boards.items()}
        if not all(isinstance(part, str) for both in done.values() for part in both):
            raise TypeError
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise FileError("bench_record_broken", path=str(path)) from error
    return done
