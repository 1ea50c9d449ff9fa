"""Every action can be done in both faces: a key, a word and a help text each."""

import pytest
from kibako import strings
from kibako.line import words
from kibako.line.wording import readable
from kibako.tui.app import KibakoApp
from kibako.tui.help import help_lines
from kibako.tui.keybar import LESSON_KEYS, LIST_KEYS, key_name
from kibako.workbench.action import Action
from kibako.workbench.actions import ACTIONS
from kibako.workbench.view import PackView, View
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.binding import Binding

IN_LESSON = View(pack=PackView("p", "p", 1, 0, 2), steps=2, passed=(False, False))
IDS = [found.id for found in ACTIONS]


def bound_keys() -> dict[str, str]:
    """The keys of the app, each with the action it does."""
    found: dict[str, str] = {}
    for binding in KibakoApp.BINDINGS:
        assert isinstance(binding, Binding)
        for key in binding.key.split(","):
            assert key not in found, f"{key} is bound twice"
            found[key] = binding.action
    return found


@pytest.mark.parametrize("found", ACTIONS, ids=IDS)
def test_every_action_has_a_key_on_the_screen(found: Action) -> None:
    bound = bound_keys()
    assert found.keys
    for key in found.keys:
        if key != "enter":  # the list's own key: test_screen opens a lesson with it
            assert bound[key] == f"act('{found.id}')"


@pytest.mark.parametrize("found", ACTIONS, ids=IDS)
def test_every_action_has_a_key_that_plain_terminals_send(found: Action) -> None:
    """Alt and a letter come as Esc and the letter; Esc f, say, is a word to the right there."""
    plain = [key for key in found.keys if not key.startswith("alt+")]
    alt = [key for key in found.keys if f"\x1b{key[-1]}" not in ANSI_SEQUENCES_KEYS]
    assert plain or alt


def test_keys_work_inside_the_editor() -> None:
    for binding in KibakoApp.BINDINGS:
        assert isinstance(binding, Binding)
        assert binding.priority
        assert len(binding.key) > 1, "a key that types a letter cannot be an action"


@pytest.mark.parametrize("found", ACTIONS, ids=IDS)
@pytest.mark.parametrize("lang", strings.LANGUAGES)
def test_every_action_has_a_word_in_the_line_mode(found: Action, lang: str) -> None:
    own = found.words[strings.LANGUAGES.index(lang)]
    assert own
    for word in own:
        assert words.find(word) == (found, "")
        assert words.find(word.upper()) == (found, "")
        assert words.find(f"　{word} ") == (found, "")


@pytest.mark.parametrize("found", ACTIONS, ids=IDS)
@pytest.mark.parametrize("lang", strings.LANGUAGES)
def test_every_action_has_a_help_text_in_both_faces(found: Action, lang: str) -> None:
    strings.set_language(lang)
    assert found.label
    assert found.help
    on_screen = ["".join(run.text for run in line) for line in help_lines("kana", 66)]
    keys = " / ".join(key_name(key) for key in found.keys)
    assert any(line.startswith(keys) and found.label in line for line in on_screen)
    view = View() if found.where == "list" else IN_LESSON
    assert found in words.menu(view)
    assert readable(found.help, "furigana")


def test_the_bars_of_keys_name_only_actions() -> None:
    assert set(LESSON_KEYS) <= set(IDS)
    assert set(LIST_KEYS) <= set(IDS)
    for found in ACTIONS:
        assert found.id in LESSON_KEYS or found.where == "list"


def test_the_words_of_the_line_mode_alone_are_no_action() -> None:
    taken = {word.lower() for found in ACTIONS for word in found.all_words}
    own = [word.lower() for local in words.LOCALS for both in local.words for word in both]
    assert len(own) == len(set(own))
    assert not taken & set(own)
    for local in words.LOCALS:
        assert all(local.words)
        assert local.help
        for both in local.words:
            for word in both:
                assert words.find(word) == (local, "")


def test_kana_words_have_no_kanji() -> None:
    for word in (*ACTIONS, *words.LOCALS):
        for one in word.words[0]:
            assert not any("\u4e00" <= letter <= "\u9fff" for letter in one), one
