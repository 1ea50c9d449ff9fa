"""Thirty boards with parts in one process, in real time: how much of a core they take."""

import tempfile
import time
from pathlib import Path

from figures import fresh_home, show
from kibako.circuits.circuit import read_circuit
from kibako.virtual.board import VirtualBoard

BOARDS = 30
WATCHED_S = 10.0
LIGHTS = """
from microbit import *
lights = (pin0, pin1, pin2)
k = 0
while True:
    for at, light in enumerate(lights):
        light.write_digital(at == k % 3)
    display.set_pixel(k % 5, 0, 9 - k % 10)
    k += 1
    sleep(100)
"""
SOIL = """
from microbit import *
while True:
    pin8.write_digital(1)
    sleep(20)
    wet, light = pin0.read_analog(), pin1.read_analog()
    pin8.write_digital(0)
    display.show(Image.HAPPY if wet > 400 else Image.SAD)
    sleep(80)
"""
ROBOT = """
from machine import PWM, Pin
import time
wheels = [PWM(Pin(n)) for n in (6, 7, 8, 9)]
for wheel in wheels: wheel.freq(1000)
eyes = Pin(2, Pin.IN), Pin(3, Pin.IN)
k = 0
while True:
    left, right = (eye.value() for eye in eyes)
    wheels[0].duty_u16(20000 + 1000 * (k % 20))
    wheels[2].duty_u16(20000 + 1000 * (k % 17))
    k += 1
    time.sleep_ms(20)
"""
KINDS = (
    ("microbit", "traffic-light", LIGHTS),
    ("microbit", "soil-logger", SOIL),
    ("pico", "line-follower", ROBOT),
)


def main() -> None:
    """Measure."""
    boards: list[VirtualBoard] = []
    with fresh_home(), tempfile.TemporaryDirectory() as folder:
        try:
            for number in range(BOARDS):
                profile, circuit, program = KINDS[number % len(KINDS)]
                flash = Path(folder) / str(number)
                flash.mkdir()
                (flash / "main.py").write_text(program)
                board = VirtualBoard(profile, flash_dir=flash, circuit=read_circuit(circuit))
                boards.append(board)
                board.start()
            time.sleep(1.0)
            start_s, cpu_s = time.monotonic(), time.process_time()
            time.sleep(WATCHED_S)
            cores = (time.process_time() - cpu_s) / (time.monotonic() - start_s)
            running = [board for board in boards if board.state == "running"]
        finally:
            for board in boards:
                board.close()
    what = f"{len(running)} boards with parts in real time, ten to fifty turns a second"
    show(what, cores * 100, "% core", "< 100", cores < 1.0 and len(running) == BOARDS)


if __name__ == "__main__":
    main()
