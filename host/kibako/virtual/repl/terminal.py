"""The terminal of a virtual board: what a board's serial port answers, as MicroPython does it."""

import re
from typing import Literal

from kibako.virtual.repl.actions import Action, Complete, Execute, Mode, Send, SoftReset, Step
from kibako.virtual.repl.completion import word_before
from kibako.virtual.repl.continuation import Statement
from kibako.virtual.repl.keys import Signal
from kibako.virtual.repl.line_editor import LineEditor

CODE_LIMIT_BYTES = 1 << 20
"""The largest program that the terminal takes; the answer to a larger one is a MemoryError."""

WINDOW_BYTES = 128
"""The flow-control window of raw paste, that of a Pico."""

_PROMPT = ">>> "
_MORE = "... "
_PASTE_MORE = b"\r\n=== "
_PASTE = b"\r\npaste mode; Ctrl-C to cancel, Ctrl-D to finish\r\n=== "
_RAW = b"raw REPL; CTRL-B to exit\r\n>"
_REBOOT = b"MPY: soft reboot\r\n"
_TOO_LARGE = b"MemoryError: program is larger than %d bytes\r\n" % CODE_LIMIT_BYTES
_RAW_COMMAND = re.compile(rb"[\x01-\x04]")
_END = re.compile(rb"[\x03\x04]")

Waiting = Literal["boot", "execute", "complete"]
_State = Literal["friendly", "paste", "raw", "raw_paste", "raw_paste_drain"]


class Terminal:
    """The serial side of one board, without any input or output of its own.

    Args:
        banner: The lines printed before the first prompt.
        window_bytes: The flow-control window of raw paste; 0: a firmware from before raw paste.
    """

    def __init__(self, *, banner: str, window_bytes: int = WINDOW_BYTES) -> None:
        self._banner = _cooked(banner.rstrip("\n").encode() + b"\n") if banner else b""
        self._window_bytes = window_bytes
        self._window_left = 0
        self._editor = LineEditor(control_signals=True, completes=True, keeps_history=True)
        self._statement = Statement()
        self._state: _State = "friendly"
        self._code = bytearray()
        self._too_large = False
        self._after_return = False
        self._actions: list[Action] = []
        self.waiting: Waiting | None = "boot"

    @property
    def raw(self) -> bool:
        """Whether the terminal is in the raw REPL."""
        return self._state not in ("friendly", "paste")

    def receive(self, data: bytes) -> Step:
        """Take bytes from the other side.

        Args:
            data: Any bytes.

        Returns:
            What to do, and the bytes that were not consumed.
        """
        rest = data
        while rest and self.waiting is None:
            if self._state == "friendly":
                rest = self._friendly(rest)
            elif self._state == "paste":
                rest = self._paste(rest)
            elif self._state == "raw":
                rest = self._raw(rest)
            else:
                rest = self._raw_paste(rest)
        return Step(tuple(self._taken()), rest)

    def executed(self, error: bytes = b"", *, soft_reset: bool = False) -> list[Action]:
        """Go on after ``Execute``.

        Args:
            error: The traceback, or nothing when the program ended well.
            soft_reset: Whether the program asked for a soft reset.

        Returns:
            What to do.
        """
        self.waiting = None
        self._finish(error, prompt=not soft_reset)
        if soft_reset:
            self._reboot()
        return self._taken()

    def completions(self, names: list[str]) -> list[Action]:
        """Go on after ``Complete``.

        Args:
            names: What the last part of the word may become, complete names, in order.

        Returns:
            What to do.
        """
        self.waiting = None
        self._send(self._editor.complete(names))
        return self._taken()

    def booted(self) -> list[Action]:
        """Go on after ``SoftReset``, or begin.

        Returns:
            What to do: the banner and the prompt, or the greeting of the raw REPL.
        """
        self.waiting = None
        if self.raw:
            self._enter_raw()
        else:
            self._send(self._banner)
            self._prompt()
        return self._taken()

    def hard_reset(self, *, raw: bool = False) -> None:
        """Forget everything, as at power-up; ``booted`` comes next.

        Args:
            raw: Go on in the raw REPL.
        """
        self._state = "raw" if raw else "friendly"
        self._statement = Statement()
        self._editor.clear_history()
        self._clear_code()
        self._actions.clear()
        self.waiting = "boot"

    # The friendly REPL

    def _friendly(self, data: bytes) -> bytes:
        edit = self._editor.receive(data)
        self._send(edit.output)
        if edit.signal is not None:
            self._signal(edit.signal)
        return edit.rest

    def _signal(self, signal: Signal) -> None:
        if signal == "enter":
            self._entered(self._editor.text)
        elif signal == "complete":
            prefix, kind = word_before(self._editor.before_cursor)
            self._actions.append(Complete(prefix, kind))
            self.waiting = "complete"
        elif signal == "eof" and self._statement.lines:
            self._send(b"\r\n")
            self._execute(self._statement.text.encode(), "single")
        elif signal == "eof":
            self._send(b"\r\n")
            self._reboot()
        elif signal == "interrupt":
            self._send(b"\r\n")
            self._prompt()
        elif signal == "friendly":
            self._send(b"\r\n" + self._banner)
            self._prompt()
        elif signal == "raw":
            self._send(b"\r\n")
            self._enter_raw()
        else:
            self._clear_code()
            self._state = "paste"
            self._send(_PASTE)

    def _entered(self, line: str) -> None:
        if not self._statement.lines and not line.strip():
            self._prompt()
            return
        more = self._statement.add(line)
        if self._statement.size_bytes > CODE_LIMIT_BYTES:
            self._send(_TOO_LARGE)
            self._prompt()
        elif more:
            indent = self._statement.indent() if self._editor.auto_indent else ""
            self._send(self._editor.start(_MORE, indent=indent, continued=True))
        else:
            self._execute(self._statement.text.encode(), "single")

    def _prompt(self) -> None:
        self._state = "friendly"
        self._statement = Statement()
        self._editor.auto_indent = True
        self._send(self._editor.start(_PROMPT))

    def _paste(self, data: bytes) -> bytes:
        found = _END.search(data)
        body = data[: found.start()] if found else data
        kept = self._keep(body)
        # A line feed right after a carriage return, maybe of the last chunk, is one line end.
        shown = kept[1:] if self._after_return and kept[:1] == b"\n" else kept
        self._send(re.sub(rb"\r\n|\r|\n", _PASTE_MORE, shown))
        if kept:
            self._after_return = kept.endswith(b"\r")
        if found is None:
            return b""
        self._send(b"\r\n")
        code, too_large = self._clear_code()
        if found.group() == b"\x03":
            self._prompt()
        elif too_large:
            self._send(_TOO_LARGE)
            self._prompt()
        else:
            self._execute(code.replace(b"\r\n", b"\n").replace(b"\r", b"\n"), "paste")
        return data[found.end() :]

    # The raw REPL

    def _enter_raw(self) -> None:
        self._state = "raw"
        self._statement = Statement()
        self._clear_code()
        self._send(_RAW)

    def _raw(self, data: bytes) -> bytes:
        found = _RAW_COMMAND.search(data)
        if found is None:
            self._keep(data)
            return b""
        self._keep(data[: found.start()])
        code, too_large = self._clear_code()
        command = found.group()
        if command == b"\x01":
            self._raw_command(code)
        elif command == b"\x02":
            self._send(b"\r\n" + self._banner)
            self._prompt()
        elif command == b"\x04":
            self._send(b"OK")
            if too_large:
                self._finish(_TOO_LARGE)
            elif code:
                self._execute(code, "raw")
            else:
                self._send(b"\r\n")
                self._reboot()
        return data[found.end() :]

    def _raw_command(self, code: bytes) -> None:
        if len(code) != 2 or code[:1] != b"\x05" or not self._window_bytes:
            self._send(_RAW)
        elif code[1:] != b"A":
            self._send(b"R\x00>")
        else:
            self._send(b"R\x01" + self._window_bytes.to_bytes(2, "little") + b"\x01")
            self._window_left = self._window_bytes
            self._state = "raw_paste"

    def _raw_paste(self, data: bytes) -> bytes:
        found = _END.search(data)
        body = data[: found.start()] if found else data
        if self._state == "raw_paste":
            self._window_left -= len(self._keep(body))
            while self._window_left <= 0:
                self._window_left += self._window_bytes
                self._send(b"\x01")
            if self._too_large:
                # The board ends the transfer; the other side acknowledges with Ctrl-D.
                self._send(b"\x04")
                self._state = "raw_paste_drain"
        if found is None:
            return b""
        if self._state == "raw_paste":
            self._send(b"\x04")
        code, too_large = self._clear_code()
        self._state = "raw"
        if too_large:
            self._finish(_TOO_LARGE)
        elif found.group() == b"\x03":
            self._finish(b"KeyboardInterrupt: \r\n")
        else:
            self._execute(code, "raw")
        return data[found.end() :]

    # What all share

    def _execute(self, code: bytes, mode: Mode) -> None:
        self._actions.append(Execute(code, mode))
        self.waiting = "execute"

    def _finish(self, error: bytes, *, prompt: bool = True) -> None:
        if self.raw:
            self._send(b"\x04" + _cooked(error) + b"\x04" + (b">" if prompt else b""))
            return
        self._send(_cooked(error))
        if prompt:
            self._prompt()

    def _reboot(self) -> None:
        self._send(_REBOOT)
        if not self.raw:
            self._state = "friendly"
        self._statement = Statement()
        self._editor.clear_history()
        self._actions.append(SoftReset())
        self.waiting = "boot"

    def _keep(self, data: bytes) -> bytes:
        """Add to the program what still has room, and return that part."""
        kept = data[: CODE_LIMIT_BYTES - len(self._code)]
        self._too_large = self._too_large or len(kept) < len(data)
        self._code += kept
        return kept

    def _clear_code(self) -> tuple[bytes, bool]:
        code, too_large = bytes(self._code), self._too_large
        self._code.clear()
        self._too_large = False
        self._after_return = False
        return code, too_large

    def _send(self, data: bytes) -> None:
        if not data:
            return
        last = self._actions[-1] if self._actions else None
        if isinstance(last, Send):
            self._actions[-1] = Send(last.data + data)
        else:
            self._actions.append(Send(data))

    def _taken(self) -> list[Action]:
        actions = self._actions
        self._actions = []
        return actions


def _cooked(text: bytes) -> bytes:
    return text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
