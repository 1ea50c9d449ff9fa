from microbit import *
import music

SOUND = False

def shine(percent):
    pin1.write_analog(percent * 1023 // 100)
    if SOUND:
        music.pitch(200 + percent * 8, 60)

while True:
    for p in range(0, 101, 10):
        shine(p)
        sleep(100)
for p in range(100, -1, -10):
    shine(p)
    sleep(100)
