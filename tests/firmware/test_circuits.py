"""The circuits that come with Kibako, each with a program of the kind that children write."""

from kibako.virtual.parts.pictures import braille, unpacked


def test_traffic_light(run):
    """Somebody wants to cross: the lamps change in their order."""

    def prepare(world):
        world.at(300, lambda: world.press("walk"))
        world.at(400, lambda: world.release("walk"))

    result = run(
        "microbit",
        """
        from microbit import *
        pin8.set_pull(pin8.PULL_UP)
        pin2.write_digital(1)
        while pin8.read_digital():
            sleep(10)
        for dark, lit, wait in ((pin2, pin1, 200), (pin1, pin0, 0)):
            dark.write_digital(0)
            lit.write_digital(1)
            sleep(wait)
        """,
        prepare,
        circuit="traffic-light",
    )
    lamps = [
        (event.source, event.value) for event in result.events if event.what == "brightness_percent"
    ]
    assert lamps == [
        ("green", 100), ("green", 0), ("yellow", 100), ("yellow", 0), ("red", 100),
    ]  # fmt: skip
    assert 300 <= result.of("yellow")[0][0] <= 320


ALARM = """
from microbit import *
import music, time
def distance_cm():
    pin1.write_digital(1)
    time.sleep_us(10)
    pin1.write_digital(0)
    while not pin2.read_digital():
        pass
    start = time.ticks_us()
    while pin2.read_digital():
        pass
    return time.ticks_diff(time.ticks_us(), start) / 58.3
for i in range(3):
    far = distance_cm()
    print(round(far))
    pin8.write_digital(far < 20)
    music.pitch(2000 if far < 20 else 500, 100)
    sleep(60)
"""


def test_distance_alarm(run):
    """The nearer, the higher: the buzzer hears the tones, the echo comes at its time."""

    def prepare(world):
        world.set("sonar.distance_cm", 100)
        world.at(150, lambda: world.set("sonar.distance_cm", 12))

    result = run("microbit", ALARM, prepare, circuit="distance-alarm")
    far, near, again = (int(line) for line in result.lines)
    assert abs(far - 100) <= 2
    assert abs(near - 12) <= 2
    assert near == again
    tones = [value["frequency_hz"] for _, value in result.of("beeper", "tone")]
    assert tones == [500, 2000, 2000]
    assert [value for _, value in result.of("lamp")] == [100]


def test_soil_logger(run):
    """The sensor is fed only while it measures, and reads nothing else."""

    def prepare(world):
        world.set("soil.moisture_percent", 50)
        world.set("sky.light_percent", 100)

    result = run(
        "microbit",
        """
        from microbit import *
        print(pin0.read_analog(), end=" ")
        pin8.write_digital(1)
        print(pin0.read_analog(), end=" ")
        pin8.write_digital(0)
        print(pin0.read_analog(), pin1.read_analog())
        """,
        prepare,
        circuit="soil-logger",
    )
    assert result.lines == ["0 435 0 930"]


def test_maqueen_car(run):
    """It drives on until both sensors see black."""

    def prepare(world):
        world.at(200, lambda: world.set("car.left_dark", 1))
        world.at(300, lambda: world.set("car.right_dark", 1))

    result = run(
        "microbit",
        """
        from microbit import *
        def motor(which, speed):
            i2c.write(0x10, bytes((which, speed < 0, abs(speed))))
        print(i2c.scan())
        motor(0, 128)
        motor(2, 128)
        while pin13.read_digital() or pin14.read_digital():
            sleep(5)
        motor(0, 0)
        motor(2, 0)
        i2c.write(0x10, bytes((0x14, 45)))
        pin8.write_digital(1)
        sleep(300)
        """,
        prepare,
        circuit="maqueen-car",
    )
    assert result.lines == ["[16]"]
    assert [value for _, value in result.of("car", "left_percent")] == [50, 0]
    assert result.of("car", "right_percent")[1][0] >= 300
    assert result.of("car", "servo1_deg") == [(result.of("car", "servo1_deg")[0][0], 45.0)]
    assert result.of("car", "lamp_left")[0][1] is True


def test_line_follower(run):
    """Two sensors steer two motors."""

    def prepare(world):
        world.at(100, lambda: world.set("line.left_dark", 1))
        world.at(200, lambda: world.set("line.left_dark", 0))

    result = run(
        "pico",
        """
        from machine import Pin, PWM
        import time
        left, right = Pin(14, Pin.IN), Pin(15, Pin.IN)
        forward = [PWM(Pin(16)), PWM(Pin(18))]
        Pin(17, Pin.OUT, value=0)
        Pin(19, Pin.OUT, value=0)
        for wheel in forward:
            wheel.freq(1000)
        for i in range(60):
            forward[0].duty_u16(0 if left() else 39321)
            forward[1].duty_u16(0 if right() else 39321)
            time.sleep_ms(5)
        for wheel in forward:
            wheel.duty_u16(0)
        """,
        prepare,
        circuit="line-follower",
    )
    assert [value for _, value in result.of("left_motor")] == [60, 0, 60, 0]
    assert [value for _, value in result.of("right_motor")] == [60, 0]
    assert 100 <= result.of("left_motor")[1][0] <= 110


def test_music_box(run):
    """A key pressed is found by scanning the rows, and sounds."""

    def prepare(world):
        world.press("keys.5")
        world.set("knob.position_percent", 25)

    result = run(
        "pico",
        """
        from machine import Pin, PWM, ADC
        import time
        rows = [Pin(n, Pin.OUT, value=1) for n in (2, 3, 4, 5)]
        columns = [Pin(n, Pin.IN, Pin.PULL_UP) for n in (6, 7, 8)]
        for y, row in enumerate(rows):
            row.off()
            for x, column in enumerate(columns):
                if not column():
                    key = "123456789*0#"[y * 3 + x]
            row.on()
        print(key, ADC(26).read_u16() * 100 // 65535)
        speaker = PWM(Pin(15))
        speaker.freq(392)
        speaker.duty_u16(32768)
        time.sleep_ms(200)
        speaker.deinit()
        """,
        prepare,
        circuit="music-box",
    )
    assert result.lines == ["5 25"]
    assert [(event.what, event.value) for event in result.events if event.source == "speaker"] == [
        ("tone", {"frequency_hz": 392}), ("stop", None),
    ]  # fmt: skip


def test_weather_station(run):
    """Two thermometers on their own kinds of wire, and what they say on a display."""

    def prepare(world):
        world.set("outside.temperature_c", -3.5)
        world.set("room_air.humidity_percent", 61)

    result = run(
        "pico",
        """
        from machine import Pin, I2C
        import time, framebuf, dht, onewire, ds18x20
        i2c = I2C(0, sda=Pin(4), scl=Pin(5))
        for command in (0x20, 0, 0xA1, 0xC8, 0x8D, 0x14, 0xAF, 0x21, 0, 127, 0x22, 0, 7):
            i2c.writeto(0x3C, bytes((0x80, command)))
        thermometer = ds18x20.DS18X20(onewire.OneWire(Pin(16)))
        (rom,) = thermometer.scan()
        thermometer.convert_temp()
        time.sleep_ms(750)
        air = dht.DHT11(Pin(15))
        air.measure()
        line = "%.1f %d %d" % (thermometer.read_temp(rom), air.temperature(), air.humidity())
        print(i2c.scan(), line)
        picture = bytearray(1024)
        frame = framebuf.FrameBuffer(picture, 128, 64, framebuf.MONO_VLSB)
        frame.hline(0, 63, 128, 1)
        frame.text(line, 0, 0)
        i2c.writevto(0x3C, (b"\\x40", picture))
        time.sleep_ms(100)
        """,
        prepare,
        circuit="weather-station",
    )
    assert result.lines == ["[60] -3.5 21 61"]
    (told,) = [value for _, value in result.of("screen", "frame")]
    screen = next(part for part in result.view.parts if part.name == "screen")
    assert unpacked(told["dots"], 128) == screen.picture
    assert screen.picture[63] == "1" * 128
    assert braille(screen.picture)[0].startswith("⢀⣀⣀⡀⠐⢋⣹⠆")  # -3


def test_gripper_robot(run):
    """It waits for the button, looks how far the thing is, takes it, and says so."""

    def prepare(world):
        world.set("eye.distance_mm", 123)
        world.set("hand.object_percent", 40)
        world.at(200, lambda: world.press("start"))
        world.at(250, lambda: world.release("start"))

    result = run(
        "pico",
        """
        from machine import Pin, PWM, I2C
        import time
        i2c = I2C(0, sda=Pin(8), scl=Pin(9))
        def far_mm():
            i2c.writeto_mem(0x29, 0x00, b"\\x01")
            while not i2c.readfrom_mem(0x29, 0x13, 1)[0] & 7:
                time.sleep_ms(1)
            i2c.writeto_mem(0x29, 0x0B, b"\\x01")
            return int.from_bytes(i2c.readfrom_mem(0x29, 0x1E, 2), "big")
        def half(value, letter):
            pins = value & 0xF0 | 0x08 | letter
            i2c.writeto(0x27, bytes((pins | 4, pins)))
        def send(value, letter=0):
            half(value, letter)
            half(value << 4, letter)
        for value in (0x30, 0x30, 0x30, 0x20):
            half(value, 0)
        for value in (0x28, 0x0C, 0x06, 0x01):
            send(value)
        def turn(servo, angle):
            servo.duty_ns(500_000 + angle * 1_900_000 // 180)
        arm, hand = PWM(Pin(14), freq=50), PWM(Pin(15), freq=50)
        turn(hand, 90)
        button = Pin(13, Pin.IN, Pin.PULL_UP)
        while button():
            time.sleep_ms(5)
        for letter in "%d mm" % far_mm():
            send(ord(letter), 1)
        turn(arm, 0)
        turn(hand, 10)
        time.sleep_ms(500)
        """,
        prepare,
        circuit="gripper-robot",
    )
    state = {part.name: part.state for part in result.view.parts}
    assert state["panel"]["text"][0] == "123 mm          "
    assert state["arm"]["angle_deg"] == 0.0
    assert state["hand"]["holds"] is True
    assert result.of("hand", "took")[0][0] >= 200


def test_sound_and_light_of_a_pico(run, tmp_path):
    """`time_pulse_us` and a loop that only looks find the same echo; a strip takes its colours."""
    (tmp_path / "c.toml").write_text(
        'schema = 1\nboard = "pico"\ntitle = { ja = "x", en = "x" }\n'
        'about = { ja = "x", en = "x" }\n'
        '[[parts]]\nname = "far"\npart = "hc-sr04p"\n'
        'wires = { vcc = "3V3", gnd = "GND", trig = "GP2", echo = "GP3" }\n'
        '[[parts]]\nname = "strip"\npart = "neopixel"\nsettings = { count = 3 }\n'
        'wires = { vcc = "VBUS", gnd = "GND", din = "GP22" }\n'
    )
    result = run(
        "pico",
        """
        from machine import Pin, time_pulse_us
        import neopixel, time
        trigger, echo = Pin(2, Pin.OUT, value=0), Pin(3, Pin.IN)
        def ping():
            trigger.on()
            time.sleep_us(10)
            trigger.off()
        ping()
        print(time_pulse_us(echo, 1, 30000))
        time.sleep_ms(60)
        ping()
        while not echo():
            pass
        start = time.ticks_us()
        while echo():
            pass
        print(time.ticks_diff(time.ticks_us(), start))
        strip = neopixel.NeoPixel(Pin(22), 3)
        strip[1] = (255, 128, 0)
        strip.write()
        """,
        lambda world: world.set("far.distance_cm", 30),
        circuit=str(tmp_path / "c.toml"),
    )
    exact_us, looked_us = (int(line) for line in result.lines)
    assert abs(exact_us - 1745) <= 2
    assert abs(looked_us - 1745) <= 200  # a look takes 100 us, at the begin and at the end
    assert result.of("strip", "colours")[0][1] == ["#000000", "#ff8000", "#000000"]
