from microbit import *

while True:
    if button_b.is_pressed():
        display.show(Image.HAPPY)
    else:
        display.show(Image.HEART)
    sleep(50)
