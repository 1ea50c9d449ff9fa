"""Sound as events: which tone, when, how long."""

import pytest
from kibako.virtual.microbit_rom import TUNES


def tones(result):
    """Time, frequency and length of all tones."""
    return [
        (t_ms, value["frequency_hz"], value["duration_ms"])
        for t_ms, value in result.of("music", "tone")
    ]


def from_zero(rows):
    return [(row[0] - rows[0][0], *row[1:]) for row in rows]


def test_notes_and_their_state(run):
    result = run(
        "microbit",
        """
        import music
        from microbit import running_time
        t = running_time()
        music.play(["c4:4", "d", "r:2", "e5:1", "f#", "bb"])
        print(running_time() - t)
        """,
    )
    assert from_zero(tones(result)) == [
        (0, 262, 490),
        (500, 294, 490),
        (1250, 659, 115),
        (1375, 740, 115),
        (1500, 933, 115),
    ]
    assert [value for _, value in result.of("music", "rest")] == [{"duration_ms": 240}]
    start = tones(result)[0][0]
    assert result.of("music", "stop") == [(start + 1615, None)]
    assert 1625 <= int(result.lines[0]) <= 1628


def test_tempo_and_octaves_start_anew_with_each_tune(run):
    result = run(
        "microbit",
        """
        import music
        print(music.get_tempo())
        music.set_tempo(bpm=60, ticks=8)
        print(music.get_tempo())
        music.play("c5:8")
        music.play("c")
        music.reset()
        print(music.get_tempo())
        """,
    )
    assert [row[1:] for row in tones(result)] == [(523, 990), (262, 490)]
    assert result.lines == ["(120, 4)", "(60, 8)", "(120, 4)"]


def test_a_tune_in_the_background_and_its_end(run):
    result = run(
        "microbit",
        """
        import music
        from microbit import sleep
        music.play(["c:4", "e:4"], wait=False, loop=True)
        sleep(1700)
        music.stop()
        sleep(1000)
        """,
    )
    assert from_zero(tones(result)) == [
        (0, 262, 490),
        (500, 330, 490),
        (1000, 262, 490),
        (1500, 330, 490),
    ]
    assert len(result.of("music", "stop")) == 1
    assert result.view.tone_hz == 0


def test_pitch(run):
    result = run(
        "microbit",
        """
        import music
        from microbit import *
        t = running_time()
        music.pitch(440, 300)
        print(running_time() - t)
        music.pitch(880, wait=False)
        print(running_time() - t)
        sleep(100)
        music.stop()
        music.pitch(523, 200, wait=False)
        sleep(500)
        """,
    )
    assert [row[1:] for row in tones(result)] == [(440, 300), (880, None), (523, 200)]
    first, second = (int(line) for line in result.lines)
    assert 310 <= first <= 311
    assert second - first <= 1
    assert len(result.of("music", "stop")) == 3


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("music.play(5)", "TypeError: object 'int' is not a tuple or list"),
        ('music.play(["c", 5])', "TypeError: can't convert 'int' object to str implicitly"),
        ("music.pitch(-1, 1)", "ValueError: invalid pitch"),
        ("music.pitch(2000000, 1)", "ValueError: invalid pitch"),
        ('music.play("c", pin=3)', "TypeError: expecting a pin"),
        ('music.play("c", pin=pin3)', "ValueError: Pin 3 in display mode"),
        ("music.NOPE", "AttributeError: module 'music' has no attribute 'NOPE'"),
    ],
)
def test_wrong_uses(run, call, error):
    code = f"from microbit import *\nimport music\n{call}"
    assert error in run("microbit-v1", code, fails=True).error


def test_odd_notes_are_taken_as_the_real_board_takes_them(run):
    result = run(
        "microbit",
        """
        import music
        for note in ("h4:1", "", "c", "C4:1", "cb4:1", "e#4:1", "b#4:1", "c4:", "x"):
            music.play(note)
        music.play([])
        """,
    )
    assert [row[1] for row in tones(result)] == [262, 262, 247, 349, 523, 262]


def test_all_built_in_tunes(run):
    names = " ".join(TUNES)
    lines = run(
        "microbit",
        f"""
        import music
        for name in "{names}".split():
            print(" ".join(getattr(music, name)))
        print(music.JUMP_UP is music.JUMP_UP, type(music.JUMP_UP))
        """,
    ).lines
    assert lines[:-1] == list(TUNES.values())
    assert lines[-1] == "True <class 'tuple'>"


def test_the_pin_of_a_tune_is_busy_while_it_plays(run):
    lines = run(
        "microbit",
        """
        import music
        from microbit import *
        music.play("c4:8", wait=False)
        print(pin0.get_mode())
        try:
            pin0.write_digital(1)
        except ValueError as e:
            print(e)
        sleep(1100)
        print(pin0.get_mode())
        """,
    ).lines
    assert lines == ["music", "Pin 0 in music mode", "unused"]
