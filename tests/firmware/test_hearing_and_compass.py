"""The microphone and the compass of the micro:bit."""

import pytest


def set_at(world, t_ms, name, value):
    world.at(t_ms, lambda: world.set(name, value))


def test_what_is_loud_and_quiet(run):
    def prepare(world):
        set_at(world, 1000, "microphone.level", 150)
        set_at(world, 2000, "microphone.level", 210)
        set_at(world, 3000, "microphone.level", 150)
        set_at(world, 4000, "microphone.sound", "quiet")
        set_at(world, 5000, "microphone.sound", "clap")

    result = run(
        "microbit",
        """
        from microbit import *
        print(microphone.sound_level(), microphone.current_event(), microphone.get_events())
        for i in range(4):
            sleep(1000)
            print(microphone.sound_level(), microphone.current_event())
        sleep(1500)
        print(microphone.get_events())
        print(microphone.was_event(SoundEvent.LOUD), microphone.was_event(SoundEvent.LOUD))
        microphone.set_threshold(SoundEvent.LOUD, 10)
        print(microphone.is_event(SoundEvent.LOUD))
        """,
        prepare,
    )
    loud, quiet = "SoundEvent('loud')", "SoundEvent('quiet')"
    assert result.lines == [
        f"20 {quiet} ({quiet},)",
        f"150 {quiet}",
        f"210 {loud}",
        f"150 {loud}",
        f"20 {quiet}",
        f"({loud}, {quiet}, {loud}, {quiet})",
        "True False",
        "True",
    ]


@pytest.mark.parametrize("profile", ["microbit", "microbit-v1"])
def test_a_compass_is_calibrated_once_and_points(run, profile):
    result = run(
        profile,
        """
        from microbit import *
        t = running_time()
        print(compass.is_calibrated(), compass.heading())
        print(running_time() - t > 5000, compass.is_calibrated())
        t = running_time()
        print(compass.heading(), running_time() - t < 5)
        print(compass.get_x(), compass.get_y(), compass.get_z(), compass.get_field_strength())
        compass.clear_calibration()
        print(compass.is_calibrated())
        """,
        lambda world: world.set("compass.heading_deg", 90),
    )
    assert result.lines == [
        "False 90",
        "True True",
        "90 True",
        "-29568 0 -35238 46000",
        "False",
    ]
    begun, ended = result.of("compass", "calibrate"), result.of("compass", "calibrated")
    assert len(begun) == len(ended) == 1
    assert result.frames()[-1][1] == "00000:00000:00000:00000:00000"


@pytest.mark.parametrize(
    ("name", "value"), [("accelerometer.x_mg", 500), ("compass.calibration", "done")]
)
def test_tilting_the_board_ends_the_calibration(run, name, value):
    result = run(
        "microbit",
        "from microbit import *\ncompass.calibrate()\nprint(running_time())",
        lambda world: set_at(world, 3000, name, value),
    )
    assert 2999 < int(result.lines[0]) < 3200
