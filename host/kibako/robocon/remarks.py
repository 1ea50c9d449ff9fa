"""What the lint of a contest finds: one sentence each, with its place."""

from dataclasses import dataclass
from typing import Literal

from kibako import strings
from kibako.toml_lines import TomlFile


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong at a place of a file, and what to do about it.

    Attributes:
        level: ``error``, or ``warning`` where the contest can be played all the same.
        rule: The message that says it; empty when the file has not the right form.
        line: The line of the file, from 1; 0: the whole file.
        sentence: What is wrong and what to do, in the current language.
    """

    level: Literal["error", "warning"]
    rule: str
    line: int
    sentence: str


class Remarks:
    """Collects what is wrong with a file.

    Args:
        file: The file.
    """

    def __init__(self, file: TomlFile) -> None:
        self._file = file
        self.found: list[Remark] = []

    def error(self, rule: str, key: str, /, **fields: object) -> None:
        """Note what must be mended.

        Args:
            rule: Its message in the group ``contest_problem``.
            key: Where it stands, such as ``zones[2].side``.
            **fields: What the message names; it may name the key.
        """
        self._add("error", rule, key, fields)

    def warning(self, rule: str, key: str, /, **fields: object) -> None:
        """Note what would be better otherwise: the arguments are those of :meth:`error`."""
        self._add("warning", rule, key, fields)

    def _add(
        self, level: Literal["error", "warning"], rule: str, key: str, fields: dict[str, object]
    ) -> None:
        said = strings.text(f"contest_problem.{rule}", None, **{"key": key, **fields})
        self.found.append(Remark(level, rule, self._file.line(key), said))
