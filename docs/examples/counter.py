# Count presses of A, show how warm it is, and clear at B.
from microbit import Image, button_a, button_b, display, sleep, temperature

count = 0
while True:
    if button_a.was_pressed():
        count += 1
        display.show(count)
        print("A", count)
    if button_b.was_pressed():
        count = 0
        display.show(Image.HAPPY)
        print("B")
    if temperature() > 28:
        display.show(Image.SKULL)
        print("warm", temperature())
        break
    sleep(50)
