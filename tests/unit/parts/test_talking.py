"""Parts that speak a protocol, asked over their bus as drivers ask them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kibako.virtual.parts import pictures
from kibako.virtual.parts.ds18b20 import crc8


def part(name, kind, wires, **more):
    """One part of a circuit."""
    extra = "".join(f"{key} = {value}\n" for key, value in more.items())
    return f'[[parts]]\nname = "{name}"\npart = "{kind}"\nwires = {{ {wires} }}\n{extra}'


def on_bus(name, kind, **more):
    """A part on the I2C bus of a Pico."""
    power = 'vcc = "3V3", gnd = "GND"'
    return part(name, kind, f'{power}, sda = "GP4", scl = "GP5"', **more)


class Bus:
    """The board's side of an I2C bus, as `machine.I2C` uses it."""

    def __init__(self, table, address):
        self._devices = table.buses.i2c("GP4", "GP5")
        self._address = address

    def write(self, *data):
        device = self._devices[self._address]
        sent = bytes(data)
        assert device.write(self._address, sent) == len(sent)

    def read(self, register, count=1):
        self.write(register)
        return self._devices[self._address].read(self._address, count)


# SSD1306

SET_UP = (0xAE, 0x20, 0x00, 0x40, 0xA1, 0xA8, 63, 0xC8, 0xD3, 0, 0xDA, 0x12, 0xD5, 0x80, 0xD9, 0xF1,
          0xDB, 0x30, 0x81, 0xFF, 0xA4, 0xA6, 0x8D, 0x14, 0xAF)  # fmt: skip


def show(bus, columns):
    """Send a whole picture: columns of eight dots, page after page."""
    for command in (0x21, 0, 127, 0x22, 0, 7):
        bus.write(0x80, command)
    bus.write(0x40, *columns)


@pytest.fixture
def screen(table):
    at = table("pico", on_bus("screen", "ssd1306"))
    bus = Bus(at, 0x3C)
    for command in SET_UP:
        bus.write(0x80, command)
    return at, bus


def test_the_display_shows_what_its_memory_holds(screen):
    at, bus = screen
    show(bus, [0x01, 0x80] + [0] * 1022)
    picture = at.picture("screen")
    assert (picture[0][0], picture[7][1]) == ("1", "1")
    assert at.state("screen")["lit"] == 2
    assert (len(picture), {len(row) for row in picture}) == (64, {128})


def test_a_picture_is_told_once_when_it_is_whole(screen):
    at, bus = screen
    for value in (0xFF, 0x0F, 0xF0):
        show(bus, [value] * 1024)
    at.run_us(100_000)
    (told,) = [value for what, value in at.seen("screen") if what == "frame"]
    assert pictures.unpacked(told["dots"], told["width"]) == at.picture("screen")
    assert at.state("screen")["lit"] == 64 * 128 / 2
    bus.write(0x80, 0xAE)
    at.run_us(100_000)
    assert at.state("screen") == {"on": False, "inverted": False, "contrast": 255, "lit": 0}


def test_the_display_is_turned_inverted_and_addressed_page_by_page(screen):
    at, bus = screen
    bus.write(0x00, 0x20, 0x02, 0xB0 | 7, 0x0F, 0x17)  # page mode, page 7, column 127
    bus.write(0x40, 0x80)
    assert at.picture("screen")[63][127] == "1"
    bus.write(0x00, 0xA0, 0xC0)
    assert at.picture("screen")[0][0] == "1"
    bus.write(0x00, 0xA7)
    assert at.state("screen")["lit"] == 64 * 128 - 1
    bus.write(0x00, 0xA6, 0xA1, 0xC8, 0x40 | 8)  # the picture begins at line 8
    assert at.picture("screen")[55][127] == "1"


def test_a_display_without_its_charge_pump_stays_dark(table):
    at = table("pico", on_bus("screen", "ssd1306"))
    bus = Bus(at, 0x3C)
    bus.write(0x00, 0xAF, 0xA5)
    assert at.state("screen")["lit"] == 0
    bus.write(0x00, 0x8D, 0x14)
    assert at.state("screen")["lit"] == 64 * 128


def test_two_displays_answer_to_their_own_addresses(table):
    at = table(
        "pico",
        on_bus("a", "ssd1306") + on_bus("b", "ssd1306", settings='{ address = "0x3D" }'),
    )
    Bus(at, 0x3D).write(0x00, 0x8D, 0x14, 0xAF, 0xA5)
    assert (at.state("a")["lit"], at.state("b")["lit"]) == (0, 64 * 128)


def test_pictures_as_blocks_braille_and_png():
    rows = ("10", "01", "11", "00")
    assert pictures.blocks(rows) == ("▀▄", "▀▀")
    assert pictures.braille(rows) == (chr(0x2800 + 0x01 + 0x10 + 0x04 + 0x20),)
    image = pictures.png(rows, scale=1)
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    assert image[16:26] == bytes([0, 0, 0, 2, 0, 0, 0, 4, 1, 0])


# LCD


def send(bus, byte, letter=False):
    """Send a byte as two halves, each with a pulse on the enable wire."""
    for half in (byte & 0xF0, byte << 4 & 0xF0):
        pins = half | 0x08 | int(letter)
        bus.write(pins | 0x04)
        bus.write(pins)


@pytest.fixture
def lcd(table):
    at = table("pico", on_bus("panel", "lcd1602"))
    bus = Bus(at, 0x27)
    for half in (0x30, 0x30, 0x30, 0x20):
        bus.write(half | 0x04)
        bus.write(half)
    for command in (0x28, 0x0C, 0x06, 0x01):
        send(bus, command)
    return at, bus


def test_the_letter_display_shows_two_lines(lcd):
    at, bus = lcd
    for letter in "20.5\xdfC \xb1\xb2".encode("latin-1"):
        send(bus, letter, letter=True)
    send(bus, 0xC0 | 3)
    send(bus, 0x5C, letter=True)
    send(bus, 0, letter=True)
    assert at.picture("panel") == ("20.5°C ｱｲ       ", "   ¥□           ")
    assert at.state("panel")["light"] is True
    at.run_us(50_000)
    assert at.seen("panel") == [("text", list(at.picture("panel")))]


def test_the_letter_display_shifts_clears_and_goes_off(lcd):
    at, bus = lcd
    for letter in b"abc":
        send(bus, letter, letter=True)
    send(bus, 0x18)
    assert at.picture("panel")[0].startswith("bc ")
    send(bus, 0x02)
    assert at.picture("panel")[0].startswith("abc ")
    send(bus, 0x04)  # write from right to left
    send(bus, 0x82)
    for letter in b"XYZ":
        send(bus, letter, letter=True)
    assert at.picture("panel")[0].startswith("ZYX ")
    send(bus, 0x08)
    assert at.picture("panel")[0].strip() == ""
    send(bus, 0x0C)
    send(bus, 0x01)
    assert at.picture("panel") == (" " * 16, " " * 16)


# VL53L0X


@pytest.fixture
def laser(table):
    at = table("pico", on_bus("eye", "vl53l0x"))
    return at, Bus(at, 0x29)


def measure(at, bus):
    """One measurement as drivers make it: the stop value restored, started, waited for, read."""
    for register, value in ((0x80, 1), (0xFF, 1), (0x00, 0), (0x91, 0x3C), (0x00, 1), (0xFF, 0),
                            (0x80, 0), (0x00, 1)):  # fmt: skip
        bus.write(register, value)
    assert bus.read(0x00)[0] & 1 == 0
    waited_ms = 0
    while not bus.read(0x13)[0] & 7:
        at.run_us(1000)
        waited_ms += 1
    high, low = bus.read(0x14, 12)[10:]
    bus.write(0x0B, 1)
    assert bus.read(0x13)[0] & 7 == 0
    return high << 8 | low, waited_ms


def test_the_laser_is_set_up_and_measures(laser):
    at, bus = laser
    assert bus.read(0xC0, 3) == b"\xee\xaa\x10"
    for register, value in ((0x80, 1), (0xFF, 1), (0x00, 0), (0xFF, 6), (0x83, 4), (0xFF, 7),
                            (0x81, 1), (0x80, 1), (0x94, 0x6B), (0x83, 0)):  # fmt: skip
        bus.write(register, value)
    assert bus.read(0x83)[0] != 0
    assert bus.read(0x92)[0] & 0x7F > 0
    for register, value in ((0x81, 0), (0xFF, 6), (0xFF, 1), (0x00, 1), (0xFF, 0), (0x80, 0)):
        bus.write(register, value)
    assert bus.read(0x13)[0] == 0  # all of that started no measurement
    bus.write(0x01, 0xE8)
    at.world.set("eye.distance_mm", 1234)
    assert measure(at, bus) == (1234, 33)
    at.world.set("eye.distance_mm", 2400)
    assert measure(at, bus)[0] == 8190
    bus.write(0x01, 0x01)
    assert measure(at, bus)[1] < 5  # a calibration


def test_the_laser_measures_again_and_again_until_it_is_told_to_stop(laser):
    at, bus = laser
    bus.write(0x01, 0xE8)
    bus.write(0x00, 0x02)
    found = []
    for distance_mm in (100, 200):
        at.world.set("eye.distance_mm", distance_mm)
        at.run_us(34_000)
        assert bus.read(0x13)[0] & 7
        found.append(int.from_bytes(bus.read(0x1E, 2), "big"))
        bus.write(0x0B, 1)
    assert found == [100, 200]
    bus.write(0x00, 0x00)
    at.run_us(100_000)
    assert bus.read(0x13)[0] == 0
    bus.write(0x8A, 0x30)
    assert sorted(at.buses.i2c("GP4", "GP5")) == [0x30]


# Maqueen


def test_the_car_drives_turns_its_servos_and_sees_the_line(table):
    at = table(
        "microbit",
        part(
            "car",
            "maqueen",
            'vcc = "3V", gnd = "GND", sda = "pin20", scl = "pin19", line_left = "pin13", '
            'line_right = "pin14", lamp_left = "pin8", lamp_right = "pin12"',
        ),
    )
    car = at.buses.i2c("pin20", "pin19")[0x10]
    car.write(0x10, bytes((0x00, 0, 255)))
    car.write(0x10, bytes((0x02, 1, 51)))
    car.write(0x10, bytes((0x14, 120)))
    at.run_us(500_000)
    at.world.set("car.left_dark", 1)
    at.out("pin8", 1)
    assert [at.wires.get(pin).level for pin in ("pin13", "pin14")] == [0, 1]
    car.write(0x10, b"\x00")
    assert car.read(0x10, 4) == bytes((0, 255, 1, 51))
    state = at.state("car")
    assert (state["left_percent"], state["right_percent"]) == (100, -20)
    assert (state["servo1_deg"], state["lamp_left"]) == (120.0, True)
    car.write(0x10, bytes((0x00, 0, 10)))
    assert at.state("car")["left_percent"] == 0
    assert ("left_percent", 0) in at.seen("car")


# 1-Wire


class OneWire:
    """The board's side of a 1-Wire bus: all devices hear, and the lowest answer wins."""

    def __init__(self, table):
        self._devices = table.buses.onewire("GP2")

    def reset(self):
        return any([device.reset() for device in self._devices])

    def write(self, *data):
        for bit in (byte >> at & 1 for byte in data for at in range(8)):
            self.write_bit(bit)

    def write_bit(self, bit):
        for device in self._devices:
            device.write_bit(bit)

    def read_bit(self):
        return min(device.read_bit() for device in self._devices)

    def read(self, count):
        return bytes(sum(self.read_bit() << at for at in range(8)) for _ in range(count))

    def search(self):
        """Find all addresses: at a fork first 0, the next time 1."""
        found, forks = [], [[]]
        while forks:
            path = forks.pop()
            self.reset()
            self.write(0xF0)
            bits = []
            for at in range(64):
                bit, opposite = self.read_bit(), self.read_bit()
                if at < len(path):
                    bit = path[at]
                elif not bit and not opposite:
                    forks.append([*bits, 1])
                bits.append(bit)
                self.write_bit(bit)
            found.append(bytes(sum(bits[n + at] << at for at in range(8)) for n in range(0, 64, 8)))
        return found


THERMOMETERS = "".join(
    part(name, "ds18b20", 'vcc = "3V3", gnd = "GND", data = "GP2"', settings=f"{{ serial = {n} }}")
    for name, n in (("a", 0x1234), ("b", 0x1235), ("c", 7))
) + part("r", "resistor", 'a = "GP2", b = "3V3"', settings="{ ohms = 4700 }")


def test_thermometers_share_a_wire(table):
    at = table("pico", THERMOMETERS)
    bus = OneWire(at)
    assert bus.reset()
    roms = bus.search()
    assert [(rom[0], int.from_bytes(rom[1:7], "little")) for rom in sorted(roms)] == [
        (0x28, 7), (0x28, 0x1234), (0x28, 0x1235)]  # fmt: skip
    assert all(crc8(rom) == 0 for rom in roms)
    for name, value in (("a", 21.5), ("b", -10.125), ("c", 100)):
        at.world.set(f"{name}.temperature_c", value)

    def read_c(rom):
        bus.reset()
        bus.write(0x55, *rom)
        bus.write(0xBE)
        pad = bus.read(9)
        assert crc8(pad) == 0
        return int.from_bytes(pad[:2], "little", signed=True) / 16

    assert {read_c(rom) for rom in roms} == {85.0}  # nobody has measured yet
    bus.reset()
    bus.write(0xCC, 0x44)
    assert bus.read_bit() == 0
    at.run_us(750_000)
    assert bus.read_bit() == 1
    by_serial = {int.from_bytes(rom[1:7], "little"): read_c(rom) for rom in roms}
    assert by_serial == {0x1234: 21.5, 0x1235: -10.125, 7: 100.0}


def test_a_thermometer_keeps_its_resolution(table):
    at = table(
        "pico",
        part("t", "ds18b20", 'vcc = "3V3", gnd = "GND", data = "GP2"')
        + part("r", "resistor", 'a = "GP2", b = "3V3"', settings="{ ohms = 4700 }"),
    )
    bus = OneWire(at)
    at.world.set("t.temperature_c", 21.3)
    bus.reset()
    bus.write(0xCC, 0x4E, 0x4B, 0x46, 0x1F)
    bus.reset()
    bus.write(0xCC, 0x44)
    at.run_us(94_000)
    assert bus.read_bit() == 1
    bus.reset()
    bus.write(0xCC, 0xBE)
    assert bus.read(5) == bytes((0x58, 0x01, 0x4B, 0x46, 0x1F))
    bus.reset()
    bus.write(0x33)
    assert crc8(bus.read(8)) == 0


# DHT11, NeoPixel


def test_the_dht11_measures_once_a_second(table):
    at = table("pico", part("air", "dht11", 'vcc = "3V3", gnd = "GND", data = "GP2"'))
    sensor = at.buses.dht("GP2")
    first = sensor.measure()
    at.world.set("air.temperature_c", 30)
    assert sensor.measure() == first == bytes((50, 0, 21, 0, 71))
    at.run_us(1_000_000)
    assert sensor.measure() == bytes((50, 0, 30, 0, 80))


def test_a_strip_takes_green_red_blue(table):
    at = table("pico", part("strip", "neopixel", 'vcc = "VBUS", gnd = "GND", din = "GP2"',
                            settings="{ count = 2 }"))  # fmt: skip
    (strip,) = at.buses.pixels("GP2")
    strip.receive(bytes((1, 2, 3, 4, 5, 6, 7, 8, 9)))
    strip.receive(bytes((1, 2, 3)))
    assert at.state("strip") == {"colours": ["#020103", "#050406"]}
    assert len(at.seen("strip")) == 1


# Whatever a program sends


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.sampled_from(["w", "r", "run"]), st.binary(max_size=40), st.integers(0, 300))
    )
)
def test_no_conversation_does_any_harm(table, talk):
    kinds = ("ssd1306", "lcd1602", "vl53l0x")
    at = table("pico", "".join(on_bus(kind.replace("l5", "x"), kind) for kind in kinds))
    for device in set(at.buses.i2c("GP4", "GP5").values()):
        for deed, data, count in talk:
            if deed == "w":
                assert device.write(device.addresses[0], data) == len(data)
            elif deed == "r":
                assert len(device.read(device.addresses[0], count)) == count
            else:
                at.run_us(count * 1000)
    view = at.world.snapshot()
    assert [len(part.picture or ()) for part in view.parts] == [64, 2, 0]
    assert all(len(row) == 16 for row in view.parts[1].picture)
