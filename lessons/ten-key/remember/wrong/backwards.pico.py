from machine import Pin, PWM
from time import sleep_ms as sleep

ROWS = [Pin(n, Pin.OPEN_DRAIN, value=1) for n in (2, 3, 4, 5)]
COLS = [Pin(n, Pin.IN, Pin.PULL_UP) for n in (6, 7, 8)]
KEYS = ["123", "456", "789", "*0#"]

def scan():
    found = ""
    for r in range(4):
        ROWS[r].value(0)
        for c in range(3):
            if COLS[c].value() == 0:
                found = KEYS[r][c]
        ROWS[r].value(1)
    return found

def read_key():
    while scan():
        sleep(20)
    key = ""
    while not key:
        sleep(20)
        key = scan()
    return key

def play(hz, ms):
    buzzer = PWM(Pin(15))
    buzzer.freq(hz)
    buzzer.duty_u16(32768)
    sleep(ms)
    buzzer.deinit()
    sleep(50)

PITCH = {"2": 784, "4": 440, "5": 523, "6": 659, "8": 330}
program = ""

while True:
    key = read_key()
    if key in PITCH:
        play(PITCH[key], 150)
        program = key + program
    if key == "#":
        for step in program:
            play(PITCH[step], 300)
