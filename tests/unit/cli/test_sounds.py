"""``kibako sounds``: the list, a sound that is played, and one that is written to a file."""

import json
import wave
from pathlib import Path

import pytest
from kibako.cli import sounds_verb
from kibako.cli.main import main
from kibako_access import earcons

NAMES = earcons.names(earcons.sounds())


def test_the_list_has_every_sound_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sounds", "--lang", "en"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[0] for line in said] == list(NAMES)
    assert said[0].endswith("The program has begun.")
    assert main(["sounds", "list", "--json", "--lang", "ja"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in listed] == list(NAMES)
    assert listed[0]["meaning"] == "プログラムが はじまりました。"


def test_a_sound_is_written_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "hint.wav"
    assert main(["sounds", "render", "hint", "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    with wave.open(str(out)) as file:
        assert 1000 * file.getnframes() // file.getframerate() == told["duration_ms"] == 160
    assert main(["sounds", "render", "mistake", "--out", str(out)]) == 4
    assert main(["sounds", "render", "mistake", "--out", str(out), "--force"]) == 0
    assert main(["sounds", "render", "hint", "--out", str(tmp_path / "no" / "x.wav")]) == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["play", "hnt"], 'Do you mean "hint"?'),
        (["render", "zzz", "--out", "x.wav"], '"kibako sounds list" says the names'),
        (["render", "hint"], "needs --out WAV"),
        (["play"], "needs NAME"),
        (["plays", "hint"], "Did you mean 'kibako sounds play'?"),
        (["play", "hint", "--volume", "200"], "0 to 100"),
    ],
)
def test_wrong_words_are_told(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sounds", *words, "--lang", "en"]) == 2
    assert said in capsys.readouterr().err


def test_what_keeps_a_sound_from_being_heard_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "nosuch")
    assert main(["sounds", "play", "hint", "--lang", "en"]) == 4
    assert "there is no sound device" in capsys.readouterr().err
    monkeypatch.setattr(sounds_verb, "find_spec", lambda name: None)
    monkeypatch.setattr("kibako_access.sounder.find_spec", lambda name: None)
    for words in (["play", "hint"], ["render", "hint", "--out", str(tmp_path / "x.wav")]):
        assert main(["sounds", *words, "--lang", "en"]) == 4
        assert "kibako[sound]" in capsys.readouterr().err


def test_a_sound_is_played_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    disk = tmp_path / "heard.raw"
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(disk))
    assert main(["sounds", "play", "hint", "--lang", "en"]) == 0
    assert "A hint is shown." in capsys.readouterr().err
    assert any(disk.read_bytes())
