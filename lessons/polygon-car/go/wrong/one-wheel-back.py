from microbit import *
import music

# The words of the car: leave them as they are.
def drive(left, right):
    print("drive", left, right)
    data = [0]
    for speed in (left, right):
        data.append(1 if speed < 0 else 0)
        data.append(abs(speed) * 255 // 100)
    i2c.write(16, bytes(data))

def beep():
    music.pitch(880, 100)

# Your program.
beep()
drive(50, 50)
sleep(1000)
drive(0, 0)
sleep(500)
drive(-50, 50)
sleep(1000)
drive(0, 0)
