from machine import PWM, Pin
from time import sleep_ms

wheels = [PWM(Pin(number), freq=1000) for number in (16, 17, 18, 19)]
horn = PWM(Pin(15), freq=880)

# The words of the car: leave them as they are.
def sleep(ms):
    sleep_ms(round(ms))

def drive(left, right):
    for at, speed in ((0, left), (2, right)):
        wheels[at].duty_u16(max(speed, 0) * 65535 // 100)
        wheels[at + 1].duty_u16(max(-speed, 0) * 65535 // 100)

def beep():
    horn.duty_u16(32768)
    sleep(100)
    horn.duty_u16(0)

def forward(ms):
    print("forward", ms)
    drive(50, 50)
    sleep(ms)
    drive(0, 0)

def turn(degrees):
    beep()
    print("turn", degrees)
    drive(-50, 50)
    sleep(round(degrees * MS))
    drive(0, 0)

MS = 7

# Your program.
def polygon(sides):
    for side in range(sides):
        forward(800)
        turn(360 / sides)

polygon(5)
polygon(6)
