# The club's robot: a DRV8833 on GP16 to GP19, line sensors on GP14 and GP15, HC-SR04 on GP2 and
# GP3, a gripper on GP11.
import time

from machine import PWM, Pin, time_pulse_us

wheels = [PWM(Pin(number), freq=1000, duty_u16=0) for number in (16, 17, 18, 19)]
eyes = Pin(14, Pin.IN), Pin(15, Pin.IN)
trig, echo = Pin(2, Pin.OUT, value=0), Pin(3, Pin.IN)
servo = PWM(Pin(11))
given = [0, 0, 0, 0]


def drive(left, right):
    for number, speed in ((0, left), (2, right)):
        power = min(int(abs(speed) * 65535), 65535)
        give(number, 0 if speed < 0 else power)
        give(number + 1, power if speed < 0 else 0)


def give(number, power):
    if given[number] != power:
        given[number] = power
        wheels[number].duty_u16(power)


def hand(angle):
    servo.freq(50)
    servo.duty_ns(500_000 + angle * 1_900_000 // 180)


def line(side):
    return 1 - eyes[side].value()


def echo_us():
    trig.on()
    time.sleep_us(10)
    trig.off()
    return time_pulse_us(echo, 1, 30000)
