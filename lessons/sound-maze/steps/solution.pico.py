from machine import Pin, PWM
from time import sleep_ms as sleep

A = Pin(13, Pin.IN, Pin.PULL_UP)
B = Pin(12, Pin.IN, Pin.PULL_UP)

def pressed(button):
    if button.value():
        return False
    while button.value() == 0:
        sleep(10)
    return True

def play(hz, ms):
    buzzer = PWM(Pin(16))
    buzzer.freq(hz)
    buzzer.duty_u16(32768)
    sleep(ms)
    buzzer.deinit()
    sleep(50)

place = 0

while True:
    if pressed(B):
        place = place + 1
        play(400 + place * 60, 200)
    sleep(20)
