"""When the prompt asks for another line, and how far it indents that line.

The rules are MicroPython's (py/repl.c and shared/readline), kept per line so that a long
statement is not read again at every Enter.
"""

import re

_KEYWORD = re.compile(r"@|(?:if|while|for|try|with|def|class|async)(?![A-Za-z0-9_])")
_SPECIAL = re.compile(r"""['"\\()\[\]{}]""")
_OPENING = {"(": ")", "[": "]", "{": "}"}
_INDENT = "    "


class Statement:
    """The lines of one statement typed at the prompt so far."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.size_bytes = 0
        self._compound = False
        self._open = {")": 0, "]": 0, "}": 0}
        self._quote = ""

    @property
    def text(self) -> str:
        """The lines, joined."""
        return "\n".join(self.lines)

    def add(self, line: str) -> bool:
        """Take a line that was entered.

        Args:
            line: The line, without its end.

        Returns:
            True when the statement needs another line.
        """
        if not self.lines:
            self._compound = _KEYWORD.match(line) is not None
        self.lines.append(line)
        self.size_bytes += len(line.encode()) + 1
        self._scan(line)
        if len(self._quote) == 3:
            return True
        if not self._quote and any(depth > 0 for depth in self._open.values()):
            return True
        if line.endswith("\\"):
            return True
        return self._compound and line != ""

    def indent(self) -> str:
        """Return the spaces that the next line starts with."""
        if not self.lines:
            return ""
        last = self.lines[-1]
        body = last.lstrip(" ")
        if len(self.lines) > 1 and not body and not self.lines[-2].strip(" "):
            return ""
        levels = (len(last) - len(body)) // len(_INDENT)
        if last.endswith(":"):
            levels += 1
        return _INDENT * levels

    def _scan(self, line: str) -> None:
        at = 0
        while found := _SPECIAL.search(line, at):
            char, at = found.group(), found.end()
            if char in "'\"":
                triple = char * 3
                if self._quote in ("", triple) and line.startswith(triple, at - 1):
                    self._quote = "" if self._quote else triple
                    at += 2
                elif self._quote in ("", char):
                    self._quote = "" if self._quote else char
            elif char == "\\":
                if self._quote and line[at : at + 1] in ("'", '"', "\\"):
                    at += 1
            elif not self._quote:
                if char in _OPENING:
                    self._open[_OPENING[char]] += 1
                else:
                    self._open[char] -= 1
