"""What to buy for a circuit: how many of each part; prices differ and are left open."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from kibako.circuits.circuit import Circuit
from kibako.circuits.sentences import kind_of, title_of


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a parts list.

    Attributes:
        part: The part's id, or ``board``, ``wire``.
        name: What to ask for in a shop, in the current language.
        count: How many.
        used_as: What a person calls them in the circuit.
    """

    part: str
    name: str
    count: int
    used_as: tuple[str, ...]

    def as_json(self, render: Callable[[str], str]) -> dict[str, object]:
        """Return it with its price left open.

        Args:
            render: Turns a text with readings into one without the notation.
        """
        return {
            "part": self.part,
            "name": render(self.name),
            "count": self.count,
            "used_as": [render(name) for name in self.used_as],
            "price": None,
        }


def parts_list(circuit: Circuit, wire_name: str) -> list[Item]:
    """Return what a circuit needs: the board, the parts, the wires.

    Args:
        circuit: The circuit.
        wire_name: What a wire is called.
    """
    kinds = [(part.kind.id, kind_of(part)) for part in circuit.parts]
    counts = Counter(kinds)
    items = [Item(circuit.board.id, circuit.board.name, 1, ())]
    items += [
        Item(
            part_id,
            name,
            count,
            tuple(
                title_of(part)
                for part, kind in zip(circuit.parts, kinds, strict=True)
                if kind == (part_id, name)
            ),
        )
        for (part_id, name), count in counts.items()
    ]
    wires = sum(len(part.wires) for part in circuit.parts)
    return [*items, Item("wire", wire_name, wires, ())]
