# Kibako's robot library, in the words of gpiozero: the same on every robot. kit.py knows the pins.
import kit


class Robot:
    # Speeds go from 0 to 1, or down to -1 for a wheel that turns backwards.
    def forward(self, speed=1.0):
        kit.drive(speed, speed)

    def backward(self, speed=1.0):
        kit.drive(-speed, -speed)

    def left(self, speed=1.0):
        kit.drive(-speed, speed)

    def right(self, speed=1.0):
        kit.drive(speed, -speed)

    def curve(self, left, right):
        kit.drive(left, right)

    def stop(self):
        kit.drive(0, 0)

    def take(self):
        kit.hand(10)

    def let_go(self):
        kit.hand(90)


class LineSensor:
    # side: 0 left, 1 right
    def __init__(self, side):
        self.side = side

    # The micro:bit V1 knows no property.
    def __getattr__(self, name):
        if name != "value":
            raise AttributeError(name)
        return kit.line(self.side)  # 0 over black, 1 over white


class DistanceSensor:
    def __getattr__(self, name):
        if name != "distance_cm":
            raise AttributeError(name)
        us = kit.echo_us()
        return us / 58.3 if us > 0 else 400.0  # 400 when nothing is near
