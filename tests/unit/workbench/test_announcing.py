"""Announcements: each message is told by some event, and has a form for a braille display."""

import string
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest
from kibako import strings
from kibako.events import Event, JsonValue
from kibako.workbench.announcing import LINE_CHARS_MAX, Announcement, Announcer, FaceWords
from kibako.workbench.around import Around
from kibako.workbench.brief import rows
from kibako.workbench.rescue import Ways
from kibako.workbench.settings import SETTINGS
from kibako.workbench.view import PackView, View
from kibako_access import braille

HEART = "09090:99999:99999:09990:00900"
KNOWN_ELSEWHERE = {"dark", "letter", "digit", "digit_or_letter", "brightness", "row", "between"}
"""What a picture is made of."""
NOT_TOLD = {"left_out"}
"""Said by the line mode of its own, too."""


class AroundOfOne:
    """A room in which one thing can be set and one is pressed."""

    inputs = (SimpleNamespace(told_as=("room", "light"), name="light"),)
    parts = ()

    def called(self, name: str) -> str:
        return {"pin_logo": "logo"}.get(name, name)


def announcer(view: View, more: str = "more") -> Announcer:
    words = FaceWords(
        lambda action: more if action == "more" else "F6",
        lambda event: Ways("[run]", "[rescue]", "", "[board]"),
    )
    return Announcer(lambda: view, lambda: cast("Around", AroundOfOne()), words)


PACK = PackView("first-light", "First Light", 40, 0, 5)
VIEW = View(
    packs=(PACK,),
    pack=PACK,
    step=1,
    steps=5,
    title="The heart",
    text="# The heart\n\nShow a heart.\n\n```python\ndisplay.show(1)\n```\n",
    hint="# Hint\n\nLook.\n",
    passed=(True, True, False, False, False),
    board="virtual:microbit",
)
EVENTS: tuple[tuple[str, str, JsonValue], ...] = (
    ("lesson", "opened", "first-light"), ("lesson", "step", 1), ("lesson", "closed", None),
    ("lesson", "reset", None), ("lesson", "restored", None), ("lesson", "hint", 1),
    ("lesson", "passed", 1), ("lesson", "finished", None),
    ("settings", "speech", "on"), ("settings", "speech", "off"), ("settings", "language", "en"),
    ("settings", "reading", "kana"), ("settings", "size", "large"),
    ("settings", "sound_modes", ""),
    ("program", "start", None), ("program", "print", "hello\nyou\n"), ("program", "skipped", 12),
    ("program", "input", "Emi"), ("program", "end", "done"), ("program", "end", "stopped"),
    ("program", "end", "limit"), ("program", "end", "lost"), ("program", "end", "error"),
    ("program", "error", {"message": "SyntaxError: invalid syntax", "line": 3, "traceback": ""}),
    ("program", "error", {"message": "MemoryError: ", "line": None, "traceback": ""}),
    ("check", "start", None), ("check", "stopped", None), ("check", "passed", "A heart beats."),
    ("check", "passed", ""), ("check", "failed", {"seen": "a heart", "expected": "a 7"}),
    ("check", "request", {"sentence": "Press button A."}),
    ("board", "preparing", None), ("board", "back", "auto"), ("board", "chosen", "auto"),
    ("display", "frame", HEART), ("music", "tone", {"frequency_hz": 440, "duration_ms": 500}),
    ("music", "tone", {"frequency_hz": 440, "duration_ms": None}), ("music", "stop", None),
    ("button_a", "pressed", None), ("pin_logo", "pressed", None), ("room", "light", 3.0),
    ("recording", "saved", "a.jsonl"), ("recording", "waits", None), ("recording", "off", None),
    ("error", "raised", {"what": "No board.", "next": "Plug one in."}),
)  # fmt: skip


def told(lang: str, view: View = VIEW) -> Iterator[tuple[Event, list[Announcement]]]:
    strings.set_language(lang)
    made = announcer(view)
    for t_ms, (source, what, value) in enumerate(EVENTS):
        event = Event(t_ms, source, what, value)
        yield event, list(made.take(event))


@pytest.mark.parametrize("lang", strings.LANGUAGES)
def test_every_event_of_a_lesson_is_told(lang: str) -> None:
    silent = [event for event, found in told(lang) if not any(each.text for each in found)]
    assert silent == []


def test_every_message_is_told_by_an_event_and_has_a_short_form() -> None:
    known = {key for key in strings.catalogue("en") if key.startswith("announce.")}
    names = {key.partition(".")[2] for key in known} - KNOWN_ELSEWHERE
    without_more = list(announcer(VIEW, more="").take(Event(0, "program", "end", "error")))
    found = [*without_more, *(each for _, several in told("en") for each in several)]
    assert {each.name for each in found if each.name} | NOT_TOLD == names | NOT_TOLD
    short = {key.partition(".")[2] for key in strings.catalogue("en") if key.startswith("brief.")}
    assert short == names


@pytest.mark.parametrize("lang", strings.LANGUAGES)
def test_a_short_form_is_one_row_of_forty_cells(lang: str) -> None:
    for _, several in told(lang):
        for each in several:
            found = rows(each)
            assert all(len(row) <= braille.WIDTH for row in found)
            # A problem is two sentences of the room where it came up.
            assert len(found) == 1 or each.name in ("", "problem"), (each, found)


@pytest.mark.parametrize("lang", strings.LANGUAGES)
def test_the_words_of_a_short_form_leave_room_for_its_values(lang: str) -> None:
    for key, template in strings.catalogue(lang).items():
        if key.startswith("brief."):
            fields = [name for _, name, _, _ in string.Formatter().parse(template) if name]
            words = template.format(**dict.fromkeys(fields, ""))
            assert len(braille.prose(words, lang)) <= 24, key


def test_a_picture_is_told_when_it_stays_and_none_that_only_the_end_darkened() -> None:
    strings.set_language("en")
    made = announcer(VIEW)
    dark = "00000:00000:00000:00000:00000"

    def take(source: str, what: str, value: JsonValue = None) -> list[tuple[str, str]]:
        return [(each.manner, each.text) for each in made.take(Event(0, source, what, value))]

    assert take("display", "frame", dark) == [("state", "")]
    take("program", "start")
    assert take("display", "frame", dark) == [("state", "Display: dark")]
    assert take("program", "end", "stopped")[0] == ("state", "")
    take("program", "start")
    assert take("display", "frame", HEART) == [("state", "Display: heart")]
    assert [how for how, _ in take("program", "end", "done")] == ["ends"]


def test_what_a_program_prints_is_taken_letter_by_letter() -> None:
    made = announcer(VIEW)
    text = "｜漢字《かんじ》\r\n\x1b[2Jx" + "y" * LINE_CHARS_MAX
    found = list(made.take(Event(0, "program", "print", text)))
    assert all(each.plain and each.manner == "chatter" for each in found)
    assert len(found[0].text) == len("｜漢字《かんじ》")
    assert all("\x1b" not in each.text and len(each.text) <= LINE_CHARS_MAX + 5 for each in found)


def test_every_setting_has_a_sentence() -> None:
    made = announcer(replace(VIEW))
    for each in SETTINGS:
        for value in each.values:
            assert list(made.take(Event(0, "settings", each.id, value)))
