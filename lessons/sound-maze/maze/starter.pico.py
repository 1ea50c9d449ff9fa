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

MAP = ["#######",
       "#...#.#",
       "#.#...#",
       "#.###.#",
       "#...#.#",
       "#######"]
x = 1
y = 1
dx = 1
dy = 0

def sing():
    way = abs(5 - x) + abs(4 - y)
    play(1000 - way * 80, 200)

while x != 5 or y != 4:
    if pressed(A):
        dx, dy = -dy, dx
        play(300, 50)
    if pressed(B):
        x = x + dx
        y = y + dy
        sing()
    sleep(20)

play(1568, 600)
