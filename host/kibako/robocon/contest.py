"""The rules of a contest as a file, ``contest.toml``: one strict description.

Lengths are in millimetres from the arena's lower left corner, x to the right and y up the page;
headings are in degrees, 0 to the right, and count up to the left.
"""

import re
from typing import Annotated, Literal

import msgspec

from kibako.tables import Words

FILE = "contest.toml"
SCHEMA = 1
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
"""What a contest and all that its file names may be called: safe as a file name everywhere."""
ARENA_MOST_MM = 10_000

Place = Annotated[float, msgspec.Meta(ge=-ARENA_MOST_MM, le=ARENA_MOST_MM)]
Size = Annotated[float, msgspec.Meta(ge=10, le=ARENA_MOST_MM)]
Points = Annotated[int, msgspec.Meta(ge=0, le=100)]
Cap = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
Times = Annotated[int, msgspec.Meta(ge=1, le=99)]
Heading = Annotated[float, msgspec.Meta(ge=-180, le=180)]
Kind = Literal["leave", "enter", "bring", "judge"]
Resets = Literal["points", "robot", "objects"]
By = Literal["most_of", "fewer_penalties", "fewer_retries", "earlier_finish", "earlier_last_points"]


def _usual_resets() -> list[Resets]:
    return ["points", "robot"]


class ArenaRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The floor on which robots drive.

    Attributes:
        width_mm: From left to right.
        height_mm: From the lower to the upper edge.
        walled: Whether a wall goes all around.
    """

    width_mm: Annotated[float, msgspec.Meta(ge=300, le=ARENA_MOST_MM)]
    height_mm: Annotated[float, msgspec.Meta(ge=300, le=ARENA_MOST_MM)]
    walled: bool = True


class WallRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wall.

    Attributes:
        points_mm: Its corners, each [x, y].
        thick_mm: How thick it is.
    """

    points_mm: list[list[Place]]
    thick_mm: Annotated[float, msgspec.Meta(ge=1, le=500)] = 10.0


class LineRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line on the floor.

    Attributes:
        points_mm: The corners of its middle, each [x, y].
        wide_mm: How wide it is.
        colour: black, or white over what lies below.
    """

    points_mm: list[list[Place]]
    wide_mm: Annotated[float, msgspec.Meta(ge=3, le=200)] = 20.0
    colour: Literal["black", "white"] = "black"


class Start(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A side of the match, and the zone where its robot starts.

    Attributes:
        id: What the log calls the side.
        name: What people call it.
        x_mm: Its left edge.
        y_mm: Its lower edge.
        width_mm: From left to right.
        height_mm: From the lower to the upper edge.
        heading_deg: Where the front of the robot looks.
    """

    id: str
    name: Words
    x_mm: Place
    y_mm: Place
    width_mm: Size
    height_mm: Size
    heading_deg: Heading = 0.0


class Zone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the floor that points are given for.

    Attributes:
        id: What events call it.
        name: What people call it.
        x_mm: Its left edge.
        y_mm: Its lower edge.
        width_mm: From left to right.
        height_mm: From the lower to the upper edge.
        side: The only side that it counts for; all when left out.
    """

    id: str
    name: Words
    x_mm: Place
    y_mm: Place
    width_mm: Size
    height_mm: Size
    side: str = ""


class Object(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of things that stand in the arena.

    Attributes:
        id: What events call it.
        name: What it stands for.
        at_mm: The middle of each of them, [x, y].
        shape: A disc (of length_mm), or a box, seen from above.
        length_mm: Along its heading.
        width_mm: Across; only a box needs it.
        heading_deg: How it is turned.
        mass_g: What one weighs.
        friction: Its friction on the floor, as a part of the weight.
        fixed: Whether it stands fast.
    """

    id: str
    name: Words
    at_mm: list[list[Place]]
    shape: Literal["disc", "box"] = "disc"
    length_mm: Annotated[float, msgspec.Meta(ge=5, le=2000)] = 40.0
    width_mm: Annotated[float, msgspec.Meta(ge=5, le=2000)] = 40.0
    heading_deg: Heading = 0.0
    mass_g: Annotated[float, msgspec.Meta(ge=1, le=20_000)] = 30.0
    friction: Annotated[float, msgspec.Meta(ge=0, le=2)] = 0.4
    fixed: bool = False


class ScoredEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that gives points.

    Attributes:
        id: What the log calls it.
        name: What the robot has done.
        points: For each time.
        kind: The robot leaves or enters the zone, brings the object into it, or the referee
            alone judges it.
        zones: Where; one zone, or one for each side. The start of a side is a zone, too.
        object: What is brought.
        times_max: How often it counts for a side; 1: once only.
        points_max: The most points that it gives a side; 0: no other limit.
        after: Events that the side must have done before.
        first_only: Whether it counts only for the side that does it first.
        kept_on_retry: Whether its points stay when the robot starts anew.
    """

    id: str
    name: Words
    points: Points
    kind: Kind = "judge"
    zones: list[str] = []
    object: str = ""
    times_max: Times = 1
    points_max: Cap = 0
    after: list[str] = []
    first_only: bool = False
    kept_on_retry: bool = False


class Penalty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that takes points.

    Attributes:
        id: What the log calls it.
        name: What was done wrong.
        points: For each time; 0 or less.
        times_max: How often it counts for a side.
        disqualifies: Whether the side has 0 points in this match.
    """

    id: str
    name: Words
    points: Annotated[int, msgspec.Meta(ge=-100, le=0)] = 0
    times_max: Times = 99
    disqualifies: bool = False


class Retry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happens when a robot starts anew in a match.

    Attributes:
        times_max: How often in a match; 0: never.
        resets: What begins anew. The clock never does.
        points: What each costs; 0 or less.
    """

    times_max: Annotated[int, msgspec.Meta(ge=0, le=99)] = 99
    resets: list[Resets] = msgspec.field(default_factory=_usual_resets)
    points: Annotated[int, msgspec.Meta(ge=-100, le=0)] = 0


class TieBreak(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What decides between sides with the same points.

    Attributes:
        by: What is compared.
        event: For most_of: which event was done more often.
    """

    by: By
    event: str = ""


class Inspection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a robot is looked at for before it may start.

    Attributes:
        length_max_mm: From front to back.
        width_max_mm: From left to right.
        height_max_mm: From the floor up.
        mass_max_g: What it may weigh; 0: anything.
        volts_max: The most that its batteries have; 0: anything.
        radio_off: Whether its radio must be off.
        again_after_change: Whether a robot is looked at again when a part was changed.
        checks: What else is looked at.
    """

    length_max_mm: Size = 250.0
    width_max_mm: Size = 250.0
    height_max_mm: Size = 250.0
    mass_max_g: Annotated[float, msgspec.Meta(ge=0, le=20_000)] = 0.0
    volts_max: Annotated[float, msgspec.Meta(ge=0, le=48)] = 0.0
    radio_off: bool = True
    again_after_change: bool = True
    checks: list[Words] = []


class Contest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of contest.toml.

    Attributes:
        schema: The version of this format: 1.
        id: The folder of the contest: small letters, digits and hyphens, at most 32.
        name: What the contest is called; each kanji of the Japanese one has its ruby.
        story: What the robots do, in a few sentences.
        match_s: How long a match is, in seconds.
        arena: The floor.
        starts: The sides, one to four, and where they start.
        events: What gives points.
        heats: How many matches two teams play against each other; their points are added.
        swap_sides: Whether the sides are changed from heat to heat.
        robots: The robot models that may take part; all when left out.
        radio_silence: Whether cable and radio are cut when the match begins.
        finish_locks: Whether a team may say "finish", which keeps its points as they are.
        points_max: The most points of a side in a match; 0: no limit.
        below_zero: Whether the points of a match may be less than 0.
        walls: Walls inside.
        lines: Lines on the floor; a later one lies over those before it.
        zones: Parts of the floor that points are given for.
        objects: What stands in it.
        penalties: What takes points.
        retry: What happens when a robot starts anew.
        tie_breaks: What decides between the same points, the first first.
        inspection: What a robot is looked at for before it may start.
        authors: Who made the rules.
        source: Whose rules they follow.
    """

    schema: int
    id: str
    name: Words
    story: Words
    match_s: Annotated[int, msgspec.Meta(ge=10, le=3600)]
    arena: ArenaRules
    starts: list[Start]
    events: list[ScoredEvent]
    heats: Annotated[int, msgspec.Meta(ge=1, le=9)] = 1
    swap_sides: bool = False
    robots: list[str] = []
    radio_silence: bool = True
    finish_locks: bool = True
    points_max: Cap = 0
    below_zero: bool = False
    walls: list[WallRules] = []
    lines: list[LineRules] = []
    zones: list[Zone] = []
    objects: list[Object] = []
    penalties: list[Penalty] = []
    retry: Retry = Retry()
    tie_breaks: list[TieBreak] = []
    inspection: Inspection = Inspection()
    authors: list[str] = []
    source: str = ""
