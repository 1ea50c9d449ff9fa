from microbit import *
import music

SOUND = False

def shine(percent):
    pin1.write_analog(percent * 1023 // 100)
    if SOUND:
        music.pitch(200 + percent * 8, 60)

def pressed():
    return button_a.was_pressed()

level = 0

while True:
    if pressed():
        level = level + 25
        if level > 100:
            level = 0
        shine(level)
    sleep(20)
