"""The JSON Schema of ``pack.toml``, for editors that complete and check while somebody types.

It is made from the structures that read the file, so it cannot say anything else;
``schemas/pack.schema.json`` holds it, and a test holds that file.
"""

import inspect
import re
from collections.abc import Mapping
from typing import Any, cast

import msgspec

from kibako.lessons.manifest import FAMILIES, MAX_STEPS, NAME, SCHEMA, Manifest, StepManifest
from kibako.tables import Words

FILE = "schemas/pack.schema.json"
"""Where it lies, below the data root."""
_ATTRIBUTE = re.compile(r"^    (\w+): (.*(?:\n        .*)*)", re.MULTILINE)
_WORDS = {"ja": "Japanese; 漢字《かんじ》 is ruby.", "en": "English."}


def pack_schema() -> bytes:
    """Return the JSON Schema of ``pack.toml``, as it lies in :data:`FILE`."""
    (_,), defs = msgspec.json.schema_components([Manifest], ref_template="#/$defs/{name}")
    tables = cast("dict[str, dict[str, Any]]", defs)
    told = {Manifest: _told(Manifest), StepManifest: _told(StepManifest), Words: _WORDS}
    for kind, about in told.items():
        table = tables[kind.__name__]
        table["description"] = (inspect.getdoc(kind) or "").split("\n")[0]
        for key, said in about.items():
            table["properties"][key]["description"] = said
    manifest, step = tables["Manifest"]["properties"], tables["StepManifest"]["properties"]
    manifest["schema"] |= {"const": SCHEMA}
    manifest["minutes"] |= {"minimum": 1, "maximum": 600}
    manifest["version"] |= {"pattern": r"^\d{1,4}\.\d{1,4}\.\d{1,4}$"}
    manifest["boards"] |= {"minItems": 1, "uniqueItems": True}
    manifest["boards"]["items"] = {"enum": [*FAMILIES, *_profiles()]}
    manifest["steps"] |= {"minItems": 1, "maxItems": MAX_STEPS}
    manifest["course_of_study"]["items"] |= {"pattern": "^[0-9A-Z]{16}$"}
    manifest["firmware"] |= {"propertyNames": {"enum": list(FAMILIES)}}
    for each in (manifest["id"], manifest["needs"]["items"], step["id"]):
        each |= {"pattern": f"^{NAME.pattern}$"}
    step["wrong"] |= {"propertyNames": {"pattern": f"^{NAME.pattern}$"}}
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A lesson pack of Kibako (pack.toml, schema {SCHEMA})",
        "$ref": "#/$defs/Manifest",
        "$defs": tables,
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"


def _told(kind: type) -> Mapping[str, str]:
    """Return what the docstring of a structure says of its keys."""
    found = _ATTRIBUTE.findall(inspect.getdoc(kind) or "")
    return {key: " ".join(said.split()) for key, said in found if said.strip()}


def _profiles() -> list[str]:
    from kibako.virtual.profile import profiles

    return sorted(set(profiles()) - set(FAMILIES))
