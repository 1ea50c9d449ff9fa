"""The catalogues: the right language is chosen, and a message is filled in."""

import tomllib
from pathlib import Path

import pytest
from kibako import strings


@pytest.fixture(autouse=True)
def open_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strings, "_current", [])
    for name in ("KIBAKO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "ja"),
        ({"LANG": "C.UTF-8"}, "ja"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "ja_JP.UTF-8"}, "en"),
        ({"KIBAKO_LANG": "en", "LANG": "ja_JP.UTF-8"}, "en"),
        ({"KIBAKO_LANG": "xx", "LANG": "ja_JP.UTF-8"}, "ja"),
    ],
)
def test_language_of_the_computer(
    environment: dict[str, str], lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert strings.language() == lang


def test_a_choice_beats_the_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIBAKO_LANG", "ja")
    strings.set_language("en")
    assert strings.language() == "en"
    with pytest.raises(ValueError, match="fr"):
        strings.set_language("fr")


def test_fields_may_have_any_name() -> None:
    said = strings.text("word_surplus.what", "en", word="x", command="kibako", lang="fr", name="n")
    assert said == "'x' is one word too many."


def test_a_message_that_is_nowhere_is_our_fault() -> None:
    assert not strings.has("no_such.message")
    with pytest.raises(KeyError):
        strings.text("no_such.message")


@pytest.mark.parametrize("lang", strings.LANGUAGES)
def test_read_group_by_group_the_catalogues_are_what_their_files_say(lang: str) -> None:
    whole: dict[str, str] = {}
    for path in Path(strings.__file__).with_name("messages").glob(f"*.{lang}.toml"):
        for group, messages in tomllib.loads(path.read_text("utf-8")).items():
            whole |= {f"{group}.{key}": template for key, template in messages.items()}
    assert strings.catalogue(lang) == whole
    assert len(whole) > 1000
