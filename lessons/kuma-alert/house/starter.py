from microbit import *
import music
import radio

radio.on()
radio.config(group=7)

def alarm():
    display.show(Image.SURPRISED)
    for i in range(3):
        music.pitch(880, 200)
        sleep(100)
    display.show(Image.ASLEEP)

alarm()

while True:
    message = radio.receive()
    sleep(50)
