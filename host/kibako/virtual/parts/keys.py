"""What a finger presses on the table: a button, and a keypad of twelve keys."""

from collections.abc import Mapping
from functools import partial

from kibako.circuits.board import GROUND
from kibako.events import JsonValue
from kibako.virtual.parts.base import Plain, Site
from kibako.virtual.wires import Wire


class Contacts:
    """Contacts that join the pins and rails at their ends while they are closed.

    What is joined takes the lowest level that anything drives there (a pin that gives 1 against one
    that gives 0 would be a short circuit; the low one wins), else the highest pull.

    Args:
        site: The part.
        pairs: The leads of each contact.
    """

    def __init__(self, site: Site, pairs: list[tuple[str, str]]) -> None:
        self._site = site
        self._pairs = pairs
        self._closed: set[int] = set()
        self._busy = False
        leads = sorted({lead for pair in pairs for lead in pair})
        self._place = {lead: site.place(lead) or site.fitted.end(lead) for lead in leads}
        self._pins = sorted({place for place in self._place.values() if place in site.circuit.pins})
        for pin in self._pins:
            site.wires.watch(pin, self._changed)

    def switch(self, number: int, closed: bool) -> None:
        """Close or open a contact."""
        (self._closed.add if closed else self._closed.discard)(number)
        self._settle()

    def _changed(self, wire: Wire) -> None:
        if self._closed and not self._busy:
            self._settle()

    def _settle(self) -> None:
        self._busy = True
        try:
            joined = self._joined()
            for pin in self._pins:
                others = joined.get(pin, set()) - {pin}
                self._site.wires.drive(pin, self._level(others), self._site.name)
        finally:
            self._busy = False

    def _joined(self) -> dict[str, set[str]]:
        """Return, for each pin, all places that closed contacts join with it."""
        found: dict[str, set[str]] = {}
        for number in sorted(self._closed):
            a, b = (self._place[lead] for lead in self._pairs[number])
            group = found.get(a, {a}) | found.get(b, {b})
            for place in group:
                found[place] = group
        return found

    def _level(self, places: set[str]) -> float | None:
        """Return to which level places force a pin that is joined with them; None: to none."""
        levels: list[float] = []
        for place in places:
            if place == GROUND:
                levels.append(0.0)
            elif place in self._site.circuit.pins:
                wire = self._site.wires.get(place)
                if wire.direction != "in" and not (wire.direction == "open_drain" and wire.output):
                    levels.append(wire.part)
            elif place in self._site.circuit.board.rails:
                levels.append(1.0)
        return min(levels, default=None)


class Button(Plain):
    """A push button. Wire it between a pin and ground; the program pulls the pin up."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._pressed = False
        self._contacts = Contacts(site, [("a", "b")])
        site.sockets.buttons.add(site.name, self._press)

    def state(self) -> Mapping[str, JsonValue]:
        """Return whether it is pressed."""
        return {"pressed": self._pressed}

    def _press(self, pressed: bool) -> None:
        self._pressed = pressed
        self._contacts.switch(0, pressed)


class Keypad(Plain):
    """Twelve keys, each joining a row and a column: ``keypad.5``, ``keypad.star``, ``keypad.hash``.

    The program makes one row after the other an output and reads the columns.
    """

    KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "star", "0", "hash")

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._pressed: list[str] = []
        contacts = site.fitted.kind.contacts
        self._contacts = Contacts(site, [(contact.a, contact.b) for contact in contacts])
        for number, key in enumerate(self.KEYS):
            site.sockets.buttons.add(f"{site.name}.{key}", partial(self._press, number))

    def state(self) -> Mapping[str, JsonValue]:
        """Return the keys that are held down."""
        return {"pressed": list[JsonValue](self._pressed)}

    def _press(self, number: int, pressed: bool) -> None:
        key = self.KEYS[number]
        self._pressed = [each for each in self._pressed if each != key]
        if pressed:
            self._pressed.append(key)
        self._contacts.switch(number, pressed)
