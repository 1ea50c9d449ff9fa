"""Circuits written in a few lines, and what is said about them."""

import pytest
from kibako import strings
from kibako.circuits.circuit import parse_circuit
from kibako.errors import FileError

HEAD = """schema = 1
board = "{board}"
title = {{ ja = "x", en = "x" }}
about = {{ ja = "x", en = "x" }}
"""


@pytest.fixture(autouse=True)
def english():
    before = strings.language()
    strings.set_language("en")
    yield
    strings.set_language(before)


def circuit_text(board, *parts):
    """A circuit file: each part is ``name kind lead=place+place ... setting:value ...``."""
    text = HEAD.format(board=board)
    for part in parts:
        name, kind, *words = part.split()
        wires = ", ".join(
            f"{lead} = {ends.split('+')!s}"
            for lead, ends in (word.split("=") for word in words if "=" in word)
        )
        settings = ", ".join("{} = {}".format(*w.split(":")) for w in words if ":" in w)
        text += f'[[parts]]\nname = "{name}"\npart = "{kind}"\n'
        text += f"wires = {{ {wires} }}\nsettings = {{ {settings} }}\n"
    return text


@pytest.fixture
def make():
    """Read a circuit from a few lines."""

    def read(board, *parts, head=""):
        return parse_circuit((head + circuit_text(board, *parts)).encode(), "c", "c.toml")

    return read


@pytest.fixture
def mistakes():
    """All sentences about a circuit."""

    def read(board, *parts):
        try:
            parse_circuit(circuit_text(board, *parts).encode(), "c", "c.toml")
        except FileError as error:
            assert int(error.exit_status) == 4
            return error.fields["problems"].split("\n")
        return []

    return read
