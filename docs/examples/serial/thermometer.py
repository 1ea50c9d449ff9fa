# Sends the temperature each second, as soon as the logger is ready.
from microbit import *

uart.init(baudrate=9600, tx=pin0, rx=pin1)
while not pin8.read_digital():
    sleep(10)
while True:
    uart.write("%d\n" % temperature())
    sleep(1000)
