"""``kibako say TEXT``: say a text with a voice of this computer, or write the sound to a file."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from kibako import strings
from kibako.cli import local, output
from kibako.cli.words import Words, number, one_of
from kibako.errors import ExitStatus

TEXT_MAX = 20_000
"""The longest text that is said, in characters."""
VOICES = ("openjtalk", "espeak", "say", "windows", "screen-reader")


def run(words: Sequence[str]) -> int:
    """Say a text.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    parser = Words("kibako say", strings.text("cli.say_about"))
    parser.word("TEXT", help="say_text", many=True, needed=False)
    parser.option("--out", help="say_out", metavar="WAV")
    parser.option("--force", help="force_option", action="store_true")
    parser.option("--voice", help="say_voice", metavar="VOICE", type=one_of("--voice", VOICES))
    parser.option("--rate", help="say_rate", type=number("--rate", 50, 300), default=100.0)
    parser.option("--pitch", help="say_pitch", type=number("--pitch", 50, 200), default=100.0)
    parser.option("--volume", help="say_volume", type=number("--volume", 0, 100), default=80.0)
    parser.option("--voices", help="say_voices", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    if found.voices:
        return _list()
    return _say(found)


def _list() -> int:
    from kibako_access import voices

    for name in voices.available():
        output.data(f"{name}\t{strings.text(f'voice.{name}')}")
    return ExitStatus.DONE


def _say(found: argparse.Namespace) -> int:
    from kibako_access.player import PlayerFailed, SystemPlayer
    from kibako_access.talker import (
        PLAY_SPARE_S,
        Problem,
        Voices,
        joined,
        seconds,
        sentences,
    )
    from kibako_access.voices import Manner, available

    from kibako.workbench.questions import spoken_language
    from kibako.workbench.talk import VoiceError, problem_of

    text = sys.stdin.read(TEXT_MAX) if found.text == ["-"] else " ".join(found.text)
    said = sentences(text[:TEXT_MAX])
    if not said:
        raise VoiceError("voice_no_text")
    manner = Manner(int(found.rate), int(found.pitch), int(found.volume))
    problems: list[Problem] = []
    voices = Voices([found.voice] if found.voice else available(), manner, problems.append)
    player, sounds = SystemPlayer(), list[bytes]()
    try:
        for sentence in said:
            sound = voices.render(sentence, spoken_language())
            if sound is None and problems:
                raise problem_of(problems[0])
            if sound is None:
                raise VoiceError("voice_not_said", text=output.one_line(sentence[:60]))
            if found.out:
                sounds.append(sound)
            elif sound:
                player.play(sound, seconds(sound) + PLAY_SPARE_S)
    except PlayerFailed as error:
        raise problem_of(Problem("player", detail=str(error))) from error
    finally:
        player.stop()
        voices.close()
    for problem in problems:
        output.fault(problem_of(problem))  # another voice has spoken
    if found.out:
        whole = joined(each for each in sounds if each)
        local.write_bytes(Path(found.out), whole, replace=found.force)
        output.say("voice.written", path=found.out, seconds=f"{seconds(whole):.1f}")
    return ExitStatus.DONE
