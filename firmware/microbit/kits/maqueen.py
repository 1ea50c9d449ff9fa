# A Maqueen-type car: motors and servos by I2C, line sensors on P13 and P14, HC-SR04 on P1 and P2.
from machine import time_pulse_us
from microbit import i2c, pin1, pin2, pin13, pin14  # pyright: ignore[reportAttributeAccessIssue]

given = {}


def drive(left, right):
    for register, speed in ((0, left), (2, right)):
        if given.get(register) != speed:
            power = min(int(abs(speed) * 255), 255)
            i2c.write(16, bytes((register, speed < 0, power)))
            given[register] = speed


def hand(angle):
    i2c.write(16, bytes((0x14, angle)))


def line(side):
    return (pin13, pin14)[side].read_digital()


def echo_us():
    pin1.write_digital(1)
    pin1.write_digital(0)
    return time_pulse_us(pin2, 1, 30000)
