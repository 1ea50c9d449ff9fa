"""Write docs/virtual-board.md from the tables of calls: `python firmware/build_calls.py`.

firmware/calls/ has a table for each kind of board, and the words with which the page begins. Run
it after each change there; a test compares, and holds the tables against the boards.
"""

import tomllib
from pathlib import Path

import msgspec
from kibako.tables import read_table

ROOT = Path(__file__).resolve().parents[1]
CALLS = ROOT / "firmware/calls"
PAGE = ROOT / "docs/virtual-board.md"
BOARDS = ("microbit", "pico")
DIFFERENCES = {
    "reference": "Six hundred small programs on V1 and V2",
    "asked": "Fifteen hundred questions to the V2",
}
"""The folders in which a differences.toml gives reasons; the tests beside it hold each."""
MARKS = ("exact", "approximate", "absent", "extra")
_EVERYWHERE = "all"


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one module or class has. Names stand in one text, separated by spaces.

    Attributes:
        name: Its path, such as ``machine.Pin``; ``()`` behind a class means one of its kind.
        also: Other paths to the same: by profile, or for ``all``.
        on: Profiles whose real board has it; empty: all.
        note: A sentence about all of it.
        exact: What does what the documentation says.
        only: What the real board of one profile has alone: by profile.
        approximate: How the virtual board does it, by names.
        absent: Why it is not there and where it works, by names.
        extra: What virtual boards have besides, and no documentation: by profile, or for ``all``.
    """

    name: str
    also: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    on: list[str] = msgspec.field(default_factory=list[str])
    note: str = ""
    exact: str = ""
    only: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    approximate: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    absent: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    extra: dict[str, str] = msgspec.field(default_factory=dict[str, str])

    def paths(self, profile: str) -> list[str]:
        """Return all paths to it that a profile has."""
        others = [self.also.get(where, "").split() for where in (_EVERYWHERE, profile)]
        return [self.name, *others[0], *others[1]]

    def marks(self, profile: str) -> dict[str, str]:
        """Return how each name is marked that concerns a profile; no name may stand twice."""
        if self.on and profile not in self.on:
            return {}
        own = self.only.get(profile, "").split()
        others = {name for each in self.only.values() for name in each.split()} - {*own}
        listed = [
            *((name, "approximate") for name in _words(self.approximate) if name not in others),
            *((name, "absent") for name in _words(self.absent) if name not in others),
        ]
        told = {name for name, _ in listed}
        listed += [(name, "exact") for name in self.exact.split()]
        listed += [(name, "exact") for name in own if name not in told]
        for where in (_EVERYWHERE, profile):
            listed += [(name, "extra") for name in self.extra.get(where, "").split()]
        marks = dict(listed)
        if len(marks) < len(listed):
            twice = sorted(name for name in marks if sum(name == each for each, _ in listed) > 1)
            raise ValueError(f"{self.name}: twice: {' '.join(twice)}")
        return marks


class Calls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The calls of one kind of board.

    Attributes:
        board: What the board is called.
        profiles: The profiles of its virtual boards, and what the page calls them.
        sections: Its modules and classes.
    """

    board: str
    profiles: dict[str, str]
    sections: list[Section]


class Difference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One reason why answers of virtual and real boards differ, and where they do.

    Attributes:
        en: The reason.
        ja: The same in Japanese.
        words: Wordings that count as the same: of those nothing is listed.
        asked: Questions to the V2, by topic.
        microbit_v1: Programs, on the V1.
        microbit_v2: Programs, on the V2.
    """

    en: str
    ja: str = ""
    words: list[list[str]] = msgspec.field(default_factory=list[list[str]])
    asked: dict[str, list[str]] = msgspec.field(default_factory=dict[str, list[str]])
    microbit_v1: list[str] = msgspec.field(name="microbit-v1", default_factory=list[str])
    microbit_v2: list[str] = msgspec.field(name="microbit-v2", default_factory=list[str])

    def lines(self) -> list[str]:
        """Return what the page says of it."""
        lines = [f"- {self.en}"]
        for label, programs in (("V1", self.microbit_v1), ("V2", self.microbit_v2)):
            if programs:
                lines.append(f"  - {label}: {'; '.join(programs)}")
        for topic, questions in self.asked.items():
            shown = ", ".join(f"`` {' '.join(each.split())} ``" for each in questions)
            lines.append(f"  - {topic}: {shown}")
        return lines


def read_calls(kind: str) -> Calls:
    """Read the table of a kind of board, such as ``pico``."""
    return read_table(CALLS / f"{kind}.toml", Calls)


def page() -> str:
    """Return the page."""
    tables = [read_calls(kind) for kind in BOARDS]
    lines = [
        (CALLS / "introduction.md").read_text(encoding="utf-8").rstrip(),
        "",
        "## How much there is of each",
        "",
    ]
    lines += [
        "| Board | exact | approximate | absent | not documented |",
        "| --- | --- | --- | --- | --- |",
    ]
    for calls in tables:
        for profile, label in calls.profiles.items():
            found = [mark for each in calls.sections for mark in each.marks(profile).values()]
            counts = " | ".join(str(found.count(mark)) for mark in MARKS)
            lines.append(f"| {label} | {counts} |")
    for calls in tables:
        lines += ["", f"## {calls.board}"]
        for section in calls.sections:
            lines += ["", *_section(section, calls.profiles)]
    lines += ["", "## Known differences from the real firmware", ""]
    lines += [
        "What the real firmwares were asked, where the virtual boards answer otherwise, and why."
    ]
    for path in sorted(ROOT.glob("tests/reference/**/differences.toml")):
        lines += ["", f"### {DIFFERENCES[path.parent.name]}", "", *_differences(path)]
    return "\n".join(lines) + "\n"


def _differences(path: Path) -> list[str]:
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    # A table without a reason only says which wordings count as the same.
    reasons = {name: table for name, table in found.items() if "en" in table}
    read = msgspec.convert(reasons, dict[str, Difference])
    return [line for each in read.values() for line in each.lines()]


def _section(section: Section, profiles: dict[str, str]) -> list[str]:
    on = "".join(f" ({profiles[each]})" for each in section.on)
    lines = [f"### `{section.name}`{on}", ""]
    for profile, paths in section.also.items():
        where = "" if profile == _EVERYWHERE else f" ({profiles[profile]})"
        lines += [f"The same{where}: {_code(paths)}.", ""]
    if section.note:
        lines += [section.note, ""]
    if section.exact:
        lines.append(f"- exact: {_code(section.exact)}")
    told = {*_words(section.approximate), *_words(section.absent)}
    for profile, names in section.only.items():
        if rest := [name for name in names.split() if name not in told]:
            lines.append(f"- exact, {profiles[profile]} alone: {_code(' '.join(rest))}")
    for mark, reasons in (("approximate", section.approximate), ("absent", section.absent)):
        for names, reason in reasons.items():
            lines.append(f"- {mark}: {_code(names, section.only, profiles)}: {reason}")
    for profile, names in section.extra.items():
        where = "" if profile == _EVERYWHERE else f", {profiles[profile]}"
        lines.append(f"- not documented{where}: {_code(names)}")
    return lines


def _words(reasons: dict[str, str]) -> list[str]:
    return [name for names in reasons for name in names.split()]


def _code(
    names: str, only: dict[str, str] | None = None, profiles: dict[str, str] | None = None
) -> str:
    """Return names as code, each with the one board that has it alone."""
    boards = {
        name: f" ({(profiles or {})[profile]})"
        for profile, each in (only or {}).items()
        for name in each.split()
    }
    return ", ".join(f"`{name}`{boards.get(name, '')}" for name in names.split())


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
