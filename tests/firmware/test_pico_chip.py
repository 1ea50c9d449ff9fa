"""The Pico's chip: interrupts, timers, watchdog, sleep, resets, what only a real board has."""

import textwrap

import pytest
from kibako.errors import LinkLost
from kibako.virtual.board import VirtualBoard


def lives(tmp_path, main, last=""):
    """Run main.py from power-up, then a last line; return output and events."""
    events = []
    folder = tmp_path / "flash"
    folder.mkdir()
    (folder / "main.py").write_text(textwrap.dedent(main))
    with VirtualBoard("pico", flash_dir=folder, pace="fast", on_event=events.append) as board:
        assert board.wait_idle(30)
        output = board.drain().decode()
        if last:
            board.feed(last.encode())
            with pytest.raises(LinkLost):
                while True:
                    board.read(65536, 30)
            assert board.state == "closed"
    return output, events


def test_timers(run):
    lines = run(
        "pico",
        """
        from machine import Timer
        import time
        t0 = time.ticks_us()
        seen = []
        def note(name):
            return lambda t: seen.append((name, (time.ticks_us() - t0 + 500) // 1000))
        fast = Timer(period=100, callback=note("fast"))
        once = Timer(mode=Timer.ONE_SHOT, period=250, callback=note("once"))
        slow = Timer(-1, freq=4, callback=note("slow"))
        time.sleep_ms(330)
        fast.deinit()
        time.sleep_ms(200)
        slow.deinit()
        time.sleep_ms(500)
        for line in seen:
            print(line)
        fast.init(period=5, callback=lambda t: 1 / 0)
        time.sleep_ms(7)
        fast.deinit()
        print(once, fast)
        many = [Timer(period=1000) for _ in range(16)]
        try:
            Timer(period=1000)
        except OSError as e:
            print(e.errno)
        """,
    ).lines
    shown = [
        ("fast", 100), ("fast", 200), ("once", 250), ("slow", 250), ("fast", 300), ("slow", 500)
    ]  # fmt: skip
    assert [(name, ms - ms % 5) for name, ms in map(eval, lines[:6])] == shown
    assert lines[6:] == [
        "Traceback (most recent call last):",
        '  File "<stdin>", line 18, in <lambda>',
        "ZeroDivisionError: divide by zero",
        "Timer(mode=ONE_SHOT, tick_hz=1000000, period=250000) "
        "Timer(mode=PERIODIC, tick_hz=1000000, period=5000)",
        "12",
    ]


def presses(world):
    def both(level):
        for pin in ("GP2", "GP3"):
            world.set(pin, level)

    both(1)
    world.at(100, lambda: both(0))
    world.at(200, lambda: both(1))


def test_interrupts_in_order_and_switched_off(run):
    lines = run(
        "pico",
        """
        import machine, time
        from machine import Pin
        seen = []
        soft, hard = Pin(2, Pin.IN), Pin(3, Pin.IN)
        irq = soft.irq(lambda p: seen.append(("soft", p, irq.flags())))
        hard.irq(lambda p: seen.append(("hard", p)), Pin.IRQ_FALLING, hard=True)
        time.sleep_ms(50)
        state = machine.disable_irq()
        t = time.ticks_ms()
        while time.ticks_diff(time.ticks_ms(), t) < 100:
            pass
        print(len(seen))
        machine.enable_irq(state)
        time.sleep_ms(1)
        print(seen, irq is soft.irq(), irq.trigger())
        irq.trigger(0)
        time.sleep_ms(200)
        print(len(seen))
        """,
        presses,
    ).lines
    assert lines == [
        "0",
        "[('hard', Pin(GPIO3, mode=IN)), ('soft', Pin(GPIO2, mode=IN), 4)] True 12",
        "2",
    ]


def test_a_watchdog_that_nobody_feeds(tmp_path):
    output, events = lives(
        tmp_path,
        """
        import machine, time
        print(machine.reset_cause(), machine.reset_cause() == machine.WDT_RESET)
        if machine.reset_cause() == machine.PWRON_RESET:
            dog = machine.WDT(timeout=1000)
            for _ in range(5):
                time.sleep_ms(900)
                dog.feed()
            print("fed")
            while True:
                pass
        """,
    )
    said = [line for line in output.splitlines() if line[:1].isdigit() or line == "fed"]
    assert said == ["1 False", "fed", "3 True"]
    told = [(e.t_ms // 100, e.what) for e in events if e.source == "board"]
    assert told[:4] == [(0, "boot"), (55, "watchdog"), (55, "reset"), (55, "boot")]


def test_reset_deep_sleep_and_the_way_out(tmp_path):
    output, events = lives(
        tmp_path,
        """
        import machine, os, time
        print("cause", machine.reset_cause(), machine.freq())
        machine.freq(200_000_000)
        try:
            step = len(os.listdir("steps"))
        except OSError:
            os.mkdir("steps")
            step = 0
        open("steps/%d" % step, "w").close()
        if step == 0:
            machine.reset()
        if step == 1:
            machine.deepsleep(2000)
        if step == 2:
            machine.lightsleep(1000)
            print("freq", machine.freq())
        """,
        "machine.bootloader()\r",
    )
    said = [line for line in output.splitlines() if line[:5] in ("cause", "freq ")]
    assert said == [
        "cause 1 125000000",
        "cause 3 125000000",
        "cause 3 125000000",
        "freq 200000000",
    ]
    told = [(e.t_ms // 1000, e.what) for e in events if e.source == "board"]
    assert told == [
        (0, "boot"), (0, "reset"), (0, "boot"), (2, "reset"), (2, "boot"), (3, "bootloader"),
        (3, "stopped"),
    ]  # fmt: skip


def test_sleeping_until_a_pin_wakes_the_board(run):
    lines = run(
        "pico",
        """
        import machine, time
        from machine import Pin
        Pin(2, Pin.IN).irq(lambda p: print("woken"), Pin.IRQ_FALLING)
        machine.lightsleep()
        print(time.ticks_ms() // 10)
        """,
        presses,
    ).lines
    assert sorted(lines) == ["10", "woken"]


ANSWERS = [
    ("machine.freq(1)", "ValueError cannot change frequency"),
    ("machine.freq(133000000, 5)",
     "ValueError peripheral freq must be 48_000_000 or the same as the MCU freq"),
    ("machine.WDT(1)", "ValueError WDT(1) doesn't exist"),
    ("machine.WDT(timeout=8389)", "ValueError timeout exceeds 8388"),
    ("machine.Timer(0)", "ValueError Timer doesn't exist"),
    ("machine.RTC().datetime((2026, 1))",
     "ValueError requested length 8 but object has length 2"),
    ("machine.RTC().datetime(5)", "TypeError object 'int' isn't a tuple or list"),
    ("machine.lightsleep(5000000)", "ValueError sleep too long"),
    ("machine.time_pulse_us(Pin(99), 1)", "ValueError invalid pin"),
    ("machine.bitstream(Pin(1), 1, (1, 2, 3, 4), b'')", "ValueError encoding"),
    ("machine.bitstream(Pin(1), 0, (1, 2), b'')",
     "ValueError requested length 4 but object has length 2"),
    ("machine.dht_readinto(Pin(1), bytearray(3))", "ValueError buffer too small"),
    ("machine.Signal(7, Pin.OUT, invert=True).value()", "1"),
    ("(machine.Signal(Pin(7), invert=True).on(), Pin(7).value())", "(None, 0)"),
    ("machine.PWM(Pin(2), freq=50, duty_ns=10**9)", "ValueError duty larger than period"),
    ("machine.PWM('LED')", "<PWM slice=4 channel=1 invert=0>"),
    ("round(machine.ADC(29).read_u16() * 9.9 / 65535, 1)", "5.0"),
    ("Pin(24, Pin.IN).value()", "1"),
    ("Pin(4).irq(priority=1)", "TypeError unexpected keyword argument 'priority'"),
    ("'SPI' in dir(machine) and '_call' not in dir(machine)", "True"),
    ("time.sleep('1')", "TypeError can't convert str to float"),
    ("time.sleep_ms(1.5)", "TypeError can't convert float to int"),
    ("time.gmtime(None)[:3]", "(2021, 1, 1)"),
    ("rp2.bootsel_button()", "1"),
    ("rp2.PIO", "<rp2.PIO of a real Pico>"),
    ("rp2.asm_pio(set_init=rp2.PIO.OUT_LOW)",
     "NotImplementedError rp2.asm_pio works on a real Pico, not on a virtual one"),
    ("_thread.start_new_thread(print, ())",
     "NotImplementedError _thread.start_new_thread works on a real Pico, not on a virtual one"),
    ("_thread.allocate_lock().acquire()", "True"),
    ("os.dupterm(None)", "None"),
    ("os.uname().machine", "'Raspberry Pi Pico with RP2040'"),
    ("micropython.alloc_emergency_exception_buf(100)", "None"),
    ("micropython.mem_peak", "AttributeError module 'micropython' has no attribute 'mem_peak'"),
    ("hashlib.sha256(b'').digest()[:2]", "b'\\xe3\\xb0'"),
    ("rp2.country", "AttributeError module 'rp2' has no attribute 'country'"),
]  # fmt: skip


def test_what_the_chip_answers(run, each_line):
    code = "import machine, rp2, _thread, os, micropython, hashlib, time\n"
    code += "from machine import Pin\n" + each_line([text for text, _ in ANSWERS])
    lines = run("pico", code, lambda world: world.press("bootsel")).lines
    assert list(zip([text for text, _ in ANSWERS], lines, strict=True)) == ANSWERS


WIRELESS = [
    ("network.WLAN(network.STA_IF)", "network.WLAN"),
    ("bluetooth.BLE().gap_scan(0)", "bluetooth.BLE.gap_scan"),
    ("socket.socket()", "socket.socket"),
    ("usocket.getaddrinfo('a', 80)", "socket.getaddrinfo"),
    ("requests.get('http://a')", "requests.get"),
    ("ntptime.settime()", "ntptime.settime"),
    ("mip.install('a')", "mip.install"),
    ("ssl.wrap_socket(None)", "ssl.wrap_socket"),
    ("asyncio.run(asyncio.open_connection('a', 80))", "socket.socket"),
]


def test_what_only_a_real_pico_w_has(run, each_line):
    code = "import network, bluetooth, socket, usocket, requests, ntptime, mip, ssl, asyncio, os\n"
    code += "import rp2\nfrom machine import Pin\nled = Pin('LED', Pin.OUT)\n"
    code += each_line([text for text, _ in WIRELESS])
    code += "rp2.country('JP')\nprint(network.country(), os.uname().machine, led)\nled.toggle()\n"
    code += each_line(
        ["Pin('WL_GPIO2')", "Pin('LED', Pin.IN, Pin.PULL_UP)", "led.irq(print)", "Pin(25, Pin.OUT)"]
    )
    result = run("pico-w", code)
    assert result.lines[:9] == [
        f"NotImplementedError {name} works on a real Pico W, not on a virtual one"
        for _, name in WIRELESS
    ]
    assert result.lines[9:] == [
        "JP Raspberry Pi Pico W with RP2040 Pin(WL_GPIO0, mode=OUT)",
        'NotImplementedError machine.Pin("WL_GPIO2") works on a real Pico W, not on a virtual one',
        "ValueError pulls are not supported for external pins",
        "ValueError expecting a regular GPIO Pin",
        "Pin(GPIO25, mode=OUT)",
    ]
    assert [value for _, value in result.of("LED", "digital")] == [0, 1]


@pytest.mark.parametrize("profile", ["pico", "pico-w"])
def test_every_module_of_the_board_can_be_imported(run, profile):
    lines = run(
        profile,
        """
        import gc, sys
        print(gc.mem_free())
        help("modules")
        """,
    ).lines
    names = {name for line in lines[1:-1] for name in line.split()} - {"__main__"}
    free = int(lines[0])
    heap = {"pico": 233016, "pico-w": 196608}[profile]
    assert 0.96 * heap < free <= heap
    code = "".join(f"import {name}\nprint('{name}')\n" for name in sorted(names))
    assert run(profile, code).lines == sorted(names)
    assert {"rp2", "ds18x20", "uasyncio", "_onewire", "framebuf"} <= names
    assert ("network" in names) == (profile == "pico-w")


def test_streams_while_other_tasks_run(run):
    def typing(world):
        for t_ms, text in ((1500, "one\ntw"), (2500, "o\nxyz"), (6000, "end")):
            world.at(t_ms, lambda text=text: world.set("uart1.received", text))

    result = run(
        "pico",
        """
        import asyncio, time
        from machine import UART
        uart = UART(1, 9600)
        async def tick():
            while True:
                await asyncio.sleep(1)
                print("tick")
        async def main():
            asyncio.create_task(tick())
            reader, writer = asyncio.StreamReader(uart), asyncio.StreamWriter(uart, {})
            print(await reader.readline())
            print(await reader.readline(), await reader.readexactly(3))
            try:
                await asyncio.wait_for(reader.read(10), 1.2)
            except asyncio.TimeoutError:
                print("late")
            writer.write(b"bye")
            await writer.drain()
            print(await reader.read(100))
        asyncio.run(main())
        """,
        typing,
    )
    assert result.lines == [
        "tick", "b'one\\n'", "tick", "b'two\\n' b'xyz'", "tick", "late", "tick", "tick", "b'end'",
    ]  # fmt: skip
    assert result.of("uart1", "sent")[0][1] == "bye"
