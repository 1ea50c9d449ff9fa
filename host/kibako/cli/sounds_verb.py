"""``kibako sounds list|play|render``: Kibako's sounds, heard or written to a file."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import local, output
from kibako.cli.words import Words, deed_of, deed_unknown, number, unknown
from kibako.errors import ExitStatus, UsageError

if TYPE_CHECKING:
    from kibako_access.earcons import Sound

DEEDS = ("list", "play", "render")
NAME_MAX = 60
"""As much of a wrong name is quoted, in characters."""


def run(words: Sequence[str]) -> int:
    """List the sounds, play one, or write one to a file.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    deed = deed_of(words)
    parser = Words(f"kibako sounds {deed}".strip(), strings.text("cli.sounds_about"))
    parser.word("WHAT", help="sounds_what", needed=False)
    if deed in DEEDS[1:]:
        parser.word("NAME", help="sounds_name")
    if deed == "play":
        volume = number("--volume", 0, 100)
        parser.option("--volume", help="sounds_volume", type=volume, default=50.0)
    if deed == "render":
        parser.option("--out", help="sounds_out", metavar="WAV")
        parser.option("--force", help="force_option", action="store_true")
    parser.option("--json", help="json_option", action="store_true")
    if deed and deed not in DEEDS:
        raise deed_unknown("sounds", deed, DEEDS)
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    if deed == "play":
        _play(found.name, found.volume / 100, found.json)
    elif deed == "render":
        if not found.out:
            raise UsageError("word_missing", word="--out WAV", command=parser.prog)
        _render(found.name, Path(found.out), found.force, found.json)
    else:
        _list(found.json)
    return ExitStatus.DONE


def _list(as_json: bool) -> None:
    from kibako_access import earcons

    told = [_about(name) for name in earcons.names(earcons.sounds())]
    if as_json:
        output.data_json(told)
        return
    for each in told:
        output.data("\t".join(str(each[key]) for key in ("name", "title", "meaning")))


def _about(name: str) -> dict[str, object]:
    from kibako_access import earcons

    from kibako.workbench.questions import spoken_language
    from kibako.workbench.sounding import example

    lang = spoken_language()
    return {
        "name": name,
        "title": earcons.title(name, lang),
        "meaning": earcons.meaning(name, lang),
        "duration_ms": _duration_ms(example(name)),
    }


def _duration_ms(sound: "Sound") -> int:
    return sum(tone.ms for tone in sound.tones)


def _named(name: str) -> "Sound":
    from kibako_access import earcons

    from kibako.workbench.sounding import example

    known = earcons.names(earcons.sounds())
    if name not in known:
        raise unknown("sounds_unknown", name, known, argument=name[:NAME_MAX])
    return example(name)


def _play(name: str, volume: float, as_json: bool) -> None:
    from kibako_access.sounder import SOUND_S_MAX, Sounder

    from kibako.workbench.sounding import SoundError

    sound = _named(name)
    sounder = Sounder(lambda trouble: None, volume)
    try:
        sounder.play(sound)
        heard = sounder.wait(SOUND_S_MAX)
    finally:
        sounder.close()
    if not heard:
        raise SoundError("sound_missing" if sounder.trouble == "missing" else "sounds_unheard")
    _tell(name, as_json)


def _tell(name: str, as_json: bool) -> None:
    about = _about(name)
    if as_json:
        output.data_json(about)
    else:
        output.say("sound_said.played", title=about["title"], meaning=about["meaning"])


def _render(name: str, path: Path, replace: bool, as_json: bool) -> None:
    from kibako.workbench.sounding import SoundError

    sound = _named(name)
    if find_spec("numpy") is None:
        raise SoundError("sound_missing")
    from kibako_access import synth

    local.write_bytes(path, synth.wav(synth.samples(sound)), replace=replace)
    if as_json:
        output.data_json(_about(name) | {"path": str(path), "rate_hz": synth.RATE_HZ})
    else:
        seconds = f"{_duration_ms(sound) / 1000:.1f}"
        output.say("sound_said.written", path=str(path), seconds=seconds)
