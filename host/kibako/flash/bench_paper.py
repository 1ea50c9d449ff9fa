"""The bench on paper: a table for a spreadsheet, and a sheet of labels to print and cut out."""

import csv
import html
import io
from collections.abc import Iterable, Mapping

from kibako import strings
from kibako.events import JsonValue

COLUMNS = (
    "when", "number", "label", "board", "serial", "result", "version", "files", "tries",
    "seconds", "problem", "next",
)  # fmt: skip
"""The first line of the table: a published contract, the same in every language."""
SHEET_MARK = '<meta name="generator" content="kibako bench">'
"""By this a sheet of ours is known, which may be written anew."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

_STYLE = """
@page { size: A4; margin: 12mm; }
* { box-sizing: border-box; }
body { margin: 0; font-family: sans-serif; color: #000; background: #fff; }
main { display: grid; grid-template-columns: 1fr 1fr; }
section { height: 34mm; padding: 3mm; border: 1px dashed #000; break-inside: avoid;
  display: flex; flex-direction: column; justify-content: space-between; overflow: hidden; }
strong { font-size: 26pt; line-height: 1.1; overflow-wrap: anywhere; }
strong.long { font-size: 16pt; }
small { font-size: 10pt; }
@media print { p { display: none; } }
""".strip()
_LONG_CHARS = 10


def table_text(rows: Iterable[Mapping[str, JsonValue]], when: str, *, heading: bool) -> str:
    """Return rows of the bench as comma-separated values.

    Args:
        rows: As :meth:`kibako.flash.bench.Bench.rows` gives them.
        when: The day and time that each line says.
        heading: Whether the first line names the columns.

    Returns:
        The lines. No cell is one that a spreadsheet takes for a formula.
    """
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    if heading:
        lines.writerow(COLUMNS)
    for row in rows:
        problem = row.get("problem")
        what, then = (problem["what"], problem["next"]) if isinstance(problem, dict) else ("", "")
        cells = (
            when, row["number"], row["label"], row["name"], row["serial"], row["phase"],
            row["version"], row["files"], row["tries"], row["seconds"], what, then,
        )  # fmt: skip
        lines.writerow([_cell(cell) for cell in cells])
    return written.getvalue()


def sheet_html(rows: Iterable[Mapping[str, JsonValue]]) -> str:
    """Return a page of labels, A4, two in a row, that needs no network.

    Args:
        rows: As :meth:`kibako.flash.bench.Bench.rows` gives them; those that are done get a label.
    """
    title = html.escape(strings.text("bench_sheet.title"))
    hint = html.escape(strings.text("bench_sheet.hint"))
    labels: list[str] = []
    for row in rows:
        if row["phase"] not in ("done", "skipped"):
            continue
        label = str(row["label"]) or strings.text("bench_sheet.no_label")
        size = ' class="long"' if len(label) > _LONG_CHARS else ""
        told = [str(row[key]) for key in ("name", "version", "serial") if row[key]]
        small = "<br>".join(html.escape(each) for each in told)
        labels.append(
            f"<section><strong{size}>{html.escape(label)}</strong><small>{small}</small></section>"
        )
    return (
        f'<!doctype html>\n<html lang="{strings.language()}">\n<head>\n<meta charset="utf-8">\n'
        f"{SHEET_MARK}\n<title>{title}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n"
        f"<p>{hint}</p>\n<main>\n" + "\n".join(labels) + "\n</main>\n</body>\n</html>\n"
    )


def _cell(value: JsonValue) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
