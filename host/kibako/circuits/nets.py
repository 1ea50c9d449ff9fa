"""Which places and leads one wire joins, and what is behind a resistor."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Resistor:
    """A way between two ends that holds the current back."""

    a: str
    b: str
    ohms: float


@dataclass(frozen=True, slots=True)
class End:
    """Where a way leads to.

    Attributes:
        place: A place of the board (a pin or a rail).
        ohms: All that is in between.
    """

    place: str
    ohms: float


class Nets:
    """All that is joined by wires. An end is a place (``GP15``) or a lead (``lamp.anode``).

    Args:
        wires: Pairs of ends that a wire joins.
        resistors: What joins two ends through a resistance.
    """

    def __init__(
        self, wires: Iterable[tuple[str, str]], resistors: Iterable[Resistor] = ()
    ) -> None:
        self._net_of: dict[str, set[str]] = {}
        for a, b in wires:
            joined = self._net(a) | self._net(b)
            for end in joined:
                self._net_of[end] = joined
        self.resistors = tuple(resistors)

    def net(self, end: str) -> frozenset[str]:
        """Return all ends that are joined with one, itself included."""
        return frozenset(self._net_of.get(end, {end}))

    def all(self) -> list[frozenset[str]]:
        """Return all nets with more than one end, in the order of their wires."""
        seen: dict[int, frozenset[str]] = {}
        for net in self._net_of.values():
            seen.setdefault(id(net), frozenset(net))
        return [net for net in seen.values() if len(net) > 1]

    def neighbours(self, net: frozenset[str]) -> list[tuple[Resistor, str]]:
        """Return the resistors at a net, each with its end on the other side."""
        found: list[tuple[Resistor, str]] = []
        for resistor in self.resistors:
            if resistor.a in net and resistor.b not in net:
                found.append((resistor, resistor.b))
            elif resistor.b in net and resistor.a not in net:
                found.append((resistor, resistor.a))
        return found

    def reach(self, end: str, places: Iterable[str]) -> list[End]:
        """Return the places that can be reached from an end, the nearest (in ohms) first.

        The search does not go through a place: what is behind a rail is another circuit.

        Args:
            end: Where to begin.
            places: What counts as a place.
        """
        wanted = frozenset(places)
        found: dict[str, float] = {}
        seen: set[frozenset[str]] = set()
        waiting: list[tuple[float, str]] = [(0.0, end)]
        while waiting:
            ohms, at = heapq.heappop(waiting)
            net = self.net(at)
            if net in seen:
                continue
            seen.add(net)
            here = sorted(net & wanted)
            for place in here:
                found.setdefault(place, ohms)
            if here:
                continue
            for resistor, other in self.neighbours(net):
                heapq.heappush(waiting, (ohms + resistor.ohms, other))
        return [End(place, ohms) for place, ohms in found.items()]

    def _net(self, end: str) -> set[str]:
        return self._net_of.setdefault(end, {end})
