"""The sentences about a circuit's mistakes: the file, the key, what is wrong, what to do."""

import difflib
from collections.abc import Sequence

from kibako import strings
from kibako.circuits.circuit import Circuit, Fitted


def problem(name: str, /, **fields: object) -> str:
    """Return one sentence about a circuit, for the person who wrote it."""
    return strings.text(f"circuit_problem.{name}", None, **fields)


def near(name: str, word: str, known: Sequence[str], **fields: object) -> str:
    """Return one sentence about a wrong word, with the nearest right one if one is near."""
    close = difflib.get_close_matches(word, known, 1)
    if close:
        return problem(f"{name}_near", word=word[:40], nearest=close[0], **fields)
    return problem(name, word=word[:40], known=", ".join(known), **fields)


def key(part: Fitted, lead: str = "") -> str:
    """Return the key of a part's wires in its file, or of the wire of one lead."""
    return f"parts[{part.number}].wires{'.' if lead else ''}{lead}"


def about(circuit: Circuit, part: Fitted, lead: str = "") -> dict[str, str]:
    """Return the fields that say where a mistake is."""
    return {
        "file": circuit.file,
        "key": key(part, lead),
        "part": part.name,
        "lead": lead,
    }


def volts(value: float) -> str:
    """Return a voltage as a person writes it."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
