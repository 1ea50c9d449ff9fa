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

shine(100)
sleep(1000)
shine(50)
shine(10)
sleep(1000)
