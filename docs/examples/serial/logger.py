# Hears what the thermometer says.
from machine import Pin, UART
import time

uart = UART(0, baudrate=9600, tx=Pin(0), rx=Pin(1))
Pin(2, Pin.OUT).value(1)
while True:
    if uart.any():
        line = uart.readline()
        if line:
            print(time.ticks_ms(), line.decode().strip())
    time.sleep_ms(20)
