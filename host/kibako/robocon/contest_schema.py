"""The JSON Schema of ``contest.toml``; a test holds that :data:`FILE` is what this makes."""

from kibako.robocon import contest as rules
from kibako.robocon.contest import NAME, SCHEMA, Contest
from kibako.table_schema import described, document

FILE = "schemas/contest.schema.json"
"""Where it lies, below the data root."""
_PARTS = (
    rules.ArenaRules,
    rules.WallRules,
    rules.LineRules,
    rules.Start,
    rules.Zone,
    rules.Object,
    rules.ScoredEvent,
    rules.Penalty,
    rules.Retry,
    rules.TieBreak,
    rules.Inspection,
)


def contest_schema() -> bytes:
    """Return the JSON Schema of ``contest.toml``, as it lies in :data:`FILE`."""
    tables = described(Contest, _PARTS)
    tables["Contest"]["properties"]["schema"] |= {"const": SCHEMA}
    for name, table in tables.items():
        if name != "TieBreak" and "id" in table["properties"]:
            table["properties"]["id"] |= {"pattern": f"^{NAME.pattern}$"}
    title = f"The rules of a contest of Kibako (contest.toml, schema {SCHEMA})"
    return document(title, Contest, tables)
