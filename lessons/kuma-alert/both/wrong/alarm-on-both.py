from microbit import *
import music
import radio

radio.on()
radio.config(group=7)
pin1.set_pull(pin1.PULL_UP)
count = 0

def alarm():
    display.show(Image.SURPRISED)
    for i in range(3):
        music.pitch(880, 200)
        sleep(100)
    display.show(Image.ASLEEP)

display.show(Image.ASLEEP)

while True:
    if pin1.read_digital() == 0:
        count = count + 1
    else:
        count = 0
    if count == 5:
        radio.send("kuma")
        alarm()
    if radio.receive() == "kuma":
        alarm()
    sleep(100)
