from machine import Pin, PWM
from time import sleep_ms as sleep

def play(hz, ms):
    buzzer = PWM(Pin(16))
    buzzer.freq(hz)
    buzzer.duty_u16(32768)
    sleep(ms)
    buzzer.deinit()
    sleep(50)

DO = 523
SO = 784
RA = 880

def fue():
    play(SO, 200)
    play(RA, 200)
    play(SO, 400)

def taiko():
    play(DO, 100)
    play(DO, 100)

for i in range(2):
    fue()
    taiko()
