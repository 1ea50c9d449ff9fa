"""Names in a circuit file: boards, parts, leads, places, settings, inputs."""

import re
from collections.abc import Mapping

from kibako import tables
from kibako.circuits.board import CircuitBoard, boards, find_board
from kibako.circuits.circuit import (
    PARTS_MAX,
    SCHEMA,
    Circuit,
    CircuitFile,
    CircuitPart,
    Fitted,
    Value,
)
from kibako.circuits.part import Part, Quantity, parts
from kibako.circuits.words import near, problem

_NAME = re.compile(r"[a-z][a-z0-9_]{0,23}")
_TAKEN = frozenset(
    "accelerometer audio board bootsel button_a button_b check compass display error gesture i2c "
    "lesson log machine microphone music pin_logo pin_speaker power program radio room settings "
    "sound speech spi stdout uart world".split()
)
"""What the board's own things are called in events and inputs."""


def check_names(
    written: CircuitFile, name: str, file: str
) -> tuple[Circuit | None, frozenset[str], list[str]]:
    """Look up every name of a circuit file.

    Args:
        written: The file.
        name: What to call the circuit.
        file: What the problems call the file.

    Returns:
        The circuit with all that has a right name, None without a board; the parts of which
        wires were left out; one sentence for each mistake.
    """
    problems: list[str] = []
    if written.schema != SCHEMA:
        problems.append(problem("schema", file=file, schema=written.schema, known=SCHEMA))
    board = find_board(written.board)
    if board is None:
        problems.append(near("unknown_board", written.board, list(boards()), file=file))
    if not written.parts:
        problems.append(problem("no_parts", file=file))
    if len(written.parts) > PARTS_MAX:
        problems.append(problem("too_many_parts", file=file, limit=PARTS_MAX))
    kinds = _kinds(written, file, board, problems)
    muddled: set[str] = set()
    fitted: list[Fitted] = []
    for number, each in enumerate(written.parts[:PARTS_MAX], 1):
        kind = kinds.get(each.name)
        if kind is None or any(part.name == each.name for part in fitted):
            continue
        written_wires = [
            (lead, to)
            for lead, ends in each.wires.items()
            for to in ([ends] if isinstance(ends, str) else ends)
        ]
        wires = tuple(
            (lead, to)
            for lead, to in written_wires
            if _wire_is_right(lead, to, each, number, kinds, board, file, problems)
        )
        if len(wires) < len(written_wires):
            muddled.add(each.name)
        where = f"parts[{number}]"
        fitted.append(
            Fitted(
                each.name,
                kind,
                _values(kind.settings, each.settings, f"{where}.settings", file, problems),
                _values(kind.inputs, each.inputs, f"{where}.inputs", file, problems),
                wires,
                number,
                each.label,
            )
        )
    if board is None:
        return None, frozenset(muddled), problems
    circuit = Circuit(
        name=name,
        file=file,
        title=written.title,
        about=written.about,
        board=board,
        parts=tuple(fitted),
        without_display=written.without_display,
        any_i2c_pins=written.any_i2c_pins,
    )
    return circuit, frozenset(muddled), problems


def _kinds(
    written: CircuitFile, file: str, board: CircuitBoard | None, problems: list[str]
) -> Mapping[str, Part]:
    """Look up the parts; return those that are known, by name."""
    places = [] if board is None else board.places
    found: dict[str, Part] = {}
    seen: set[str] = set()
    for number, each in enumerate(written.parts[:PARTS_MAX], 1):
        key = f"parts[{number}].name"
        if not _NAME.fullmatch(each.name):
            problems.append(problem("bad_name", file=file, key=key, name=each.name[:40]))
        elif each.name in _TAKEN or each.name in places:
            problems.append(problem("name_taken", file=file, key=key, name=each.name))
        elif each.name in seen:
            problems.append(problem("name_twice", file=file, key=key, name=each.name))
        seen.add(each.name)
        kind = parts().get(each.part)
        if kind is None:
            key = f"parts[{number}].part"
            problems.append(near("unknown_part", each.part, list(parts()), file=file, key=key))
        else:
            found.setdefault(each.name, kind)
    return found


def _wire_is_right(
    lead: str,
    to: str,
    part: CircuitPart,
    number: int,
    kinds: Mapping[str, Part],
    board: CircuitBoard | None,
    file: str,
    problems: list[str],
) -> bool:
    key = f"parts[{number}].wires.{lead[:40]}"
    own_leads = [each.name for each in kinds[part.name].leads]
    if lead not in own_leads:
        problems.append(near("unknown_lead", lead, own_leads, file=file, key=key, part=part.name))
        return False
    other, dot, other_lead = to.partition(".")
    if dot and other in kinds:
        leads = [each.name for each in kinds[other].leads]
        if other_lead not in leads:
            problems.append(near("unknown_lead", other_lead, leads, file=file, key=key, part=other))
        elif (other, other_lead) == (part.name, lead):
            problems.append(problem("wire_to_itself", file=file, key=key))
        else:
            return True
        return False
    if dot:
        problems.append(near("unknown_name", other, list(kinds), file=file, key=key))
        return False
    if board is not None and to not in board.places:
        problems.append(near("unknown_place", to, board.places, file=file, key=key, board=board.id))
        return False
    return True


def _values(
    known: Mapping[str, Quantity],
    given: Mapping[str, Value],
    where: str,
    file: str,
    problems: list[str],
) -> dict[str, Value]:
    """Check settings or inputs; return all of them, those that are not given as they are."""
    found: dict[str, Value] = {name: quantity.first for name, quantity in known.items()}
    for name, value in given.items():
        key = f"{where}.{name[:40]}"
        quantity = known.get(name)
        if quantity is None:
            problems.append(near("unknown_value", name, list(known), file=file, key=key))
        elif said := _value_problem(quantity, value, key, file):
            problems.append(said)
        else:
            found[name] = value
    return found


def _value_problem(quantity: Quantity, value: Value, key: str, file: str) -> str:
    if quantity.choices:
        if value in quantity.choices:
            return ""
        word = str(value)[:40]
        return tables.near_problem("unknown_word", word, quantity.choices, file=file, key=key)
    if isinstance(value, str) or not quantity.least <= value <= quantity.most:
        return tables.problem(
            "bounds", file=file, key=key, value=value, least=quantity.least, most=quantity.most
        )
    return ""
