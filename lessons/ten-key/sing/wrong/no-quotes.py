from microbit import *
import music

ROWS = [pin13, pin14, pin15, pin16]
COLS = [pin1, pin2, pin8]
KEYS = ["123", "456", "789", "*0#"]

for col in COLS:
    col.set_pull(col.PULL_UP)

def scan():
    found = ""
    for r in range(4):
        ROWS[r].write_digital(0)
        for c in range(3):
            if COLS[c].read_digital() == 0:
                found = KEYS[r][c]
        ROWS[r].set_pull(ROWS[r].NO_PULL)
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
    music.pitch(hz, ms)
    sleep(50)

PITCH = {"2": 784, 4: 440, 5: 523, 6: 659, "8": 330}

while True:
    key = read_key()
    if key in PITCH:
        play(PITCH[key], 150)
