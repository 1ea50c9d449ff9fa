from microbit import *

happy = False

while True:
    if button_a.was_pressed():
        hapy = not happy
    if happy:
        display.show(Image.HAPPY)
    else:
        display.show(Image.HEART)
    sleep(50)
