from microbit import *

happy = False

while True:
    if happy:
        display.show(Image.HAPPY)
    else:
        display.show(Image.HEART)
    sleep(50)
