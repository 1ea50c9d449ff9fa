"""A circuit as an SVG picture: the board in the middle, parts beside it, wires in colours.

The picture carries the wiring steps as its description: a screen reader hears what it shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from kibako_access import ruby

from kibako.circuits.board import GROUND
from kibako.circuits.circuit import Circuit, Fitted
from kibako.circuits.sentences import title_of

_PITCH = 22
_TOP = 60
_BOX = 190
_BOARD_X = 380
_BOARD_WIDTH = 260
_WIDTH = 1020
_GAP = 26
_MARGIN = 90
"""Room beside a board without parts there: a wire may bend into it."""
_COLOURS = ("#0072b2", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#8c6d1f")
"""Colours that most people can tell apart (Okabe and Ito), without red and black."""


@dataclass(frozen=True, slots=True)
class _Point:
    x: int
    y: int
    side: int
    """-1: its wires go off to the left, 1: to the right."""


def draw(circuit: Circuit, title: str, steps: list[str]) -> str:
    """Return the picture.

    Args:
        circuit: The circuit.
        title: What the picture is called.
        steps: The wiring in words.
    """
    places = _places(circuit)
    boxes = _boxes(circuit, places)
    ends = _nearest(circuit, places)
    left, right = _sides(boxes)
    lows = [point.y for point in places.values()] + [box.y + box.height for box in boxes]
    height = max(lows) + 40
    shapes = [
        *_board_shapes(circuit, places),
        *(shape for box in boxes for shape in box.shapes()),
        *_wire_shapes(circuit, ends, boxes),
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} 0 {right - left} {height}" '
            f'role="img" font-family="sans-serif" font-size="13">',
            f"<title>{escape(title)}</title>",
            f"<desc>{escape(' '.join(steps))}</desc>",
            f'<rect x="{left}" width="{right - left}" height="{height}" fill="#ffffff"/>',
            f'<text x="{(left + right) // 2}" y="30" text-anchor="middle" font-size="18">'
            f"{escape(title)}</text>",
            *shapes,
            "</svg>",
            "",
        ]
    )


@dataclass(frozen=True, slots=True)
class _Box:
    """A part as a box with its leads at the side of the board."""

    part: Fitted
    x: int
    y: int
    side: int

    @property
    def height(self) -> int:
        return (len(self.part.kind.leads) + 1) * _PITCH + 6

    def lead(self, name: str) -> _Point:
        names = [lead.name for lead in self.part.kind.leads]
        y = self.y + (names.index(name) + 1) * _PITCH + 10
        return _Point(self.x + (_BOX if self.side < 0 else 0), y, -self.side)

    def shapes(self) -> Iterator[str]:
        yield (
            f'<rect x="{self.x}" y="{self.y}" width="{_BOX}" height="{self.height}" rx="6" '
            f'fill="#f4f4f4" stroke="#333333"/>'
        )
        title = ruby.render(title_of(self.part), "normal")
        middle = self.x + _BOX // 2
        yield (
            f'<text x="{middle}" y="{self.y + 16}" text-anchor="middle" '
            f'font-weight="bold">{escape(title)}</text>'
        )
        for lead in self.part.kind.leads:
            at = self.lead(lead.name)
            anchor = "end" if self.side < 0 else "start"
            text_x = at.x + (8 if self.side > 0 else -8)
            yield _dot(at)
            yield (
                f'<text x="{text_x}" y="{at.y + 4}" text-anchor="{anchor}">'
                f"{escape(lead.label or lead.name)}</text>"
            )


def _sides(boxes: list[_Box]) -> tuple[int, int]:
    """Return where the picture begins and ends: a side of the board without parts stays out."""
    used = {box.side for box in boxes}
    left = 0 if -1 in used else _BOARD_X - _MARGIN
    return left, _WIDTH if 1 in used else _BOARD_X + _BOARD_WIDTH + _MARGIN


def _places(circuit: Circuit) -> dict[tuple[str, int], _Point]:
    """Return where each place of the connector is drawn, by name and number."""
    rows = circuit.board.connector.rows
    found: dict[tuple[str, int], _Point] = {}
    for index, row in enumerate(rows):
        side = -1 if len(rows) > 1 and index == 0 else 1
        x = _BOARD_X if side < 0 else _BOARD_X + _BOARD_WIDTH
        for at, name in enumerate(row.places):
            found[name, row.first + at * row.step] = _Point(x, _TOP + 20 + at * _PITCH, side)
    return found


def _boxes(circuit: Circuit, places: dict[tuple[str, int], _Point]) -> list[_Box]:
    """Place the parts: each beside the row, or else the parts, that most of its leads go to."""
    next_y = {-1: _TOP, 1: _TOP}
    lean = {part.name: _lean(circuit, places, part) for part in circuit.parts}
    found: list[_Box] = []
    for part in circuit.parts:
        towards = lean[part.name] or sum(lean[each] for each in _partners(circuit, part))
        even = min((-1, 1), key=lambda side: next_y[side])
        side = (1 if towards > 0 else -1) if towards else even
        x = 20 if side < 0 else _WIDTH - 20 - _BOX
        box = _Box(part, x, next_y[side], side)
        next_y[side] += box.height + _GAP
        found.append(box)
    return found


def _lean(circuit: Circuit, places: dict[tuple[str, int], _Point], part: Fitted) -> int:
    """Return to which side more of a part's leads go: below or above 0."""
    return sum(_side(circuit, places, part, lead.name) for lead in part.kind.leads)


def _partners(circuit: Circuit, part: Fitted) -> list[str]:
    """Return the parts that are wired to one, once for each lead, ground and rails aside."""
    nets = [circuit.nets.net(part.end(lead.name)) for lead in part.kind.leads]
    own = [net for net in nets if not net & circuit.board.rails.keys()]
    return [other.name for net in own for other, _ in circuit.leads(net) if other is not part]


def _side(circuit: Circuit, places: dict[tuple[str, int], _Point], part: Fitted, lead: str) -> int:
    for end in circuit.reach(part, lead):
        sides = {point.side for (name, _), point in places.items() if name == end.place}
        return sides.pop() if len(sides) == 1 else 0
    return 0


def _nearest(
    circuit: Circuit, places: dict[tuple[str, int], _Point]
) -> dict[tuple[str, int], _Point]:
    """Return, for each place and side, the point to which wires from there go."""
    found: dict[tuple[str, int], _Point] = {}
    for name in circuit.board.places:
        points = [point for (place, _), point in places.items() if place == name]
        for side in (-1, 1):
            own = [point for point in points if point.side == side]
            found[name, side] = (own or points)[-1]
    return found


def _board_shapes(circuit: Circuit, places: dict[tuple[str, int], _Point]) -> Iterator[str]:
    bottom = max(point.y for point in places.values()) + 20
    yield (
        f'<rect x="{_BOARD_X}" y="{_TOP}" width="{_BOARD_WIDTH}" height="{bottom - _TOP}" rx="10" '
        f'fill="#e6f2e6" stroke="#1b5e20"/>'
    )
    middle = _BOARD_X + _BOARD_WIDTH // 2
    yield (
        f'<text x="{middle}" y="{(_TOP + bottom) // 2}" text-anchor="middle" font-size="16">'
        f"{escape(circuit.board.name)}</text>"
    )
    for (name, number), point in places.items():
        anchor = "start" if point.side < 0 else "end"
        x = point.x - 10 * point.side
        yield _dot(point)
        yield (
            f'<text x="{x}" y="{point.y + 4}" text-anchor="{anchor}" font-size="11">'
            f"{number} {escape(name)}</text>"
        )


def _wire_shapes(
    circuit: Circuit, ends: dict[tuple[str, int], _Point], boxes: list[_Box]
) -> Iterator[str]:
    box_of = {box.part.name: box for box in boxes}
    drawn = 0
    for box in boxes:
        for lead, to in box.part.wires:
            here = box.lead(lead)
            other, _, other_lead = to.partition(".")
            there = box_of[other].lead(other_lead) if other in box_of else ends[to, box.side]
            colour = _colour(circuit, box.part, lead, drawn)
            drawn += 1
            label = escape(f"{box.part.name}.{lead} – {to}")
            yield (
                f'<path d="{_curve(here, there)}" fill="none" stroke="{colour}" '
                f'stroke-width="2.5"><title>{label}</title></path>'
            )


def _colour(circuit: Circuit, part: Fitted, lead: str, number: int) -> str:
    net = circuit.nets.net(part.end(lead))
    if GROUND in net:
        return "#000000"
    if any(circuit.board.rails[end].volts for end in net if end in circuit.board.rails):
        return "#c00000"
    return _COLOURS[number % len(_COLOURS)]


def _curve(here: _Point, there: _Point) -> str:
    reach = 70 if here.side != there.side else 45
    return (
        f"M {here.x} {here.y} C {here.x + reach * here.side} {here.y}, "
        f"{there.x + reach * there.side} {there.y}, {there.x} {there.y}"
    )


def _dot(point: _Point) -> str:
    return f'<circle cx="{point.x}" cy="{point.y}" r="4" fill="#333333"/>'
