from microbit import *
import music

# The words of the car: leave them as they are.
def drive(left, right):
    data = [0]
    for speed in (left, right):
        data.append(1 if speed < 0 else 0)
        data.append(abs(speed) * 255 // 100)
    i2c.write(16, bytes(data))

def beep():
    music.pitch(880, 100)

def forward(ms):
    print("forward", ms)
    drive(50, 50)
    sleep(ms)
    drive(0, 0)

def turn(degrees):
    beep()
    print("turn", degrees)
    drive(-50, 50)
    sleep(round(degrees * MS))
    drive(0, 0)

MS = 7

# Your program.
for side in range(3):
    forward(1000)
    turn(120)
