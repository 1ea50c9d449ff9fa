"""What is wrong with a circuit: all of it, in words, before anything runs."""

from kibako.circuits import buses, currents, joints, leads
from kibako.circuits.circuit import Circuit, CircuitFile
from kibako.circuits.names import check_names


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
    return circuit, problems


def problems_of(circuit: Circuit, muddled: frozenset[str] = frozenset()) -> list[str]:
    """Return what is wrong with the wiring, one sentence for each mistake.

    Args:
        circuit: The circuit.
        muddled: Parts whose wires have wrong names: what they lack is not known.
    """
    return [
        *leads.problems(circuit, muddled),
        *joints.problems(circuit),
        *buses.problems(circuit),
        *currents.problems(circuit),
    ]
