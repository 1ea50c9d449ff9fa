"""Buttons and pins of the micro:bit."""

import itertools

import pytest
from kibako.virtual.world import World

# Expression and answer, in this order, read off the real firmware (what both have in common).
ANSWERS = [
    ("pin0.write_digital(2)", "ValueError value must be 0 or 1"),
    ("pin0.write_digital(-1)", "ValueError value must be 0 or 1"),
    ("pin0.write_digital(1)", "None"),
    ("pin0.get_mode()", "'write_digital'"),
    ("pin0.get_pull()", "ValueError Pin 0 in write_digital mode"),
    ("pin0.write_analog(1024)", "ValueError value must be between 0 and 1023"),
    ("pin0.write_analog(1.6)", "None"),
    ("pin0.get_mode()", "'write_analog'"),
    ("pin0.write_analog(0)", "None"),
    ("pin0.get_mode()", "'unused'"),
    ("pin3.write_digital(1)", "ValueError Pin 3 in display mode"),
    ("pin5.write_digital(1)", "ValueError Pin 5 in button mode"),
    ("pin3.read_digital()", "ValueError Pin 3 in display mode"),
    ("pin5.read_digital()", "1"),
    ("pin5.get_mode()", "'button'"),
    ("pin3.get_mode()", "'display'"),
    ("pin19.get_mode()", "'i2c'"),
    ("pin19.write_digital(1)", "ValueError Pin 19 in i2c mode"),
    (
        "pin5.read_analog()",
        "AttributeError 'MicroBitDigitalPin' object has no attribute 'read_analog'",
    ),
    (
        "pin4.is_touched()",
        "AttributeError 'MicroBitAnalogDigitalPin' object has no attribute 'is_touched'",
    ),
    ("pin1.write_digital('1')", "TypeError can't convert str to int"),
    ("pin1.write_digital(1.0)", "TypeError can't convert float to int"),
    ("(repr(pin0), repr(display), repr(button_a))",
     "('<MicroBitTouchPin>', '<MicroBitDisplay>', '<MicroBitButton>')"),
]  # fmt: skip


V2 = [
    ("pin0.write_analog(5)", "None"),
    ("pin0.get_analog_period_microseconds()", "20000"),
    ("pin1.get_analog_period_microseconds()", "-1"),
    ("pin0.set_analog_period(-1)", "None"),
    ("pin0.set_analog_period(300)", "None"),
    ("pin0.get_analog_period_microseconds()", "20000"),
    ("pin1.set_analog_period_microseconds(255)", "None"),
    ("pin0.get_analog_period_microseconds()", "255"),
    ("pin0.set_pull(7)", "None"),
    ("pin0.get_pull()", "7"),
    ("pin0.set_pull(pin0.PULL_UP)", "None"),
    ("pin0.get_pull()", "0"),
    ("pin0.read_digital()", "1"),
    ("(pin0.PULL_UP, pin0.PULL_DOWN, pin0.NO_PULL)", "(0, 1, 2)"),
    ("(pin1.read_digital(), pin1.get_pull(), pin5.get_pull())", "(0, 0, 0)"),
]
V1 = [
    ("pin0.set_analog_period(0)", "ValueError invalid period"),
    ("pin0.set_analog_period(1001)", "ValueError invalid period"),
    ("pin0.set_analog_period_microseconds(255)", "ValueError invalid period"),
    ("pin0.set_analog_period_microseconds(300)", "None"),
    ("pin8.get_analog_period_microseconds()", "288"),
    ("pin0.set_pull(7)", "ValueError invalid pull"),
    ("pin0.set_pull(pin0.PULL_UP)", "None"),
    ("pin0.get_pull()", "3"),
    ("(pin0.PULL_UP, pin0.PULL_DOWN, pin0.NO_PULL)", "(3, 1, 0)"),
    ("(pin1.read_digital(), pin1.get_pull(), pin5.get_pull())", "(0, 1, 3)"),
    ("hasattr(pin0, 'set_touch_mode')", "False"),
]


@pytest.mark.parametrize(
    ("profile", "more"), [("microbit", V2), ("microbit-v1", V1)], ids=["v2", "v1"]
)
def test_answers_are_those_of_the_real_firmware(run, each_line, profile, more):
    # In pieces: a V1 has no room for all of it in one.
    for wanted in (ANSWERS[:18], ANSWERS[18:], more):
        expressions = [expression for expression, _ in wanted]
        answers = run(profile, "from microbit import *\n" + each_line(expressions)).lines
        assert list(zip(expressions, answers, strict=True)) == wanted


def test_the_display_takes_its_pins_back(run, each_line):
    ran = run(
        "microbit",
        "from microbit import *\ndisplay.off()\npin3.write_digital(1)\n"
        + each_line(["pin3.get_mode()", "display.on()"])
        + each_line(["pin3.get_mode()", "pin3.write_digital(1)"]),
    )
    assert ran.lines == [
        "'write_digital'", "None", "'display'", "ValueError Pin 3 in display mode"
    ]  # fmt: skip


def test_a_fifth_pin_takes_the_channel_of_the_first_on_a_v2(run):
    ran = run(
        "microbit",
        """
        from microbit import *
        for pin in (pin0, pin1, pin2, pin8, pin12):
            pin.write_analog(512)
        pin2.set_analog_period(10)
        """,
    )
    assert [value for _, value in ran.of("pin0", "analog")] == [512, 0]
    assert ran.view.pins["pin0"].analog is None
    assert [ran.view.pins[name].analog for name in ("pin1", "pin12")] == [512, 512]


def test_events_of_pins(run):
    result = run(
        "microbit",
        """
        from microbit import *
        pin1.write_digital(0)
        pin1.write_digital(1)
        pin1.write_digital(1)
        pin1.write_digital(0)
        pin2.write_analog(512)
        pin2.write_analog(0)
        """,
    )
    assert [value for _, value in result.of("pin1", "digital")] == [0, 1, 0]
    assert [value for _, value in result.of("pin2", "analog")] == [512, 0]


def prepare(world: World) -> None:
    world.set("pin0", 1)
    world.set("pin1.analog", 700)
    world.set("pin2", 512)
    world.set("temperature_c", -3.4)
    world.set("light", 77)


def test_what_hangs_on_the_board_is_read(run):
    lines = run(
        "microbit",
        """
        from microbit import *
        print(pin0.read_digital(), pin0.read_analog(), pin1.read_analog(), pin2.read_analog())
        print(pin1.read_digital(), temperature(), display.read_light_level())
        """,
        prepare,
    ).lines
    assert lines == ["1 1023 700 512", "1 -3 77"]


def test_an_open_analog_pin_wavers_the_same_way_in_every_run(run):
    code = "from microbit import *\nprint([pin0.read_analog() for i in range(20)])"
    first = run("microbit", code).lines
    assert first == run("microbit", code).lines
    assert len(set(eval(first[0]))) > 3
    assert first != run("microbit", code, seed=1).lines


def finger(world: World) -> None:
    def tap(t_ms: int, name: str) -> None:
        world.at(t_ms, lambda: world.press(name))
        world.at(t_ms + 100, lambda: world.release(name))

    tap(1000, "button_a")
    tap(2000, "button_a")
    tap(2500, "button_b")
    tap(3000, "pin_logo")
    tap(3000, "pin0")


def test_buttons_on_the_timeline(run):
    result = run(
        "microbit",
        """
        from microbit import *
        while not button_a.is_pressed():
            sleep(1)
        print(running_time())
        print(pin5.read_digital())
        while button_a.is_pressed():
            pass
        print(running_time())
        sleep(1700)
        print(button_a.get_presses(), button_a.get_presses())
        print(button_a.was_pressed(), button_a.was_pressed())
        print(button_b.was_pressed(), button_b.get_presses())
        while not pin_logo.is_touched():
            sleep(1)
        print(running_time(), pin0.is_touched(), pin1.is_touched())
        """,
        finger,
    )
    pressed, level, released, *rest, touched = result.lines
    assert 1000 <= int(pressed) <= 1003
    assert level == "0"
    assert 1100 <= int(released) <= 1102
    assert rest == ["2 0", "True False", "True 1"]
    assert 3000 <= int(touched.split()[0]) <= 3003
    assert touched.split()[1:] == ["True", "False"]
    assert result.of("button_a", "pressed") == [(1000, None), (2000, None)]
    assert result.of("button_a", "released") == [(1100, None), (2100, None)]


def test_run_every_and_scale(run):
    lines = run(
        "microbit",
        """
        from microbit import *
        @run_every(ms=100)
        def tick():
            print(running_time())
        sleep(350)
        while running_time() < 560:
            pass
        print(scale(30, from_=(0, 60), to=(0, 1023)), scale(1, (0, 2), (0.0, 1.0)))
        """,
    ).lines
    times = [int(line) for line in lines[:-1]]
    assert len(times) == 5
    assert all(99 <= b - a <= 101 for a, b in itertools.pairwise(times[:3]))
    assert lines[-1] == "512 0.5"


def test_panic_needs_a_stop(run, tmp_path):
    from kibako.virtual.board import VirtualBoard

    events = []
    with VirtualBoard("microbit", flash_dir=tmp_path, pace="real", on_event=events.append) as board:
        board.feed(b"\x01")
        board.drain()
        board.feed(b"from microbit import *\npanic(42)\x04")
        assert not board.wait_idle(0.3)
        board.interrupt()
        assert board.wait_idle(10)
    panics = [event.value for event in events if event.what == "panic"]
    assert panics == [42]


@pytest.mark.parametrize("name", ["socket", "network", "asyncio", "json", "_thread", "nothing"])
def test_modules_that_the_board_does_not_have(run, name):
    assert (
        f"ImportError: no module named '{name}'"
        in run("microbit", f"import {name}", fails=True).error
    )


def test_os_time_and_random(run):
    lines = run(
        "microbit",
        """
        import os, time, utime, random
        with open("a.txt", "w") as f:
            f.write("hello")
        print(os.listdir(), os.size("a.txt"), os.stat("a.txt")[6], os.uname().sysname)
        os.remove("a.txt")
        print(os.listdir())
        try:
            os.size("a.txt")
        except OSError as e:
            print(e)
        print(hasattr(os, "mkdir"), hasattr(time, "localtime"), time.sleep_ms is utime.sleep_ms)
        print(sorted(n for n in dir(random) if n[0] != "_"))
        print([random.randint(1, 6) for i in range(10)])
        """,
    ).lines
    assert lines[:3] == ["['a.txt'] 5 5 microbit", "[]", "[Errno 2] ENOENT"]
    assert lines[3] == "False False True"
    assert "'randrange'" in lines[4]
    assert set(eval(lines[5])) <= {1, 2, 3, 4, 5, 6}
