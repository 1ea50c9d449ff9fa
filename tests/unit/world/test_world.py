"""The world without an interpreter: hostile calls, the timeline, events, threads."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kibako.errors import UsageError
from kibako.virtual.hostcall import HostCallError
from kibako.virtual.profile import find_profile
from kibako.virtual.surroundings import IRQ_FLAGS_UNIT
from kibako.virtual.world import World

CALLS = [
    "acc.axes", "acc.current", "acc.is", "acc.list", "acc.range", "acc.strength", "acc.was",
    "adc.channel", "adc.pin", "adc.read", "alarm.start", "alarm.stop", "audio.busy", "audio.effect",
    "audio.end", "audio.frame", "audio.sound", "audio.speaker", "audio.stop", "audio.stream",
    "audio.volume", "bits.send",
    "ble.active", "ble.address", "ble.advertise", "ble.clear", "ble.drop", "ble.event", "ble.get",
    "ble.room", "ble.send", "ble.service", "ble.set",
    "board.hz", "board.id", "board.lacks", "board.panic",
    "board.uname", "button.is", "button.presses", "button.was", "bytes.get", "bytes.put",
    "chip.boot", "chip.cause", "chip.dormant", "chip.freq", "chip.reset", "compass.axes",
    "compass.break", "compass.calibrate", "compass.calibrated", "compass.clear", "compass.field",
    "compass.heading", "compass.left", "dht.read", "display.animate", "display.clear",
    "display.frame", "display.get", "display.left", "display.letters", "display.power",
    "display.pulled", "display.pulling", "display.scroll", "display.set", "display.stop", "gp.find",
    "gp.init", "gp.irq", "gp.r", "gp.state", "gp.t", "gp.w", "i2c.init", "i2c.pr", "i2c.pw",
    "i2c.r", "i2c.read", "i2c.scan", "i2c.soft", "i2c.start", "i2c.stop", "i2c.w", "i2c.write",
    "irq.mask", "irq.next", "lamps.write", "log.begin", "log.data", "log.delete",
    "log.end", "log.labels", "log.mirror", "mic.current", "mic.level", "mic.list", "mic.threshold",
    "mic.was", "music.busy", "music.pitch", "music.play", "music.reset", "music.stop",
    "music.tempo", "nothing", "ow.r", "ow.reset", "ow.w", "pin.ar", "pin.aw", "pin.mode",
    "pin.period", "pin.pull", "pin.pulls", "pin.r", "pin.touch", "pin.touchmode", "pin.w",
    "power.left", "power.off", "power.sleep", "pulse.ask", "pulse.begin", "pulse.go", "pwm.duty",
    "pwm.end", "pwm.freq", "pwm.go", "pwm.invert", "pwm.new", "pwm.ns", "radio.begin",
    "radio.config", "radio.off", "radio.on", "radio.receive", "radio.reset", "radio.send",
    "random.seed", "rom.images", "rom.letter", "rom.tune", "room.light", "room.temperature",
    "rtc.set", "serial.any", "serial.break", "serial.end", "serial.init", "serial.irq",
    "serial.left", "serial.r", "serial.room", "serial.w", "serial.wait", "speech.busy",
    "speech.pronounce", "speech.say", "speech.sing", "speech.stop", "speech.translate", "spi.begun",
    "spi.init",
    "spi.rate", "spi.soft", "spi.transfer", "spi.x", "timer.start", "timer.stop", "uart.even",
    "uart.init", "wdt.feed", "wdt.start", "",
]  # fmt: skip

RAISED = {"ValueError", "NotImplementedError", "OSError"}


class Clock:
    """A clock that stands where a test puts it."""

    rtc_offset_us = 0

    def __init__(self):
        self.t_ms = 0

    def now_us(self):
        return self.t_ms * 1000

    def calendar_ns(self):
        return (self.t_ms * 1000 + self.rtc_offset_us) * 1000


class Bench:
    """A world with its clock and events."""

    def __init__(self, profile="microbit", seed=0):
        self.clock = Clock()
        self.events = []
        self.world = World(find_profile(profile), self.clock, self.events.append, seed)

    def run_to(self, t_ms):
        while (due_us := self.world.next_due_us()) is not None and due_us <= t_ms * 1000:
            self.clock.t_ms = max(due_us // 1000, self.clock.t_ms)
            self.world.run_due(due_us)
        self.clock.t_ms = t_ms

    def seen(self):
        return [(event.t_ms, event.source, event.what, event.value) for event in self.events]


words = st.one_of(
    st.sampled_from(
        ["pin0", "pin3", "pin5", "pin_logo", "pin_speaker", "GP15", "GP25", "GP26", "LED", "4"]
    ),
    st.sampled_from(["GP4 GP5 100000 1 60", "GP1 GP2 GP3 9600 ff", "0", "1", "-", "00ff"]),
    st.integers(-(2**70), 2**70).map(str),
    st.integers(-3, 1100).map(str),
    st.text(max_size=8),
    st.just("0909099999999990999000900"),
)
payloads = st.lists(words, max_size=5).map(" ".join)


@pytest.mark.parametrize("profile", ["microbit", "pico"])
@settings(max_examples=300)
@given(calls=st.lists(st.tuples(st.sampled_from(CALLS), payloads), max_size=30))
def test_no_call_of_the_board_does_any_harm(profile, calls):
    bench = Bench(profile)
    for step, (name, payload) in enumerate(calls):
        try:
            answer = bench.world.call(name, payload)
        except HostCallError as exc:
            assert exc.exception_name in RAISED
            assert len(exc.reply.encode()) < 2000
        else:
            assert not answer.startswith("!")
            assert len(answer.encode()) <= 2000
        bench.run_to(step * 7)
    times = [event.t_ms for event in bench.events]
    assert times == sorted(times)
    assert all(event == type(event).from_json(event.to_json()) for event in bench.events)
    view = bench.world.snapshot()
    if view.display is not None:
        assert [len(row) for row in view.display] == [5] * 5
        assert set("".join(view.display)) <= set("0123456789")
    bench.world.reset()
    assert bench.world.next_due_us() is None
    assert bench.world.snapshot().tone_hz == 0


@pytest.mark.parametrize("profile", ["microbit", "pico"])
def test_every_answer_to_an_honest_board_fits(profile):
    world = Bench(profile).world
    for name in CALLS:
        for payload in ("", "0", "1", "NYAN", "PYTHON"):
            try:
                assert len(world.call(name, payload).encode()) <= 2000
            except HostCallError:
                pass


def test_a_payload_that_is_too_long():
    world = Bench().world
    with pytest.raises(HostCallError) as raised:
        world.call("display.letters", "1 0 0 " + "x" * 70_000)
    assert raised.value.reply == "!ValueError:too long"


def test_an_unknown_call_is_named():
    with pytest.raises(HostCallError) as raised:
        Bench().world.call("gp.w", "GP1 1")
    assert raised.value.reply == "!NotImplementedError:gp.w"


def test_animations_keep_their_time():
    bench = Bench()
    bench.clock.t_ms = 10
    bench.world.call("display.letters", "100 1 0 AB")
    assert bench.world.call("display.left", "") == "300"
    bench.run_to(1000)
    assert [event.t_ms for event in bench.events] == [10, 110, 210]
    assert bench.world.call("display.left", "") == "0"


def test_a_sleeping_computer_does_not_replay_hours():
    bench = Bench()
    bench.world.call("display.letters", "1 0 1 AB")
    bench.clock.t_ms = 8 * 3600 * 1000
    bench.world.run_due(bench.clock.t_ms * 1000)
    assert len(bench.events) < 200_000
    assert bench.world.next_due_us() == (bench.clock.t_ms + 1) * 1000


def test_plans_of_the_same_moment_keep_their_order():
    bench = Bench()
    bench.world.at(500, lambda: bench.world.press("button_b"))
    bench.world.at(500, lambda: bench.world.press("button_a"))
    bench.world.at(400, lambda: bench.world.set("pin0", 1))
    bench.run_to(500)
    assert [(t_ms, source) for t_ms, source, *_ in bench.seen()] == [
        (400, "pin0"),
        (500, "button_b"),
        (500, "pin11"),
        (500, "button_a"),
        (500, "pin5"),
    ]


def test_pressing_twice_is_pressing_once():
    bench = Bench()
    bench.world.press("button_a")
    bench.world.press("button_a")
    bench.world.release("button_a")
    assert [what for _, source, what, _ in bench.seen() if source == "button_a"] == [
        "pressed",
        "released",
    ]
    assert bench.world.call("button.presses", "button_a") == "1"


def test_interrupts_wait_for_the_board_and_eight_at_most():
    bench = Bench("pico")
    wakes = []
    bench.world.on_wake(lambda: wakes.append(1))
    number = bench.world.call("gp.irq", "GP14 12 0")
    bench.world.call("gp.init", "GP14 0 1 -1 5")
    for _ in range(10):
        bench.world.press("GP14")
        bench.world.release("GP14")
    assert wakes
    answers = [bench.world.call("irq.next", "") for _ in range(10)]
    falling, rising = (str(int(number) + IRQ_FLAGS_UNIT * flag) for flag in (4, 8))
    assert answers == [rising, falling] * 4 + [""] * 2


def test_a_reset_forgets_the_program_but_not_the_finger():
    bench = Bench()
    bench.world.press("button_a")
    bench.world.set("temperature_c", 30)
    bench.world.call("display.letters", "100 0 1 AB")
    bench.world.call("music.play", "1 pin0 c4:4 d")
    bench.world.call("pin.w", "pin1 1")
    bench.world.reset()
    view = bench.world.snapshot()
    assert bench.world.next_due_us() is None
    assert view.display == ("00000",) * 5
    assert view.buttons["button_a"]
    assert view.temperature_c == 30
    assert view.pins["pin1"].direction == "in"
    assert bench.world.call("button.was", "button_a") == "0"
    assert bench.world.call("pin.r", "pin5") == "0"


def test_what_is_not_there_is_named():
    world = Bench().world
    with pytest.raises(UsageError) as raised:
        world.press("button_c")
    assert "button_c" in str(raised.value)
    for quantity, value in (("humidity", 1), ("pin99", 1), ("light", None)):
        with pytest.raises(UsageError):
            world.set(quantity, value)


def test_light_and_temperature_stay_within_what_a_board_can_feel():
    bench = Bench()
    bench.world.set("light", 9999)
    bench.world.set("temperature_c", -400)
    assert bench.world.call("room.light", "") == "255"
    assert bench.world.call("room.temperature", "") == "-40"


def test_every_level_of_a_pin_is_read_as_it_was_set():
    world = Bench().world
    for value in range(1024):
        world.set("pin0.analog", value)
        assert world.call("pin.ar", "pin0") == str(value)
    world.set("pin0", None)
    assert len({world.call("pin.ar", "pin0") for _ in range(50)}) > 5


def test_a_sink_with_a_lock_of_its_own_does_not_lock_up():
    mine = threading.Lock()
    order = []

    def sink(event):
        with mine:
            order.append((event.source, event.value))
        world.snapshot()

    world = World(find_profile("microbit"), Clock(), sink)

    def press():
        for _ in range(200):
            with mine:  # the sink wants it too: it must not be called with the world locked
                world.snapshot()
            world.press("button_b")
            world.release("button_b")

    presser = threading.Thread(target=press, daemon=True)
    presser.start()
    for n in range(200):
        with mine:
            world.snapshot()
        world.call("display.set", f"0 0 {n % 9 + 1}")
    presser.join(20)
    assert not presser.is_alive()
    frames = [value for source, value in order if source == "display"]
    assert [int(frame[0]) for frame in frames] == [n % 9 + 1 for n in range(200)]
    assert len(order) == 200 + 800
