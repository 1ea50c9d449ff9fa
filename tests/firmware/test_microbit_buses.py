"""I2C and SPI of the micro:bit: what a program gets from what hangs on the pins."""

import pytest


class Registers:
    """An I2C device with a register pointer, as most sensors are."""

    addresses = (0x42,)

    def __init__(self):
        self.memory = bytearray(range(256)) * 4
        self.at = 0
        self.room = 600

    def write(self, address, data):
        if data:
            self.at = data[0]
            taken = data[1 : self.room]
            self.memory[self.at : self.at + len(taken)] = taken
        return min(len(data), self.room)

    def read(self, address, count):
        return bytes(self.memory[self.at : self.at + count])


class Echo:
    """An SPI device that answers with the bytes upside down."""

    def __init__(self):
        self.heard = b""

    def transfer(self, data):
        self.heard += data
        return bytes(byte ^ 0xFF for byte in data)


def test_i2c_reads_and_writes_what_hangs_on_its_pins(run):
    device = Registers()

    def prepare(world):
        world.sockets.buses.attach_i2c("pin20", "pin19", device)
        world.sockets.buses.attach_i2c("pin1", "pin2", Registers())

    ran = run(
        "microbit",
        """
        from microbit import *
        print(i2c.scan(), i2c.write(0x42, b''), i2c.read(0x42, 0))
        i2c.write(0x42, b'\\x10\\xaa\\xbb')
        i2c.write(0x42, b'\\x0f', repeat=True)
        print(i2c.read(0x42, 4))
        i2c.write(0x42, bytearray([0]) + bytes(range(255, -1, -1)) * 2)
        i2c.write(0x42, b'\\x00')
        got = i2c.read(0x42, 512)
        print(got == bytes(range(255, -1, -1)) * 2)
        i2c.init(freq=400000, sda=pin1, scl=pin2)
        print(i2c.scan(), i2c.read(addr=0x42, n=3))
        i2c.init(sda=pin2, scl=pin1)
        print(i2c.scan())
        """,
        prepare,
    )
    assert ran.lines == [
        "[66] None b''", "b'\\x0f\\xaa\\xbb\\x12'", "True", "[66] b'\\x00\\x01\\x02'", "[]"
    ]  # fmt: skip


def test_an_i2c_transfer_takes_its_time(run):
    ran = run(
        "microbit",
        """
        from microbit import *
        from utime import ticks_us
        def timed(hertz):
            i2c.init(freq=hertz)
            began = ticks_us()
            i2c.read(0x42, 500)
            return ticks_us() - began
        slow, fast = timed(100000), timed(400000)
        print(slow > 45000, fast > 11200, slow > 3 * fast)
        """,
        lambda world: world.sockets.buses.attach_i2c("pin20", "pin19", Registers()),
    )
    assert ran.lines == ["True True True"]


@pytest.mark.parametrize("profile", ["microbit", "microbit-v1"])
def test_what_is_wrong_on_the_buses_raises_what_the_real_board_raises(run, each_line, profile):
    wrong = {
        "i2c.read(0x10, 1)": "OSError 19",
        "i2c.write(0x10, b'a')": "OSError 19",
        "i2c.read(0x10)": "TypeError 'n' argument required",
        "i2c.read(1, 2, 3, 4)": "TypeError extra positional arguments given",
        "i2c.write(1, 3)": "TypeError object with buffer protocol required",
        "i2c.init(sda=3)": "TypeError expecting a pin",
        "i2c.init(foo=3)": "TypeError extra keyword arguments given",
        "spi.read('a')": "ValueError SPI not initialised",
        "spi.init(1, 8, 0, pin13)": "TypeError extra positional arguments given",
        "spi.init(sclk=pin5)": "ValueError Pin 5 in button mode",
    }
    ran = run(profile, "from microbit import *\n" + each_line(list(wrong)))
    said = [line.replace("[Errno 19] ENODEV", "19") for line in ran.lines]
    assert said == list(wrong.values())


def test_a_device_that_takes_only_some_of_the_bytes_is_an_error(run):
    device = Registers()
    device.room = 3
    ran = run(
        "microbit",
        """
        from microbit import *
        i2c.write(0x42, b'abc')
        try:
            i2c.write(0x42, b'abcd')
        except OSError as error:
            print(error.args)
        """,
        lambda world: world.sockets.buses.attach_i2c("pin20", "pin19", device),
    )
    assert ran.lines == ["(19,)"]


def test_spi_sends_and_gets_as_many_bytes(run):
    device = Echo()
    ran = run(
        "microbit",
        """
        from microbit import *
        spi.init(baudrate=500000, mode=1)
        spi.write(b'hello')
        room = bytearray(2)
        spi.write_readinto(b'\\x01\\xfe', room)
        print(room, spi.read(2), spi.read(300, 0x55) == b'\\xaa' * 300)
        print(pin13.get_mode(), pin14.get_mode(), pin15.get_mode())
        spi.init(sclk=pin1)
        print(spi.read(2))
        """,
        lambda world: world.sockets.buses.attach_spi("pin13", device),
    )
    assert ran.lines[0] == "bytearray(b'\\xfe\\x01') b'\\xff\\xff' True"
    assert ran.lines[1:] == ["spi spi spi", "b'\\x00\\x00'"]
    assert device.heard == b"hello\x01\xfe\x00\x00" + b"\x55" * 300
