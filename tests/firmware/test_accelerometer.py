"""The accelerometer: what a program reads while hands tilt, shake and drop the board."""

import pytest


def set_at(world, t_ms, name, value):
    world.at(t_ms, lambda: world.set(name, value))


def test_axes_strength_and_range(run):
    def prepare(world):
        world.set("accelerometer.x_mg", 3000)
        world.set("accelerometer.y_mg", -400)
        world.set("accelerometer.z_mg", 0)

    result = run(
        "microbit",
        """
        from microbit import accelerometer as a
        print(a.get_x(), a.get_y(), a.get_z(), a.get_values(), a.get_strength())
        for g in (4, 3, 8, 100, 1):
            a.set_range(g)
            print(a.get_values())
        """,
        prepare,
    )
    assert result.lines == [
        "2048 -400 0 (2048, -400, 0) 2086",
        "(3000, -400, 0)",
        "(3000, -400, 0)",
        "(3000, -400, 0)",
        "(3000, -400, 0)",
        "(2048, -400, 0)",
    ]
    assert result.of("accelerometer", "x_mg") == [(0, 3000)]


@pytest.mark.parametrize("profile", ["microbit", "microbit-v1"])
def test_every_gesture_reaches_a_program_that_keeps_asking(run, profile):
    names = ["up", "down", "left", "right", "face down", "face up", "freefall", "shake", "3g"]

    def prepare(world):
        for index, name in enumerate(names):
            set_at(world, 1000 + 2000 * index, "accelerometer.gesture", name)

    result = run(
        profile,
        """
        from microbit import *
        while running_time() < 20000:
            for g in accelerometer.get_gestures():
                print(g)
            sleep(50)
        """,
        prepare,
    )
    seen = [name for name in result.lines if name != "2g"]
    # After a fall and a shake the board lies on its back again.
    assert seen == ["face up", *names[:7], "face up", "shake", "face up", "3g"]
    assert ("2g" in result.lines) == (profile == "microbit")
    chosen = [value for _, value in result.of("accelerometer", "gesture")]
    assert chosen == names


def test_a_shake_is_in_the_axes_too(run):
    result = run(
        "microbit",
        """
        from microbit import *
        sleep(500)
        seen = set()
        for i in range(50):
            seen.add(accelerometer.get_x())
            sleep(20)
        print(sorted(seen), accelerometer.was_gesture("shake"), accelerometer.was_gesture("shake"))
        """,
        lambda world: set_at(world, 300, "accelerometer.gesture", "shake"),
    )
    assert result.lines == ["[-1800, 0, 1800] True False"]


@pytest.mark.parametrize(("profile", "seen"), [("microbit", "True"), ("microbit-v1", "False")])
def test_only_the_v2_samples_while_the_program_sleeps(run, profile, seen):
    result = run(
        profile,
        """
        from microbit import *
        accelerometer.get_x()
        sleep(3000)
        print(accelerometer.was_gesture("shake"))
        """,
        lambda world: set_at(world, 300, "accelerometer.gesture", "shake"),
    )
    assert result.lines == [seen]


def test_strong_jolts_are_felt_only_in_a_wider_range(run):
    def prepare(world):
        set_at(world, 500, "accelerometer.gesture", "8g")
        set_at(world, 1500, "accelerometer.gesture", "8g")

    result = run(
        "microbit",
        """
        from microbit import *
        accelerometer.get_x()
        sleep(1000)
        print(accelerometer.get_gestures())
        accelerometer.set_range(8)
        sleep(1000)
        print(accelerometer.get_gestures())
        """,
        prepare,
    )
    assert result.lines == ["('face up', '2g', '3g')", "('2g', '3g', '6g', '8g')"]


# Answers of the real V1 firmware; the V2 names no gesture "" and knows 2g.
ANSWERS = [
    ("a.is_gesture('foo')", "ValueError invalid gesture"),
    ("a.is_gesture(1)", "TypeError can't convert 'int' object to str implicitly"),
    ("a.was_gesture(b'up')", "TypeError can't convert 'bytes' object to str implicitly"),
    ("a.is_gesture('')", "ValueError invalid gesture"),
    ("a.was_gesture('2g')", "ValueError invalid gesture"),
    ("a.current_gesture()", "''"),
    ("a.get_gestures()", "()"),
    ("a.get_strength()",
     "AttributeError 'MicroBitAccelerometer' object has no attribute 'get_strength'"),
    ("a", "<MicroBitAccelerometer>"),
]  # fmt: skip


def test_answers_are_those_of_the_real_firmware(run, each_line):
    expressions = [expression for expression, _ in ANSWERS]
    code = "from microbit import accelerometer as a\n" + each_line(expressions)
    answers = run("microbit-v1", code).lines
    assert list(zip(expressions, answers, strict=True)) == ANSWERS
    assert run("microbit", code).lines[3:5] == ["True", "False"]


def test_the_chips_of_the_v1_answer_on_its_pins(run):
    def prepare(world):
        world.set("accelerometer.x_mg", 512)
        world.set("compass.heading_deg", 180)

    result = run(
        "microbit-v1",
        """
        from microbit import i2c
        print(i2c.scan())
        i2c.write(0x1D, b"\\x0d", repeat=True)
        print(i2c.read(0x1D, 1))
        i2c.write(0x1D, b"\\x01", repeat=True)
        print(i2c.read(0x1D, 6))
        i2c.write(0x0E, b"\\x07", repeat=True)
        print(i2c.read(0x0E, 1))
        i2c.write(0x0E, b"\\x01", repeat=True)
        print(i2c.read(0x0E, 6))
        """,
        prepare,
    )
    # -0.5 g and -1 g in 256 steps a g, ten bits at the upper end; -295 and -353 steps of 100 nT.
    assert result.lines == [
        "[14, 29]",
        "b'Z'",
        "b'\\xe0\\x00\\x00\\x00\\xc0\\x00'",
        "b'\\xc4'",
        "b'\\x00\\x00\\xfe\\xd8\\xfe\\x9f'",
    ]
    empty = run("microbit", "from microbit import i2c\nprint(i2c.scan())")
    assert empty.lines == ["[]"]
