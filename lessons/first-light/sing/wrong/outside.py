from microbit import *
import music

def beep(hz):
    music.pitch(hz, 100)

for i in range(3):
    display.show(Image.HEART)
    beep(784)
    sleep(400)
    display.clear()
beep(392)
if True:
    sleep(400)
