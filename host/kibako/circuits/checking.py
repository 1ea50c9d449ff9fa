"""What is wrong with a circuit: all of it, in words, before anything runs."""

import re

from kibako.circuits import buses, currents, joints, leads
from kibako.circuits.circuit import PARTS_MAX, Circuit, CircuitFile
from kibako.circuits.names import check_names

_PART = re.compile(r"parts\[(\d+)\]")


def check(written: CircuitFile, name: str, file: str) -> tuple[Circuit | None, list[str]]:
    """Check what a circuit's file says.

    Args:
        written: What it says.
        name: What to call the circuit.
        file: What the problems call the file.

    Returns:
        The circuit as far as its names are right (None without a board), and one sentence for
        each mistake.
    """
    circuit, muddled, problems = check_names(written, name, file)
    if circuit is not None:
        problems += problems_of(circuit, muddled)
    return circuit, sorted(problems, key=_part_number)


def problems_of(circuit: Circuit, muddled: frozenset[str] = frozenset()) -> list[str]:
    """Return what is wrong with the wiring, one sentence for each mistake.

    Args:
        circuit: The circuit.
        muddled: Parts whose wires have wrong names: what they lack is not known.
    """
    found = [
        *leads.problems(circuit, muddled),
        *joints.problems(circuit),
        *buses.problems(circuit),
        *currents.problems(circuit),
    ]
    return sorted(found, key=_part_number)


def _part_number(sentence: str) -> int:
    """Return the part that a sentence's key names, so that they come in the order of the file.

    What concerns a whole wire names no part and comes last.
    """
    found = _PART.search(sentence)
    return int(found[1]) if found else PARTS_MAX + 1
