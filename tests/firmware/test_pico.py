"""The Pico's machine, time and os on a virtual board."""

import itertools

import pytest
from kibako.virtual.world import World


def test_the_led(run):
    result = run(
        "pico",
        """
        from machine import Pin
        import time
        led = Pin("LED", Pin.OUT)
        for i in range(4):
            led.toggle()
            time.sleep(0.5)
        print(led, led == Pin(25), led.value(), led())
        led(1)
        led.off()
        led.high()
        led.value(0)
        """,
    )
    events = result.of("GP25", "digital")
    assert [value for _, value in events] == [0, 1, 0, 1, 0, 1, 0, 1, 0]
    gaps = [after[0] - before[0] for before, after in itertools.pairwise(events[1:5])]
    assert set(gaps) <= {500, 501}
    assert result.lines == ["Pin(GPIO25, mode=OUT) True 0 0"]


def presses(world: World) -> None:
    for t_ms in (1000, 2000, 3000):
        world.at(t_ms, lambda: world.press("GP14"))
        world.at(t_ms + 100, lambda: world.release("GP14"))


COUNTER = """
from machine import Pin
import time
seen = []
def handler(pin):
    seen.append((time.ticks_ms(), irq.flags(), pin))
button = Pin(14, Pin.IN, Pin.PULL_UP)
"""


@pytest.mark.parametrize(
    "wait",
    ["time.sleep(4)", "while time.ticks_ms() < 4000: pass", "while button.value() + 1: pass"],
    ids=["sleeping", "busy", "asking"],
)
def test_an_interrupt_reaches_any_loop(run, wait):
    if "+ 1" in wait:
        wait = "while time.ticks_ms() < 4000: button.value()"
    result = run(
        "pico",
        COUNTER
        + "irq = button.irq(handler, Pin.IRQ_FALLING)\n"
        + wait
        + "\nfor t, flags, pin in seen: print(t, flags, pin)\n",
        presses,
    )
    assert len(result.lines) == 3
    for line, wanted_ms in zip(result.lines, (1000, 2000, 3000), strict=True):
        t_ms, rest = line.split(" ", 1)
        assert wanted_ms <= int(t_ms)
        assert rest == "4 Pin(GPIO14, mode=IN, pull=PULL_UP)"
    assert result.of("GP14", "pressed") == [(1000, None), (2000, None), (3000, None)]


def test_a_sleep_goes_on_after_an_interrupt(run):
    result = run(
        "pico",
        COUNTER
        + "irq = button.irq(handler)\nt = time.ticks_ms()\ntime.sleep_ms(1500)\n"
        + "print(time.ticks_ms() - t, [s[1] for s in seen])\n",
        presses,
    )
    assert result.lines in (["1500 [4, 8]"], ["1501 [4, 8]"])


def test_a_handler_that_raises_does_not_end_the_program(run):
    result = run(
        "pico",
        """
        from machine import Pin
        import time
        def handler(pin):
            raise ValueError("in the handler")
        b = Pin(14, Pin.IN, Pin.PULL_UP)
        b.irq(handler, Pin.IRQ_FALLING)
        time.sleep(1.5)
        b.irq(None)
        time.sleep(2)
        print("done")
        """,
        presses,
    )
    assert result.lines == [
        "Traceback (most recent call last):",
        '  File "<stdin>", line 5, in handler',
        "ValueError: in the handler",
        "done",
    ]


def test_pwm(run):
    result = run(
        "pico",
        """
        from machine import Pin, PWM
        p = PWM(Pin(15), freq=1000, duty_u16=32768)
        print(p, p.freq(), p.duty_u16(), p.duty_ns())
        p.duty_u16(99999)
        p.freq(50)
        p.duty_ns(1500000)
        print(round(p.duty_ns() / 1000))
        q = PWM(14)
        print(q.freq())
        p.deinit()
        for f in (lambda: p.freq(1), lambda: PWM(Pin(1), freq=10**9)):
            try:
                f()
            except ValueError as e:
                print(e)
        """,
    )
    assert result.lines == [
        "<PWM slice=7 channel=1 invert=0> 1000 32768 499999",
        "1500",
        "50",
        "freq too small",
        "freq too large",
    ]
    assert [value for _, value in result.of("GP15", "pwm")] == [
        {"duty_u16": 32768, "freq_hz": 1000},
        {"duty_u16": 65535, "freq_hz": 1000},
        {"duty_u16": 65535, "freq_hz": 50},
        {"duty_u16": 4915, "freq_hz": 50},
        {"duty_u16": 0, "freq_hz": 0},
    ]


def voltages(world: World) -> None:
    world.set("GP26", 1)
    world.set("GP27", 0)
    world.set("GP28.analog", 32768)
    world.set("temperature_c", 27.0)


def test_adc(run):
    result = run(
        "pico",
        """
        from machine import ADC, Pin
        print(ADC(26).read_u16(), ADC(Pin(27)).read_u16(), ADC(2).read_u16())
        volts = ADC(ADC.CORE_TEMP).read_u16() * 3.3 / 65535
        print(round(27 - (volts - 0.706) / 0.001721), ADC(4), ADC(Pin(26)))
        for f in (lambda: ADC(5), lambda: ADC(Pin(5)), lambda: ADC(31)):
            try:
                f()
            except ValueError as e:
                print(e)
        """,
        voltages,
    )
    high, low, middle = (int(word) for word in result.lines[0].split())
    assert (high, low) == (65535, 0)
    assert abs(middle - 32768) <= 16
    assert result.lines[1] == "27 <ADC channel=4> <ADC channel=0>"
    said = "Pin doesn't have ADC capabilities"
    assert result.lines[2:] == ["invalid channel", said, "invalid channel"]


REAL = "works on a real Pico, not on a virtual one"
ANSWERS = [
    ("Pin(99)", "ValueError invalid pin"),
    ("Pin('X')", 'ValueError unknown named pin "X"'),
    ("Pin(5)", "Pin(GPIO5, mode=ALT, pull=PULL_DOWN, alt=31)"),
    ("Pin('GP5', Pin.OPEN_DRAIN, Pin.PULL_UP)", "Pin(GPIO5, mode=OPEN_DRAIN, pull=PULL_UP)"),
    ("Pin(6, Pin.IN, Pin.PULL_DOWN).value()", "0"),
    ("Pin(7, Pin.OUT, value=1).value()", "1"),
    ("Pin(7).value()", "1"),
    ("machine.I2S(0)", f"NotImplementedError machine.I2S {REAL}"),
    ("machine.mem32[0]", f"NotImplementedError machine.mem32 {REAL}"),
    ("machine.nope", "AttributeError module 'machine' has no attribute 'nope'"),
    ("Pin(1, Pin.ALT, alt=Pin.ALT_I2C)", "Pin(GPIO1, mode=ALT, alt=I2C)"),
    ("Pin(1, Pin.ALT, alt=12)", "ValueError invalid pin af: 12"),
    ("Pin('GP23')", 'ValueError unknown named pin "GP23"'),
    ("Pin.board.GP7 == Pin.cpu.GPIO7 == Pin('GPIO7')", "True"),
    ("Pin(1.5)", "ValueError invalid pin"),
    ("Pin(1, 'OUT')", "TypeError can't convert str to int"),
    ("sorted(machine.PWM(Pin(3)).freq() for _ in '1')", "[1907]"),
    ("len(machine.unique_id())", "8"),
    ("machine.freq()", "125000000"),
    ("time.localtime(0)", "(1970, 1, 1, 0, 0, 0, 3, 1)"),
    ("time.mktime((2026, 11, 23, 8, 0, 0, 0, 0))", "1795420800"),
    ("type(time.time())", "<class 'int'>"),
]  # fmt: skip


def test_small_questions(run, each_line):
    expressions = [expression for expression, _ in ANSWERS]
    code = "import machine, time\nfrom machine import Pin\n" + each_line(expressions)
    assert list(zip(expressions, run("pico", code).lines, strict=True)) == ANSWERS


def test_files(run):
    lines = run(
        "pico",
        """
        import os
        os.mkdir("d")
        with open("d/a.txt", "w") as f:
            f.write("hello")
        print(os.listdir(), os.listdir("/d"), [e[:2] for e in os.ilistdir("/")])
        os.rename("d/a.txt", "d/b.txt")
        os.chdir("d")
        print(os.getcwd(), os.stat("b.txt")[6], os.uname().sysname)
        os.chdir("/")
        for f in (lambda: os.stat("x"), lambda: os.rmdir("d"), lambda: os.mkdir("d")):
            try:
                f()
            except OSError as e:
                print(e.errno)
        os.remove("d/b.txt")
        os.rmdir("d")
        size, _, blocks, free = os.statvfs("/")[:4]
        print(os.listdir(), size * blocks, blocks - free, len(os.mount()), len(os.urandom(4)))
        """,
    ).lines
    assert lines[0] == "['d'] ['a.txt'] [('d', 16384)]"
    assert lines[1] == "/d 5 rp2"
    assert lines[2:5] == ["2", "39", "17"]
    assert lines[5] == "[] 1441792 0 1 4"


def test_the_calendar(run):
    lines = run(
        "pico",
        """
        import time
        from machine import RTC
        print(RTC().datetime()[:7])
        RTC().datetime((2026, 11, 23, 0, 8, 30, 15, 0))
        time.sleep(2)
        print(RTC().datetime()[:7], time.localtime(), time.time())
        """,
    ).lines
    assert lines[0] == "(2021, 1, 1, 4, 0, 0, 0)"
    assert lines[1] == "(2026, 11, 23, 0, 8, 30, 17) (2026, 11, 23, 8, 30, 17, 0, 327) 1795422617"


def test_packages_of_several_files(run):
    lines = run(
        "pico",
        """
        import os
        os.mkdir("pk")
        for name, text in (("__init__", "from .a import x"), ("a", "from . import b\\nx = b.y + 1"),
                           ("b", "import time\\nfrom machine import Pin\\ny = 41")):
            with open("pk/%s.py" % name, "w") as f:
                f.write(text)
        import pk
        from pk import b
        print(pk.x, b.Pin.OUT)
        """,
    ).lines
    assert lines == ["42 1"]


@pytest.mark.parametrize("name", ["network", "microbit", "host", "nothing"])
def test_modules_that_the_board_does_not_have(run, name):
    assert (
        f"ImportError: no module named '{name}'" in run("pico", f"import {name}", fails=True).error
    )


def test_two_runs_are_the_same_to_the_byte(run):
    code = """
    import random, time
    from machine import ADC, Pin
    led = Pin(25, Pin.OUT)
    for i in range(20):
        led.value(random.getrandbits(1))
        print(ADC(26).read_u16(), time.ticks_us(), random.random())
        time.sleep_ms(random.randint(1, 100))
    """
    first, second, other = run("pico", code), run("pico", code), run("pico", code, seed=7)
    assert first.output == second.output
    assert first.events == second.events
    assert first.output != other.output


def test_everything_of_machine_comes_with_a_star(run):
    result = run(
        "pico",
        """
        from machine import *
        from rp2 import *
        led = PWM(Pin(15), freq=1000, duty_u16=32768)
        print(ADC(4).read_u16() > 0, Timer, StateMachine, bootsel_button())
        """,
    )
    assert result.lines == ["True <class 'Timer'> <rp2.StateMachine of a real Pico> 0"]
    assert result.of("GP15", "pwm")
