"""What a Pico says to parts on its pins, with parts that note what they hear."""

import pytest


class Memory:
    """An I2C device with 256 bytes, as an EEPROM or a sensor with registers is."""

    addresses = (0x50,)

    def __init__(self):
        self.cells = bytearray(range(256))
        self.at = 0

    def write(self, address, data):
        if data:
            self.at = data[0]
            self.cells[self.at : self.at + len(data) - 1] = data[1:]
        return len(data)

    def read(self, address, count):
        return bytes(self.cells[self.at : self.at + count])


def on_i2c(sda="GP4", scl="GP5"):
    return lambda world: world.sockets.buses.attach_i2c(sda, scl, Memory())


I2C = """
print(bus.scan())
print(bus.readfrom_mem(80, 16, 3), bus.writeto(80, b"\\x20AB"), bus.readfrom_mem(80, 0x20, 2))
bus.writeto_mem(80, 0x30, "xyz")
buf = bytearray(4)
bus.readfrom_mem_into(80, 0x30, buf)
print(buf, bus.writevto(80, [b"\\x40", b"", bytearray(b"12")]), bus.readfrom_mem(80, 64, 2))
bus.readfrom_into(80, memoryview(buf)[1:3])
print(buf, len(bus.readfrom(80, 0)))
for f in (lambda: bus.readfrom(81, 1), lambda: bus.writeto(81, b"1"), lambda: bus.writeto(81, b""),
          lambda: bus.writeto(80, 5), lambda: bus.readfrom_into(80, b"fix"),
          lambda: bus.readfrom("80", 1)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
"""
SAID = [
    "[80]",
    "b'\\x10\\x11\\x12' 3 b'AB'",
    "bytearray(b'xyz3') 3 b'12'",
    "bytearray(b'x123') 0",
]
WRONG = [
    "TypeError object with buffer protocol required",
    "TypeError object with buffer protocol required",
    "TypeError can't convert str to int",
]


def test_i2c_of_the_chip(run):
    lines = run("pico", "from machine import I2C\nbus = I2C(0)\n" + I2C, on_i2c()).lines
    absent = ["OSError [Errno 5] EIO", "OSError [Errno 5] EIO", "OSError [Errno 19] ENODEV"]
    assert lines == SAID + absent + WRONG


def test_i2c_in_software(run):
    code = """
    from machine import SoftI2C, Pin
    bus = SoftI2C(scl=Pin(14), sda=Pin(9), freq=100000)
    """
    more = """
bus.start()
print(bus.write(b"\\xa0\\x10"))
bus.start()
print(bus.write(b"\\xa1"))
bus.readinto(buf)
bus.stop()
print(buf)
"""
    lines = run("pico", code.replace("    ", "") + I2C + more, on_i2c("GP9", "GP14")).lines
    absent = ["OSError [Errno 19] ENODEV"] * 3
    assert lines == SAID + absent + WRONG + ["2", "1", "bytearray(b'\\x10\\x11\\x12\\x13')"]


def test_i2c_where_nobody_can_speak(run, each_line):
    def held(world):
        world.set("GP7", 0)

    wanted = [
        ("I2C(0).scan()", "[]"),
        ("I2C(1).readfrom(80, 1)", "OSError [Errno 110] ETIMEDOUT"),
        ("SoftI2C(scl=Pin(9), sda=Pin(8)).writeto(80, b'')", "OSError [Errno 110] ETIMEDOUT"),
        ("I2C(0, scl=Pin(4))", "ValueError bad SCL pin"),
        ("I2C(0, sda=Pin(2))", "ValueError bad SDA pin"),
        ("I2C(2)", "ValueError I2C(2) doesn't exist"),
        ("I2C(0).start()", "OSError I2C operation not supported"),
        ("I2C(0, freq=100000)", "I2C(0, freq=100000, scl=5, sda=4, timeout=50000)"),
        ("I2C(1, scl=Pin(27), sda=Pin(26))", "I2C(1, freq=399361, scl=27, sda=26, timeout=50000)"),
        ("I2C(1)", "I2C(1, freq=399361, scl=27, sda=26, timeout=50000)"),
        ("Pin(26)", "Pin(GPIO26, mode=ALT, pull=PULL_UP, alt=I2C)"),
    ]
    code = "from machine import I2C, SoftI2C, Pin\n" + each_line([text for text, _ in wanted])
    assert run("pico", code, held).lines == [answer for _, answer in wanted]


def test_a_transfer_takes_its_time(run):
    lines = run(
        "pico",
        """
        from machine import I2C
        import time
        bus = I2C(0, freq=100000)
        t = time.ticks_us()
        bus.readfrom(80, 100)
        print(time.ticks_us() - t)
        """,
        on_i2c(),
    ).lines
    assert 9000 <= int(lines[0]) < 11000  # 9.1 ms on the wire, the rest is the calls


class Echo:
    """An SPI device that answers the byte before."""

    def __init__(self):
        self.last = 0xA5

    def transfer(self, data):
        answer = bytes([self.last, *data[:-1]])
        self.last = data[-1]
        return answer


@pytest.mark.parametrize(
    "make",
    ["SPI(0, 1000000, sck=Pin(2), mosi=Pin(3), miso=Pin(4))",
     "SoftSPI(sck=Pin(2), mosi=Pin(13), miso=Pin(14))"],
)  # fmt: skip
def test_spi(run, make):
    lines = run(
        "pico",
        f"""
        from machine import SPI, SoftSPI, Pin
        spi = {make}
        buf = bytearray(3)
        spi.write(b"abc")
        print(spi.read(2, 0x31))
        spi.write_readinto(b"xyz", buf)
        print(buf)
        spi.readinto(buf)
        print(buf, len(spi.read(2000)))
        try:
            spi.write_readinto(b"xy", buf)
        except ValueError as e:
            print(e)
        """,
        lambda world: world.sockets.buses.attach_spi("GP2", Echo()),
    ).lines
    assert lines == [
        "b'c1'",
        "bytearray(b'1xy')",
        "bytearray(b'z\\x00\\x00') 2000",
        "buffers must be the same length",
    ]


def test_spi_of_nobody_and_wrong_pins(run, each_line):
    wanted = [
        (
            "SPI(0)",
            "SPI(0, baudrate=992063, polarity=0, phase=0, bits=8, sck=18, mosi=19, miso=16)",
        ),
        ("SPI(0).read(2)", "b'\\x00\\x00'"),
        ("SPI(0, sck=Pin(3))", "ValueError bad SCK pin"),
        ("SPI(0, mosi=Pin(18))", "ValueError bad MOSI pin"),
        ("SPI(1, miso=Pin(16))", "ValueError bad MISO pin"),
        ("SPI(2)", "ValueError SPI(2) doesn't exist"),
        ("SPI(0, firstbit=SPI.LSB)", "NotImplementedError LSB"),
        ("SoftSPI(sck=Pin(1), mosi=Pin(2))", "ValueError must specify all of sck/mosi/miso"),
        ("SoftSPI(bits=9)", "ValueError bits must be 8"),
    ]
    code = "from machine import SPI, SoftSPI, Pin\n" + each_line([text for text, _ in wanted])
    assert run("pico", code).lines == [answer for _, answer in wanted]


class Modem:
    """A serial peer that answers each line 5 ms later."""

    def __init__(self, world, rx):
        self.sockets = world.sockets
        self.rx = rx
        self.heard = []

    def receive(self, data, baud):
        self.heard.append((data, baud))
        answer = b"OK " + data
        self.sockets.world.after_us(5000, lambda: self.sockets.buses.deliver(self.rx, answer))


def modem(tx="GP0", rx="GP1"):
    return lambda world: world.sockets.buses.attach_serial(tx, Modem(world, rx))


def test_uart(run):
    result = run(
        "pico",
        """
        from machine import UART, Pin
        import select, time
        u = UART(0, 9600, timeout=50)
        print(u.read(), u.readline(), u.write("hi\\n"), u.txdone(), u.any())
        print(u.readline(), u.txdone(), u.any())
        u.write(b"a\\nb")
        u.flush()
        time.sleep_ms(13)
        buf = bytearray(4)
        print(u.any(), u.readinto(buf), buf, u.read(1), u.read())
        poll = select.poll()
        poll.register(u, select.POLLIN)
        print(poll.poll(5))
        u.write("x")
        print(poll.poll(100)[0][0] is u, list(u))
        u.sendbreak()
        """,
        modem(),
    )
    assert result.lines == [
        "None None 3 False 0",
        "b'OK hi\\n' True 0",
        "6 4 bytearray(b'OK a') b'\\n' b'b'",
        "[]",
        "True [b'OK x']",
    ]
    assert [value for _, value in result.of("uart0", "sent")] == ["hi\\n", "a\\nb", "x"]
    assert len(result.of("uart0", "break")) == 1


def test_a_uart_that_overflows_loses_the_newest(run):
    def noisy(world):
        world.at(100, lambda: world.set("uart1.received", "".join(map(chr, range(100)))))

    lines = run(
        "pico",
        """
        from machine import UART
        import time
        flags = []
        u = UART(1, 115200, rxbuf=32)
        u.irq(lambda u: flags.append(u.irq().flags()), UART.IRQ_RXIDLE)
        time.sleep_ms(200)
        print(u.any(), u.read()[-1], flags)
        """,
        noisy,
    ).lines
    assert lines == ["32 31 [64]"]


def test_uart_values(run, each_line):
    shown = (
        "UART(1, baudrate=9600, bits=8, parity=1, stop=2, tx=4, rx=5, txbuf=64, rxbuf=256, "
        "timeout=7, timeout_char=2, invert=INV_TX, irq=0)"
    )
    wanted = [
        ("UART(1, 9600, parity=1, stop=2, txbuf=64, timeout=7, invert=UART.INV_TX)", shown),
        ("UART(2)", "ValueError UART(2) doesn't exist"),
        ("UART(0, tx=Pin(1))", "ValueError bad TX pin"),
        ("UART(0, rx=Pin(5))", "ValueError bad RX pin"),
        ("UART(0, rxbuf=99999)", "ValueError rxbuf too large"),
        ("UART(0, invert=9)", "ValueError bad inversion mask"),
        ("UART(0).irq(print, 1)", "ValueError trigger 0x0001 unsupported"),
        ("UART(0).write(5)", "TypeError object with buffer protocol required"),
    ]
    code = "from machine import UART, Pin\n" + each_line([text for text, _ in wanted])
    assert run("pico", code).lines == [answer for _, answer in wanted]


def test_pulses_are_measured_to_the_microsecond(run):
    def echo(world):
        shared, wires = world.sockets.world, world.sockets.wires

        def changed(wire):
            if wire.output and not changed.begun:
                changed.begun = True
                shared.after_us(457, lambda: wires.drive("GP3", 1.0))
                shared.after_us(457 + 1234, lambda: wires.drive("GP3", 0.0))

        changed.begun = False
        wires.watch("GP2", changed)
        wires.drive("GP3", 0.0)

    lines = run(
        "pico",
        """
        from machine import Pin, time_pulse_us
        import time
        trigger, echo = Pin(2, Pin.OUT), Pin(3, Pin.IN)
        trigger.on()
        time.sleep_us(10)
        trigger.off()
        print(time_pulse_us(echo, 1, 30000))
        t = time.ticks_us()
        print(time_pulse_us(echo, 1, 500), time_pulse_us(echo, 0, 700))
        print(1200 <= time.ticks_us() - t < 1500)
        """,
        echo,
    ).lines
    assert lines == ["1234", "-2 -1", "True"]


class Strip:
    def __init__(self):
        self.heard = []

    def receive(self, data):
        self.heard.append(data)


def test_neopixels(run):
    strip = Strip()
    lines = run(
        "pico",
        """
        from machine import Pin
        from neopixel import NeoPixel
        import time
        np = NeoPixel(Pin(28), 3)
        np[0] = (255, 1, 2)
        np[2] = (7, 8, 9)
        t = time.ticks_us()
        np.write()
        print(len(np), np[0], 80 <= time.ticks_us() - t < 250)
        np.fill((1, 2, 3))
        np.write()
        four = NeoPixel(Pin(28), 1, bpp=4)
        four[0] = (1, 2, 3, 4)
        four.write()
        """,
        lambda world: world.sockets.buses.attach_pixels("GP28", strip),
    ).lines
    assert lines == ["3 (255, 1, 2) True"]
    assert strip.heard == [
        bytes([1, 255, 2, 0, 0, 0, 8, 7, 9]),
        bytes([2, 1, 3] * 3),
        bytes([2, 1, 3, 4]),
    ]


class Thermometer:
    """A DS18B20, bit by bit, as its data sheet tells."""

    def __init__(self, rom, raw):
        body = bytes([0x28, *rom])
        self.rom = body + bytes([_crc8(body)])
        scratch = raw.to_bytes(2, "little", signed=True) + bytes([75, 70, 127, 255, 12, 16])
        self.scratch = scratch + bytes([_crc8(scratch)])
        self.state, self.bits, self.out = "off", [], []

    def reset(self):
        self.state, self.bits, self.out = "rom", [], []
        return True

    def write_bit(self, bit):
        if self.state == "search":
            at = len(self.bits)
            if bit != self.rom[at // 8] >> at % 8 & 1:
                self.state = "off"
            self.bits.append(bit)
            self.out = self._next()
            return
        self.bits.append(bit)
        word = bytes(
            sum(self.bits[8 * n + k] << k for k in range(8)) for n in range(len(self.bits) // 8)
        )
        if self.state == "rom" and len(word) == 1:
            self.state = {0xCC: "do", 0xF0: "search", 0x55: "match"}.get(word[0], "off")
            self.bits = []
            self.out = self._next() if self.state == "search" else []
        elif self.state == "match" and len(word) == 8:
            self.state = "do" if word == self.rom else "off"
            self.bits = []
        elif self.state == "do" and word == b"\xbe":
            self.out = [self.scratch[n // 8] >> n % 8 & 1 for n in range(72)]

    def _next(self):
        at = len(self.bits)
        if at == 64:
            return []
        bit = self.rom[at // 8] >> at % 8 & 1
        return [bit, 1 - bit]

    def read_bit(self):
        return self.out.pop(0) if self.out and self.state != "off" else 1


def _crc8(data):
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x8C if crc & 1 else 0)
    return crc


def test_thermometers_on_one_wire(run):
    wanted = {bytes([n, 2, n * 3 % 256, 4, 5, n % 7]): n * 8 - 100 for n in (1, 2, 3, 129, 200)}

    def wired(world):
        for rom, raw in wanted.items():
            world.sockets.buses.attach_onewire("GP22", Thermometer(rom, raw))

    lines = run(
        "pico",
        """
        import onewire, ds18x20, time
        from machine import Pin
        ds = ds18x20.DS18X20(onewire.OneWire(Pin(22)))
        roms = ds.scan()
        ds.convert_temp()
        time.sleep_ms(750)
        for rom in roms:
            print(bytes(rom[1:7]).hex(), ds.read_temp(rom))
        none = onewire.OneWire(Pin(21))
        print(none.scan(), none.reset())
        try:
            none.reset(True)
        except onewire.OneWireError:
            print("nobody")
        """,
        wired,
    ).lines
    assert sorted(lines[:5]) == sorted(f"{rom.hex()} {raw / 16}" for rom, raw in wanted.items())
    assert lines[5:] == ["[] False", "nobody"]


class Weather:
    def __init__(self, *answers):
        self.answers = list(answers)

    def measure(self):
        return self.answers.pop(0)


def test_dht(run):
    lines = run(
        "pico",
        """
        import dht
        from machine import Pin
        d = dht.DHT11(Pin(6))
        d.measure()
        print(d.temperature(), d.humidity())
        d = dht.DHT22(Pin(6))
        d.measure()
        print(round(d.temperature(), 1), round(d.humidity(), 1))
        for _ in range(2):
            try:
                d.measure()
            except Exception as e:
                print(type(e).__name__, e)
        """,
        lambda world: world.sockets.buses.attach_dht(
            "GP6",
            Weather(bytes([55, 0, 23, 0, 78]), bytes([2, 1, 128, 15, 146]), bytes(4) + b"x", None),
        ),
    ).lines
    assert lines == [
        "23 55",
        "-1.5 51.3",
        "Exception checksum error",
        "OSError [Errno 110] ETIMEDOUT",
    ]
