from microbit import *
import music

def beep(hz):
    music.pitch(hz, 100)

for i in range(3):
    display.show(Image.HEART)
    sleep(400)
    display.clear()
    sleep(400)
