"""A new pack: a whole small lesson that passes every test, for its author to write over."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import cast, get_args

from kibako.errors import UsageError
from kibako.lessons.manifest import NAME, Level
from kibako.lessons.readings import without_reading
from kibako.lessons.schema import pack_schema

SCHEMA_FILE = ".pack.schema.json"
"""The JSON Schema beside ``pack.toml``; what begins with a dot is not given away."""
LEVELS: tuple[str, ...] = get_args(Level)
_TITLE_MAX = 80
_FIELD = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class NewPack:
    """What an author may say of a new pack.

    Attributes:
        id: The pack's id.
        title_ja: Its title in Japanese, with ruby; made of the id when empty.
        title_en: Its title in English; made of the id when empty.
        boards: Families or single boards.
        level: From when on.
        minutes: How long it takes.
        authors: Who makes it.
    """

    id: str
    title_ja: str = ""
    title_en: str = ""
    boards: Sequence[str] = ("microbit",)
    level: str = "小3+"
    minutes: int = 15
    authors: Sequence[str] = ()

    def files(self) -> Mapping[str, bytes]:
        """Return the files of the pack by their path in its folder.

        Raises:
            UsageError: The id, a title or a board cannot be; the error names it.
        """
        if not NAME.fullmatch(self.id):
            raise UsageError("pack_new_name", name=self.id[:60])
        title = self.id.replace("-", " ").title()
        for words in (self.title_ja, self.title_en, *self.authors):
            if len(words) > _TITLE_MAX or not words.isprintable():
                raise UsageError("pack_new_words", words=ascii(words[:40]), limit=_TITLE_MAX)
        if missing := without_reading(self.title_ja):
            raise UsageError("pack_new_reading", words=", ".join(missing))
        fields: dict[str, object] = {
            "id": self.id,
            "title_ja": self.title_ja or title,
            "title_en": self.title_en or title,
            "boards": list(dict.fromkeys(self.boards)),
            "level": self.level,
            "minutes": self.minutes,
            "authors": list(self.authors),
        }
        told = {key: json.dumps(value, ensure_ascii=False) for key, value in fields.items()}
        found = {
            name: _FIELD.sub(lambda field: told[field[1]], text).encode()
            for name, text in _template().items()
        }
        return {**found, SCHEMA_FILE: pack_schema()}


def _template() -> Mapping[str, str]:
    text = (resources.files("kibako.lessons") / "template.toml").read_text(encoding="utf-8")
    return cast("dict[str, dict[str, str]]", tomllib.loads(text))["files"]
