"""JSON Schemas of our TOML files, for editors that complete and check while somebody types.

They are made from the structures that read the files, so they cannot say anything else.
"""

import inspect
import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

import msgspec

from kibako.tables import Words

Table = dict[str, Any]
_ATTRIBUTE = re.compile(r"^    (\w+): (.*(?:\n        .*)*)", re.MULTILINE)
_WORDS = {"ja": "Japanese; 漢字《かんじ》 is ruby.", "en": "English."}


def described(whole: type[msgspec.Struct], parts: Iterable[type]) -> dict[str, Table]:
    """Return the tables of a file by the names of their structures, with what docstrings say.

    Args:
        whole: The structure of the file.
        parts: The structures of its tables whose keys are described.
    """
    (_,), defs = msgspec.json.schema_components([whole], ref_template="#/$defs/{name}")
    tables = cast("dict[str, Table]", defs)
    for kind in (whole, *parts, Words):
        about = _WORDS if kind is Words else _told(kind)
        table = tables[kind.__name__]
        table["description"] = (inspect.getdoc(kind) or "").split("\n")[0]
        for key, said in about.items():
            table["properties"][key]["description"] = said
    return tables


def document(title: str, whole: type, tables: Mapping[str, Table]) -> bytes:
    """Return the whole schema of a file as it is written.

    Args:
        title: What the file is.
        whole: Its structure.
        tables: Its tables, of :func:`described`.
    """
    written = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "$ref": f"#/$defs/{whole.__name__}",
        "$defs": tables,
    }
    return msgspec.json.format(msgspec.json.encode(_whole(written)), indent=2) + b"\n"


def _whole(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return JSON with its whole numbers written as such, however the bound was written.

    ``typing`` keeps ``Annotated`` types by their equality, and 1 equals 1.0: which of the two a
    bound is depends on what was imported first.
    """
    if isinstance(value, dict):
        return {key: _whole(each) for key, each in cast("Table", value).items()}
    if isinstance(value, list):
        return [_whole(each) for each in cast("list[Any]", value)]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _told(kind: type) -> Mapping[str, str]:
    """Return what the docstring of a structure says of its keys."""
    found = _ATTRIBUTE.findall(inspect.getdoc(kind) or "")
    return {key: " ".join(said.split()) for key, said in found if said.strip()}
