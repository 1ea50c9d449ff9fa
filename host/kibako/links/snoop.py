"""The wire log: every byte between us and a board, as lines of JSON, for finding faults.

It holds what learners typed and printed, so the file is for this user alone (mode 600).
"""

import json
import os
import threading
import time
from pathlib import Path
from typing import IO

from kibako.errors import FileError
from kibako.links.base import Link, Returning
from kibako.reasons import reason_of

_LOG_BYTES_MAX = 64 << 20


class SnoopLink:
    """Any link, with a log of what goes through it.

    Args:
        link: The link itself.
        path: The log file; what is in it already is kept.
    """

    def __init__(self, link: Link, path: Path) -> None:
        self._link = link
        self._path = path
        self._file: IO[str] | None = None
        self._lock = threading.Lock()
        self._since_s = 0.0
        self._bytes_left = _LOG_BYTES_MAX

    @property
    def description(self) -> str:
        """What a person would call the link."""
        return self._link.description

    @property
    def machine(self) -> object:
        """The virtual board behind the link, if there is one."""
        return getattr(self._link, "machine", None)

    @property
    def notice(self) -> object:
        """What a person should know of the board behind the link, if anything."""
        return getattr(self._link, "notice", None)

    def open(self) -> None:
        """Open the log, then the link.

        Raises:
            FileError: The log cannot be written.
            LinkError: The link cannot be opened.
        """
        try:
            number = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as exc:
            reason = reason_of(exc)
            raise FileError("wire_log_unusable", path=str(self._path), reason=reason) from exc
        self._file = os.fdopen(number, "a", encoding="utf-8")
        self._since_s = time.monotonic()
        try:
            self._link.open()
        except BaseException as exc:
            self._note("open", error=str(exc) or type(exc).__name__)
            self._close_file()
            raise
        self._note("open", link=self.description)

    def close(self) -> None:
        """Close the link and the log; closing twice is no error."""
        self._link.close()
        if self._file is not None:
            self._note("close")
            self._close_file()

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """Read from the link and log what came."""
        try:
            data = self._link.read(max_bytes, timeout_s)
        except Exception as exc:
            self._note("lost", error=type(exc).__name__)
            raise
        if data:
            self._note("from_board", data=data)
        return data

    def write(self, data: bytes, timeout_s: float = 10.0) -> None:
        """Log what is sent, then send it: what hangs is then in the log."""
        self._note("to_board", data=data)
        self._link.write(data, timeout_s)

    def returns(self, timeout_s: float) -> bool:
        """Wait for a board that went away, where its link can."""
        back = isinstance(self._link, Returning) and self._link.returns(timeout_s)
        self._note("back" if back else "away")
        return back

    def _note(self, way: str, data: bytes = b"", **more: str) -> None:
        fields: dict[str, object] = {"t_ms": round((time.monotonic() - self._since_s) * 1000)}
        fields["way"] = way
        if data:
            fields["text"] = data.decode("utf-8", "replace")
            fields["hex"] = data.hex()
        fields.update(more)
        line = json.dumps(fields, ensure_ascii=False) + "\n"
        with self._lock:
            if self._file is None or self._bytes_left <= 0:
                return
            self._bytes_left -= len(line)
            if self._bytes_left <= 0:
                line = json.dumps({"t_ms": fields["t_ms"], "way": "log_full"}) + "\n"
            self._file.write(line)
            self._file.flush()

    def _close_file(self) -> None:
        with self._lock:
            file, self._file = self._file, None
            if file is not None:
                file.close()
