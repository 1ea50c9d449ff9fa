"""The circuit of a pack on its page: what to have, what to join with what, and a picture of it."""

from dataclasses import dataclass
from functools import partial

from kibako_access import ruby

from kibako import strings
from kibako.circuits.board import find_board
from kibako.circuits.circuit import Circuit
from kibako.circuits.drawing import draw
from kibako.circuits.part import Part
from kibako.circuits.sentences import in_words, say, wiring
from kibako.circuits.shopping import Item, parts_list


@dataclass(frozen=True, slots=True)
class Wiring:
    """A circuit in one language.

    Attributes:
        title: What it is, with readings.
        board: The name of its board.
        items: What to have for it.
        steps: How to put it together, one sentence each, numbered, with readings.
        picture: The same as SVG, whose description is those steps.
    """

    title: str
    board: str
    items: tuple[Item, ...]
    steps: tuple[str, ...]
    picture: str


def wiring_of(circuit: Circuit, lang: str) -> Wiring:
    """Return a circuit as a page shows it.

    Args:
        circuit: The circuit.
        lang: The language of the page.
    """
    with strings.speaking(lang):
        title = in_words(circuit.title)
        steps = tuple(wiring(circuit))
        plain = partial(ruby.render, mode="normal")
        picture = draw(circuit, plain(title), [plain(step) for step in steps])
        items = tuple(parts_list(circuit, say("wire")))
    return Wiring(title, circuit.board.name, items, steps, picture)


def other_items(boards: tuple[str, ...], parts: tuple[Part, ...], lang: str) -> tuple[Item, ...]:
    """Return what a pack needs besides its circuits.

    Args:
        boards: The boards that have no circuit, by id or family.
        parts: Parts that the pack names itself.
        lang: The language of the page.
    """
    with strings.speaking(lang):
        found = [Item(board, _board_name(board), 1, ()) for board in boards]
        found += [Item(part.id, in_words(part.name), 1, ()) for part in parts]
    return tuple(found)


def _board_name(name: str) -> str:
    """Return the name of a board; of a family, that of the family."""
    family = f"site_board.{name}"
    if strings.has(family):
        return strings.text(family)
    board = find_board(name)
    return name if board is None else board.name
