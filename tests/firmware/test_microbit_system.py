"""NeoPixels, single pulses, sleep and the small modules of the micro:bit."""

import pytest


class Strip:
    """What a strip of lamps gets."""

    def __init__(self, world):
        self.got = []
        world.sockets.buses.attach_pixels("pin0", self)

    def receive(self, data):
        self.got.append(data)


def test_neopixels_of_the_v2(run, each_line):
    strips = []
    ran = run(
        "microbit",
        """
        from microbit import *
        from neopixel import NeoPixel
        np = NeoPixel(pin0, 2)
        np[0] = (1, 2, 300)
        np[-1] = [4, 5, 6]
        np.show()
        np.fill((7, 8, 9))
        np.write()
        np.clear()
        print(len(np), np[0], NeoPixel(pin1, 1, bpp=4)[0])
        ws2812_write(pin0, b'abc')
        """
        + each_line(["np[2]", "NeoPixel(3, 1).show()", "NeoPixel(pin0, -1)"]).replace(
            "\n", "\n" + " " * 8
        ),
        lambda world: strips.append(Strip(world)),
    )
    assert strips[0].got == [
        b"\x02\x01\x2c\x05\x04\x06", b"\x08\x07\x09" * 2, bytes(6), b"abc"
    ]  # fmt: skip
    assert ran.lines[0] == "2 (0, 0, 0) (0, 0, 0, 0)"
    assert ran.lines[1:3] == [
        "IndexError bytearray index out of range",
        "TypeError expecting a pin",
    ]
    assert next(value for _, value in ran.of("pin0", "lamps")) == "02012c050406"


def test_neopixels_of_the_v1(run, each_line):
    wrong = {
        "NeoPixel(3, 3)": "TypeError expecting a pin",
        "NeoPixel(pin0, 0)": "ValueError invalid number of pixels",
        "NeoPixel(pin0, 'a')": "TypeError can't convert str to int",
        "np[3]": "IndexError NeoPixel index out of range",
        "np['a']": "TypeError NeoPixel indices must be integers, not str",
        "np[-1]": "(1, 2, 3)",
        "hasattr(np, 'fill') or hasattr(np, 'write')": "False",
    }
    strips = []
    code = """from microbit import *
from neopixel import NeoPixel
np = NeoPixel(pin0, 3)
np[2] = (1, 2, 3)
np.show()
for bad in ((1, 2, 256), (1, 2), 3):
    try:
        np[0] = bad
    except Exception as e:
        print(e)
"""
    ran = run("microbit-v1", code + each_line(list(wrong)), lambda w: strips.append(Strip(w)))
    assert ran.lines[:3] == [
        "invalid colour",
        "requested length 3 but object has length 2",
        "object 'int' is not a tuple or list",
    ]
    assert ran.lines[3:] == list(wrong.values())
    assert strips[0].got == [bytes(6) + b"\x02\x01\x03"]


@pytest.mark.parametrize("profile", ["microbit", "microbit-v1"])
def test_a_pulse_is_measured_to_the_microsecond(run, profile):
    def prepare(world):
        shared = world.sockets.world

        def echo(at_us, level):
            shared.after_us(at_us, lambda: world.sockets.wires.drive("pin1", level))

        def begin():
            echo(700, 1)
            echo(700 + 583, 0)

        world.at(1000, begin)

    ran = run(
        profile,
        """
        from microbit import *
        from machine import time_pulse_us
        pin1.read_digital()
        print(time_pulse_us(pin1, 1, 3000000), time_pulse_us(pin1, 1, 5000))
        print(time_pulse_us(pin1, 0, 5000))
        """,
        prepare,
    )
    assert ran.lines == ["583 -2", "-1"]


def test_deep_sleep_is_ended_by_time_by_a_button_or_a_pin(run):
    def prepare(world):
        world.at(4000, lambda: world.press("button_a"))
        world.at(9000, lambda: world.set("pin1", 1))

    ran = run(
        "microbit",
        """
        from microbit import *
        import power
        ticks = []
        @run_every(ms=500)
        def tick():
            ticks.append(running_time())
        pin1.read_digital()
        power.deep_sleep(2000)
        print(running_time() // 100, len(ticks))
        power.deep_sleep(wake_on=(button_a, pin1), run_every=False)
        print(running_time() // 100, len(ticks))
        power.deep_sleep(60000, wake_on=pin1)
        print(running_time() // 100)
        """,
        prepare,
    )
    assert ran.lines == ["20 3", "40 3", "90"] or ran.lines == ["20 4", "40 4", "90"]
    assert [value for _, value in ran.of("power", "wake")] == [None, "button_a", "pin1"]


def test_the_board_says_which_one_it_is(run):
    code = "import os, machine\nprint(os.uname()[2], os.uname().machine, machine.freq())\n"
    ran = run("microbit-v1", code)
    assert ran.lines == ["1.0.1 micro:bit with nRF51822 16000000"]
    assert run("microbit", code).lines == ["2.1.2 micro:bit with nRF52833 64000000"]


@pytest.mark.parametrize("profile", ["microbit", "microbit-v1"])
def test_everything_that_the_board_names_can_be_imported(run, profile):
    from kibako.virtual.profile import find_profile

    later = {"__main__"}
    names = sorted(find_profile(profile).importable - later)
    code = "".join(f"try:\n import {n}\nexcept Exception as e: print(repr(e))\n" for n in names)
    assert "Error" not in run(profile, code).output
