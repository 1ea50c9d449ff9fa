from microbit import *

pin1.set_pull(pin1.PULL_UP)

while True:
    if button_a.is_pressed():
        display.show(Image.SURPRISED)
    else:
        display.show(Image.ASLEEP)
    sleep(50)
