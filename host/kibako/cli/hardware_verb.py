"""``kibako hardware show|pinout|wiring|parts``: boards, parts and circuits in words."""

import argparse
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import local, output
from kibako.cli.output import asks_plain
from kibako.cli.words import Words, deed_of, deed_unknown, one_of, unknown
from kibako.errors import ExitStatus, UsageError

if TYPE_CHECKING:
    from kibako.circuits.board import CircuitBoard
    from kibako.circuits.circuit import Circuit
    from kibako.circuits.part import Part

DEEDS = ("show", "pinout", "wiring", "parts")
READINGS = ("normal", "furigana", "kana")


def run(words: Sequence[str]) -> int:
    """Tell about hardware.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    deed = deed_of(words)
    parser = Words(f"kibako hardware {deed}".strip(), strings.text("cli.hardware_about"))
    parser.word("WHAT", help="hardware_what")
    parser.word("NAME", help="hardware_name", needed=deed in DEEDS[1:])
    parser.option(
        "--reading", help="hardware_reading", type=one_of("--reading", READINGS), default=_reading()
    )
    if deed == "wiring":
        parser.option("--svg", help="hardware_svg", metavar="FILE", type=Path)
        parser.option("--force", help="force_option", action="store_true")
    if deed == "parts":
        parser.option("--json", help="json_option", action="store_true")
    asks_help = "--help" in words or "-h" in words
    if not deed and not asks_help:
        raise UsageError("word_missing", word=" / ".join(DEEDS), command="kibako hardware")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    if deed not in DEEDS:
        raise deed_unknown("hardware", deed, DEEDS)
    return {"show": _show, "pinout": _pinout, "wiring": _wiring, "parts": _parts}[deed](found)


def _reading() -> str:
    """Return how words are written when nobody says: each word once for a screen reader."""
    return "kana" if asks_plain() else "furigana"


def _show(found: argparse.Namespace) -> int:
    from kibako.circuits.sentences import about_board, about_circuit, about_part

    if found.name is None:
        return _list(found)
    board, part, circuit = _look_up(found.name)
    if board is not None:
        _write(about_board(board), found)
    elif part is not None:
        _write(about_part(part), found)
    elif circuit is not None:
        _write(about_circuit(circuit), found)
    return ExitStatus.DONE


def _list(found: argparse.Namespace) -> int:
    """List everything that can be shown."""
    from kibako.circuits.board import boards
    from kibako.circuits.circuit import circuit_names, read_circuit
    from kibako.circuits.part import parts
    from kibako.circuits.sentences import in_words, say

    circuits = [read_circuit(name) for name in circuit_names()]
    _write([say("list_boards")], found)
    _write((f"{board.id}\t{board.name}" for board in boards().values()), found)
    _write([say("list_parts")], found)
    _write((f"{part.id}\t{in_words(part.name)}" for part in parts().values()), found)
    _write([say("list_circuits")], found)
    _write((f"{each.name}\t{in_words(each.title)}\t{each.board.id}" for each in circuits), found)
    return ExitStatus.DONE


def _pinout(found: argparse.Namespace) -> int:
    from kibako.circuits.sentences import pinout

    board, _, circuit = _look_up(found.name)
    if circuit is not None:
        _write(pinout(circuit.board, circuit), found)
    elif board is not None:
        _write(pinout(board), found)
    else:
        raise _no_circuit(found.name)
    return ExitStatus.DONE


def _wiring(found: argparse.Namespace) -> int:
    from kibako.circuits.sentences import in_words, wiring

    circuit = _circuit(found.name)
    steps = list(wiring(circuit))
    _write(steps, found)
    if found.svg is not None:
        from kibako_access import ruby

        from kibako.circuits.drawing import draw

        plain = [ruby.render(step, "normal") for step in steps]
        picture = draw(circuit, ruby.render(in_words(circuit.title), "normal"), plain)
        local.write_bytes(found.svg, picture.encode(), replace=found.force)
        output.say("hardware_said.drawn", path=found.svg)
    return ExitStatus.DONE


def _parts(found: argparse.Namespace) -> int:
    from kibako_access import ruby

    from kibako.circuits.sentences import say
    from kibako.circuits.shopping import parts_list

    items = parts_list(_circuit(found.name), say("wire"))
    if found.json:
        output.data_json([item.as_json(partial(ruby.render, mode="normal")) for item in items])
        return ExitStatus.DONE
    for item in items:
        names = [name for name in item.used_as if name != item.name]
        used = say("used", names=say("comma").join(names)) if names else ""
        _write([say("item", count=item.count, name=item.name, used=used)], found)
    return ExitStatus.DONE


def _look_up(name: str) -> "tuple[CircuitBoard | None, Part | None, Circuit | None]":
    """Return the board, the part or the circuit of a name."""
    from kibako.circuits.board import boards, find_board
    from kibako.circuits.circuit import circuit_names, read_circuit
    from kibako.circuits.part import parts

    if "/" in name or "\\" in name or name.endswith(".toml") or name in circuit_names():
        return None, None, read_circuit(name)
    board, part = find_board(name), parts().get(name)
    if board is None and part is None:
        known = [*boards(), *parts(), *circuit_names()]
        raise unknown("hardware_unknown", name, known, name=name)
    return board, part, None


def _circuit(name: str) -> "Circuit":
    circuit = _look_up(name)[2]
    if circuit is None:
        raise _no_circuit(name)
    return circuit


def _no_circuit(name: str) -> UsageError:
    from kibako.circuits.circuit import circuit_names

    return UsageError("hardware_no_circuit", name=name, known=", ".join(circuit_names()))


def _write(lines: Iterable[str], found: argparse.Namespace) -> None:
    """Write lines with readings as they are wanted."""
    from kibako_access import ruby

    for line in lines:
        output.data(ruby.render(line, found.reading))
