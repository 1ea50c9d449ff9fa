"""The circuits that come with Kibako, each with a program of the kind that children write."""


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
