from microbit import *
import music

SOUND = False

def shine(percent):
    pin1.write_analog(percent * 1023 // 100)
    if SOUND:
        music.pitch(200 + percent * 8, 60)

shine(100)
sleep(1000)
shine 50
sleep(1000)
shine(10)
sleep(1000)
