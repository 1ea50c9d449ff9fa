from machine import Pin, PWM
from time import sleep_ms as sleep

SOUND = False
lamp = PWM(Pin(14))
lamp.freq(1000)

def shine(percent):
    lamp.duty_u16(percent * 65535 // 100)
    if SOUND:
        buzzer = PWM(Pin(16))
        buzzer.freq(200 + percent * 8)
        buzzer.duty_u16(32768)
        sleep(60)
        buzzer.deinit()

button = Pin(13, Pin.IN, Pin.PULL_UP)

def pressed():
    if button.value():
        return False
    while button.value() == 0:
        sleep(10)
    return True

level = 0

while True:
    if pressed():
        level = level + 25
        if level > 100:
            level = 0
    sleep(20)
