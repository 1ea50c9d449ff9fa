"""Sounds that are no notes, on the micro:bit V2 and V1: what is told, and how long it takes."""

import pytest


def test_effects_and_built_in_sounds_take_their_time(run):
    result = run(
        "microbit",
        """
        from microbit import *
        e = audio.SoundEffect(freq_start=400, duration=200, fx=audio.SoundEffect.FX_WARBLE)
        t = running_time()
        audio.play(e)
        print(running_time() - t)
        audio.play(Sound.HELLO, wait=False)
        print(audio.is_playing())
        sleep(510)
        print(audio.is_playing())
        audio.play(Sound.YAWN, pin=pin1, wait=False)
        print(pin1.get_mode())
        audio.stop()
        print(pin1.get_mode())
        """,
    )
    assert 200 <= int(result.lines[0]) <= 203
    assert result.lines[1:] == ["True", "False", "audio", "unused"]
    effect = {
        "start_hz": 400, "end_hz": 2500, "start_volume": 255, "end_volume": 0,
        "waveform": "square", "effect": "warble", "shape": "log", "duration_ms": 200,
    }  # fmt: skip
    played = [value for _, value in result.of("audio", "play")]
    assert played == [
        effect,
        {"sound": "hello", "duration_ms": 506},
        {"sound": "yawn", "duration_ms": 2812},
    ]
    begun, ended = result.of("audio", "play"), result.of("audio", "stop")
    assert [end[0] - begin[0] for begin, end in zip(begun, ended, strict=True)][:2] == [200, 506]


@pytest.mark.parametrize("profile", ["microbit", "microbit-v1"])
def test_frames_are_asked_for_as_they_sound(run, profile):
    result = run(
        profile,
        """
        import audio
        from microbit import running_time, sleep
        frame = audio.AudioFrame()
        given = 0
        def frames(count):
            global given
            for _ in range(count):
                given += 1
                yield frame
        t = running_time()
        audio.play(frames(100))
        print(400 < running_time() - t < 440)
        given = 0
        audio.play(frames(100), wait=False)
        sleep(200)
        print(20 < given < 80, audio.is_playing())
        sleep(400)
        print(given, audio.is_playing())
        """,
    )
    assert result.lines == ["True", "True True", "100 False"]
    assert len(result.of("audio", "stream")) == len(result.of("audio", "stop")) == 2


# Answers of the real V1 firmware (but that it does not name the module).
FRAMES = [
    ("f[32]", "ValueError index out of bounds"),
    ("f[-1]", "ValueError index out of bounds"),
    ("f.__setitem__(0, 256)", "ValueError value out of range"),
    ("len(f)", "32"),
    ("f + 1", "TypeError unsupported types for __add__: 'AudioFrame', 'int'"),
    ("f * 'a'", "TypeError can't convert str to float"),
    ("f.copyfrom(3)", "TypeError object with buffer protocol required"),
    ("f", "<AudioFrame>"),
    ("audio.play([3])", "TypeError not an AudioFrame"),
    ("audio.play([f], pin=3)", "TypeError expecting a pin"),
    ("audio.play([f], pin=microbit.pin5)", "ValueError Pin 5 in button mode"),
    ("audio.play([f], return_pin=microbit.pin1)", "TypeError cannot set return_pin without pin"),
    ("audio.SoundEffect()", "AttributeError module 'audio' has no attribute 'SoundEffect'"),
]


def test_answers_are_those_of_the_real_firmware(run, each_line):
    expressions = [expression for expression, _ in FRAMES]
    code = "import audio, microbit\nf = audio.AudioFrame()\n" + each_line(expressions)
    answers = run("microbit-v1", code).lines
    assert list(zip(expressions, answers, strict=True)) == FRAMES


def test_frames_are_added_and_scaled_as_on_the_board(run):
    result = run(
        "microbit",
        """
        import audio
        f = audio.AudioFrame()
        f.copyfrom(bytes([0, 100, 128, 200, 255]))
        def show(frame):
            print([frame[i] for i in range(5)])
        show(f + f)
        show(f - f)
        show(f * 0.5)
        show(f * -1)
        g = f
        g += f
        print(g is f)
        g *= 0.25
        show(g)
        with open("x", "wb") as file:
            file.write(bytes(range(5)))
        with open("x", "rb") as file:
            print(file.readinto(f))
        show(f)
        """,
    )
    assert result.lines == [
        "[0, 72, 128, 255, 255]",
        "[128, 128, 128, 128, 128]",
        "[64, 114, 128, 164, 191]",
        "[255, 156, 128, 56, 1]",
        "True",
        "[96, 114, 128, 159, 159]",
        "5",
        "[0, 1, 2, 3, 4]",
    ]


EFFECTS = [
    ("audio.SoundEffect()", "SoundEffect(500, 2500, 500, 255, 0, 3, 0, 18)"),
    ("audio.SoundEffect(waveform=10)", "ValueError maximum value is 9"),
    ("audio.SoundEffect(fx=100)", "ValueError maximum value is 99"),
    ("audio.SoundEffect(-1)", "ValueError maximum value is 9999"),
    ("audio.SoundEffect('a')", "TypeError can't convert str to int"),
    ("audio.SoundEffect(shape=7).copy().shape", "7"),
    ("audio.play(3)", "TypeError 'int' object isn't iterable"),
    ("(Sound.GIGGLE, SoundEvent.LOUD, microphone, speaker)",
     "(Sound('giggle'), SoundEvent('loud'), <MicroBitMicrophone>, <MicroBitSpeaker>)"),
    ("microphone.was_event('loud')", "ValueError invalid sound"),
    ("str(audio.SoundEffect(1, 2, 3, 4, 5, 6, 7, 8))[-44:]",
     "'vol_end=5, waveform=6, fx=7, shape=8)'"),
]  # fmt: skip


def test_effects_are_kept_as_on_the_board(run, each_line):
    expressions = [expression for expression, _ in EFFECTS]
    answers = run("microbit", "from microbit import *\n" + each_line(expressions)).lines
    assert list(zip(expressions, answers, strict=True))[:-1] == EFFECTS[:-1]
    assert answers[-1].endswith(EFFECTS[-1][1][1:])


def test_speaker_and_volume_are_told_when_they_change(run):
    code = "from microbit import *\nspeaker.off()\nspeaker.off()\nset_volume(300)\nset_volume(100)"
    result = run("microbit", code)
    told = [(event.source, event.what, event.value) for event in result.events[1:-1]]
    assert told == [("speaker", "off", None), ("audio", "volume", 100)]
