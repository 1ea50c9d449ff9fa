"""Answers to what a person asks about the own program: an event each."""

from collections.abc import Callable

from kibako_access import code_reader, earcons
from kibako_access.wording import Lang

from kibako import strings
from kibako.errors import UsageError
from kibako.events import Event, JsonValue
from kibako.workbench import commands, talk_words
from kibako.workbench.desk import Desk
from kibako.workbench.plotting import Plot
from kibako.workbench.talk_beside import SOURCE

LINES_MAX = 200
"""So many lines are said at once; a longer program is said line by line."""


def answer(command: commands.Question, desk: Desk, plot: Plot) -> tuple[str, str, JsonValue]:
    """Answer a question.

    Args:
        command: The question.
        desk: Has the learner's program.
        plot: What the program has measured.

    Returns:
        The source, the word and the value of the event that tells it.

    Raises:
        UsageError: The program has no such line, no pack is open, or nothing was measured.
        FileError: What was measured cannot be written.
    """
    match command:
        case commands.SayCode(line, literal):
            say = code_reader.literal if literal else None
            return "code", "said", _said(desk.code(), line, say)
        case commands.SavePlot(path):
            return plot.save(path)
        case commands.Talk(line, text):
            return SOURCE, *desk.work.talkpoints.answer(line, text)
        case commands.Sounds(name):
            return "sound", "asked" if name else "listed", name or None
        case commands.Depth(columns):
            return "code", "depth", columns
        case commands.Again():
            return "speech", "again", None
        case commands.Silence():
            return "speech", "silence", None
        case _:
            raise TypeError(command)


def sentences(event: Event) -> list[str]:
    """Return an answer as sentences to show or say; none for any other event."""
    value = event.value
    if event.source == SOURCE:
        return talk_words.sentences(event)
    if event.source == "sound":
        return _sounds(str(value or ""))
    if event.source != "code" or event.what != "said" or not isinstance(value, dict):
        return []
    first, said, more = value["first"], value["said"], value["more"]
    if not isinstance(first, int) or not isinstance(said, list):
        return []
    told = [
        strings.text("code_said.line", number=number, said=each)
        for number, each in enumerate(said, start=first)
    ]
    return [*told, strings.text("code_said.more", count=more)] if more else told


def _sounds(name: str) -> list[str]:
    """Say every sound, or one: its number, what it is called, its name, what it means."""
    lang = spoken_language()
    return [
        strings.text(
            "sound_said.line",
            number=number,
            title=earcons.title(each, lang),
            name=each,
            meaning=earcons.meaning(each, lang),
        )
        for number, each in enumerate(earcons.names(earcons.sounds()), start=1)
        if name in ("", each)
    ]


def spoken_language() -> Lang:
    """Return the language in which code is said: the current one, or English."""
    return "ja" if strings.language() == "ja" else "en"


def _said(code: str, line: int | None, say: Callable[[str, Lang], str] | None) -> JsonValue:
    lines = code.split("\n")
    if not code.strip():
        raise UsageError("say_nothing")
    if line is not None and not 1 <= line <= len(lines):
        limit = len(lines) if lines[-1] else len(lines) - 1
        raise UsageError("number_expected", argument=str(line), limit=limit)
    first = line or 1
    if line is None and not lines[-1]:
        lines.pop()  # what stands behind the last line end
    chosen = lines[first - 1 : first] if line is not None else lines[:LINES_MAX]
    lang = spoken_language()
    said: list[JsonValue] = [(say or code_reader.words)(each, lang) for each in chosen]
    return {"first": first, "said": said, "more": 0 if line else len(lines) - len(chosen)}
