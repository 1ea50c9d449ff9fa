"""The JSON Schema of ``pack.toml``, for editors that complete and check while somebody types.

It is made from the structures that read the file, so it cannot say anything else;
``schemas/pack.schema.json`` holds it, and a test holds that file.
"""

from kibako.lessons.manifest import FAMILIES, MAX_STEPS, NAME, SCHEMA, Manifest, StepManifest
from kibako.table_schema import described, document

FILE = "schemas/pack.schema.json"
"""Where it lies, below the data root."""


def pack_schema() -> bytes:
    """Return the JSON Schema of ``pack.toml``, as it lies in :data:`FILE`."""
    tables = described(Manifest, [StepManifest])
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
    title = f"A lesson pack of Kibako (pack.toml, schema {SCHEMA})"
    return document(title, Manifest, tables)


def _profiles() -> list[str]:
    from kibako.virtual.profile import profiles

    return sorted(set(profiles()) - set(FAMILIES))
