"""The registry: every action has a key, words in both languages, a label and a help sentence."""

import pytest
from kibako import strings
from kibako.errors import UsageError
from kibako.workbench import commands
from kibako.workbench.actions import ACTIONS, action, by_words
from kibako.workbench.asked import READING_MODES
from kibako.workbench.view import PackView, View
from kibako_access import ruby

VIEW = View(
    packs=(PackView("alpha", "A", 5, 0, 2), PackView("beta", "B", 5, 0, 2)), steps=3, lang="ja"
)


NEEDED = {
    "plot": "csv t.csv",
    "settings": "calm",
    "history": "1",
    "open": "1",
    "board": "virtual:pico",
    "name": "window 3",
    "step": "1",
    "press": "logo",
    "set": "light 3",
    "put": "motor.py",
    "get": "main.py",
    "sync": "first",
}
"""What must stand behind the word of some actions."""


@pytest.mark.parametrize("found", ACTIONS, ids=lambda found: found.id)
def test_an_action_has_everything(found, monkeypatch):
    assert found.keys
    assert all(words for words in found.words)
    for lang in strings.LANGUAGES:
        monkeypatch.setattr(strings, "_current", [lang])
        assert found.label
        assert found.help.endswith(("。", ".", "」", '"'))
        if lang == "ja":
            assert ruby.without_reading(found.help + found.label) == ()


def test_no_key_and_no_word_means_two_things():
    for one in ACTIONS:
        for other in ACTIONS:
            if one is not other:
                assert not set(one.keys) & set(other.keys)
                assert not one.all_words & other.all_words


def test_every_command_of_a_child_has_an_action():
    made = {
        type(found.command(VIEW, NEEDED.get(found.id, "")))
        for found in ACTIONS
        if found.factory is not None
    }
    every = {kind for kind in vars(commands).values() if isinstance(kind, type)}
    every = {kind for kind in every if issubclass(kind, commands.Command)}
    by_face = {
        commands.Command,
        commands.Touch,  # what presses and settings have in common
        commands.Setting,
        commands.BoardDeed,
        commands.BoardTool,
        commands.Question,
        commands.EditCode,
        commands.Depth,  # where the cursor came to
        commands.ReleaseButton,
        commands.SetInput,  # from a slider
    }
    assert made == every - by_face


@pytest.mark.parametrize(
    ("line", "action_id", "rest"),
    [
        ("run", "run", ""),
        ("  RUN ", "run", ""),
        ("うごかす", "run", ""),
        ("open 2", "open", "2"),
        ("ステップ\u30003", "step", "3"),
        ("input  two words ", "input", " two words"),
        ("a", "press_a", ""),
        ("press a", "press_a", ""),
        ("?", "help", ""),
    ],
)
def test_a_typed_line_finds_its_action(line, action_id, rest):
    found = by_words(line)
    assert found is not None
    assert (found[0].id, found[1]) == (action_id, rest)


@pytest.mark.parametrize("line", ["", " ", "runs", "run fast", "x = 1", "openn", "1"])
def test_anything_else_finds_none(line):
    assert by_words(line) is None


def test_arguments_make_commands():
    assert action("open").command(VIEW, "2") == commands.OpenPack("beta")
    assert action("open").command(VIEW, "beta") == commands.OpenPack("beta")
    assert action("open").command(VIEW, "") == commands.OpenPack("alpha")
    assert action("open").command(VIEW, "２") == commands.OpenPack("beta")
    assert action("step").command(VIEW, "3") == commands.OpenStep(2)
    assert action("reading").command(VIEW) == commands.SetReading("kana")
    assert action("reading").command(VIEW, "ふつう") == commands.SetReading("normal")
    assert action("language").command(VIEW) == commands.SetLanguage("en")
    assert len(READING_MODES) == 3


@pytest.mark.parametrize(
    ("action_id", "argument"),
    [
        ("open", "3"),
        ("open", "gamma"),
        ("step", ""),
        ("step", "0"),
        ("step", "4"),
        ("step", "９９９９９"),
        ("step", "-1"),
        ("reading", "loud"),
        ("language", "fr"),
    ],
)
def test_arguments_that_make_no_sense_are_told(action_id, argument):
    with pytest.raises(UsageError) as caught:
        action(action_id).command(VIEW, argument)
    assert caught.value.what
    assert caught.value.next_step


def test_what_a_face_does_itself_makes_no_command():
    with pytest.raises(TypeError):
        action("help").command(VIEW)
    with pytest.raises(KeyError):
        action("dance")
    with pytest.raises(UsageError) as caught:
        action("open").command(View(), "1")
    assert caught.value.code == "no_packs"
