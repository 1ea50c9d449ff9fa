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

display.show(Image.ASLEEP)

while True:
    message = radio.receive()
    if message == "Kuma":
        alarm()
    sleep(50)
