"""The display: what is shown, and when."""

import itertools

import pytest

HEART = "09090:99999:99999:09990:00900"
BLANK = "00000:00000:00000:00000:00000"
A = "09900:90090:99990:90090:90090"
B = "99900:90090:99900:90090:99900"


def test_a_heart(run):
    result = run("microbit", "from microbit import *\ndisplay.show(Image.HEART)")
    assert [value for _, value in result.frames()] == [HEART]
    assert result.view.display == ("09090", "99999", "99999", "09990", "00900")


def test_blinking_keeps_its_time(run):
    frames = run(
        "microbit",
        """
        from microbit import *
        for i in range(20):
            display.show(Image.HEART)
            sleep(500)
            display.clear()
            sleep(500)
        """,
    ).frames()
    assert [value for _, value in frames] == [HEART, BLANK] * 20
    gaps = [after[0] - before[0] for before, after in itertools.pairwise(frames)]
    assert set(gaps) <= {500, 501}
    assert sum(gaps) <= 39 * 500 + 5


def test_pixels(run):
    result = run(
        "microbit",
        """
        from microbit import *
        display.set_pixel(1, 2, 7)
        print(display.get_pixel(1, 2), display.get_pixel(2, 1))
        for f in (lambda: display.set_pixel(5, 0, 9), lambda: display.get_pixel(0, -1),
                  lambda: display.set_pixel(0, 0, 10)):
            try:
                f()
            except ValueError as e:
                print(e)
        """,
    )
    assert result.lines == [
        "7 0",
        "index out of bounds",
        "index out of bounds",
        "brightness out of bounds",
    ]
    assert [value for _, value in result.frames()] == ["00000:00000:07000:00000:00000"]


def test_letters_one_after_the_other(run):
    result = run(
        "microbit",
        """
        from microbit import *
        t = running_time()
        display.show("AB", delay=300, clear=True)
        print(running_time() - t)
        display.show("A")
        display.show(12, delay=100)
        """,
    )
    frames = result.frames()
    assert frames[:3] == [(0, A), (300, B), (600, BLANK)]
    assert 900 <= int(result.lines[0]) <= 901
    assert [value for _, value in frames[3:]] == [
        A,
        "00900:09900:00900:00900:09990",
        "99900:00090:09900:90000:99990",
    ]


def test_pictures_with_and_without_waiting(run):
    result = run(
        "microbit",
        """
        from microbit import *
        display.show([Image.HEART, "A", Image.HEART], delay=200)
        print(1)
        display.show([Image.HEART, "A"], delay=100, wait=False, loop=True)
        sleep(450)
        display.show("B")
        sleep(500)
        """,
    )
    assert result.frames() == [
        (0, HEART),
        (200, A),
        (400, HEART),
        (700, A),
        (800, HEART),
        (900, A),
        (1000, HEART),
        (1050, B),
    ]


def test_a_generator_draws_in_the_background(run):
    result = run(
        "microbit",
        """
        from microbit import *
        def pictures():
            for x in range(3):
                image = Image(5, 5)
                image.set_pixel(x, 0, 9)
                yield image
        display.show(pictures(), delay=100, wait=False)
        for i in range(1000):
            sleep(1)
        """,
    )
    frames = result.frames()
    assert [str(value)[:5] for _, value in frames] == ["90000", "09000", "00900"]
    # The timer starts a little before the first picture, perhaps in the millisecond before.
    assert all(0 <= due_ms - frames[at][0] <= 1 for at, due_ms in enumerate((0, 100, 200)))


def test_scrolling_as_the_real_display_does(run):
    # The pictures were read off the real firmware.
    result = run("microbit", 'from microbit import *\ndisplay.scroll("Hi", delay=60)')
    assert result.frames() == [
        (0, "00009:00009:00009:00009:00009"),
        (60, "00090:00090:00099:00090:00090"),
        (120, "00900:00900:00999:00900:00900"),
        (180, "09009:09009:09999:09009:09009"),
        (240, "90090:90090:99990:90090:90090"),
        (300, "00909:00900:99909:00909:00909"),
        (360, "09090:09000:99090:09090:09090"),
        (420, "90900:90000:90900:90900:90900"),
        (480, "09000:00000:09000:09000:09000"),
        (540, "90000:00000:90000:90000:90000"),
        (600, BLANK),
    ]


@pytest.mark.parametrize(
    ("call", "lasts_ms"),
    [
        ('display.scroll("ab", delay=50)', 15 * 50),
        ('display.scroll("", delay=50)', 5 * 50),
        ('display.scroll("A", delay=50, monospace=True)', 10 * 50),
        ('display.show("ab", delay=100)', 200),
        ('display.show("", delay=100)', 0),
        ("display.show(Image.HEART, delay=100, clear=True)", 200),
    ],
)
def test_how_long_it_takes(run, call, lasts_ms):
    lines = run(
        "microbit", f"from microbit import *\nt = running_time()\n{call}\nprint(running_time() - t)"
    ).lines
    assert lasts_ms <= int(lines[0]) <= lasts_ms + 2


def test_japanese_letters_are_question_marks_as_on_the_real_board(run):
    result = run("microbit", 'from microbit import *\ndisplay.show("あ", delay=100)')
    assert result.frames() == [(0, "09990:90009:00990:00000:00900")]
    assert result.end_ms >= 300


def test_off_and_on(run):
    result = run(
        "microbit",
        """
        from microbit import *
        display.show(Image.HEART)
        print(display.is_on())
        try:
            pin3.write_digital(1)
        except ValueError as e:
            print(e)
        display.off()
        print(display.is_on())
        pin3.write_digital(1)
        """,
    )
    assert result.lines == ["True", "Pin 3 in display mode", "False"]
    assert [value for _, value in result.frames()] == [HEART, BLANK]
    assert [value for _, value in result.of("pin3", "digital")] == [1]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("display.show(None)", "TypeError: 'NoneType' object isn't iterable"),
        ("display.show([1])", "TypeError: not an image"),
        ("display.scroll([1])", "TypeError: can't convert 'list' object to str implicitly"),
        ("display.nope()", "AttributeError: 'MicroBitDisplay' object has no attribute 'nope'"),
        (
            "from _absent import Absent\nAbsent('microbit.laser').fire()",
            "NotImplementedError: the virtual board has no microbit.laser.fire yet",
        ),
    ],
)
def test_wrong_uses(run, call, error):
    assert error in run("microbit", f"from microbit import *\n{call}", fails=True).error


def test_ctrl_c_ends_an_endless_animation(tmp_path):
    from kibako.virtual.board import VirtualBoard

    with VirtualBoard("microbit", flash_dir=tmp_path, pace="real") as board:
        board.feed(b"\x01")
        board.drain()
        board.feed(b"from microbit import *\ndisplay.show('AB', loop=True, delay=10)\x04")
        assert not board.wait_idle(0.3)
        board.interrupt()
        assert board.wait_idle(10)
        assert b"KeyboardInterrupt" in board.drain()
        assert board.world.next_due_us() is None
