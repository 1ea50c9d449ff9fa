# Sent to a micro:bit before a program that is checked there (kibako lesson check --board): reports
# what the program shows, sounds, drives and sends, and which buttons it sees pressed, as lines
# behind a secret word. It leaves no file on the board. Each part goes alone, without comments, for
# the V1 has 10 KB in all; the host (kibako.lessons.tracing) leaves out what is not needed.

# The V1's stack is a few calls deep: no call in a call that can be saved, no formatting with %;
# pictures and tones, which programs make within functions, print their reports themselves.


# --- tell
def _kibako_teller(mark, lost):
    from microbit import running_time

    def tell(what):
        now = running_time()
        what = mark + str(now - lost[0]) + what
        print(what)
        lost[0] += running_time() - now  # what the report takes is not the program's time

    return tell


# --- display
def _kibako_display(mark, lost):
    from microbit import Image, display, running_time, sleep

    def frame(pixel=display.get_pixel):
        now = running_time()
        rows = " frame "
        for at in range(25):
            if at and at % 5 == 0:
                rows += ":"
            rows += str(pixel(at % 5, at // 5))
        rows = mark + str(now - lost[0]) + rows
        print(rows)
        lost[0] += running_time() - now

    class Display:
        def __getattr__(self, name):
            return getattr(display, name)

        def show(self, image, delay=400, *, wait=True, loop=False, clear=False):
            if not wait:
                return display.show(image, delay, wait=wait, loop=loop, clear=clear)
            if isinstance(image, (int, float)):
                image = str(image)
            one = isinstance(image, Image)
            if (one or (isinstance(image, str) and len(image) < 2)) and not (loop or clear):
                display.show(image)
                return frame()
            while True:
                for each in (image,) if one else image:
                    if not isinstance(each, Image) and not isinstance(each, str):
                        raise TypeError("not an image")
                    display.show(each)
                    frame()
                    sleep(delay)
                if not loop:
                    break
            if clear:
                self.clear()

        def read_light_level(self):
            now = running_time()
            level = display.read_light_level()
            if now - lost[1] > 400:
                print(mark + str(now - lost[0]) + " light " + str(level))
                lost[1] = running_time()
                lost[0] += lost[1] - now
            return level

        def clear(self):
            display.clear()
            frame()

        def set_pixel(self, x, y, value):
            display.set_pixel(x, y, value)
            frame()

        def scroll(self, text, delay=150, *, wait=True, loop=False, monospace=False):
            now = running_time()
            what = repr(text)
            what = str(int(monospace)) + ":" + str(int(loop)) + ":" + what
            print(mark + str(now - lost[0]) + " scroll " + str(delay) + ":" + what)
            lost[0] += running_time() - now
            display.scroll(text, delay, wait=wait, loop=loop, monospace=monospace)
            if wait:
                frame()

    return Display()


# --- buttons
def _kibako_button(tell, name, button):
    from microbit import running_time

    class Button:
        def __init__(self):
            self.down = False
            self.told = 0

        def is_pressed(self):
            down = button.is_pressed()
            if down != self.down:
                self.down = down
                self.told = running_time()
                tell(" " + name + (" pressed" if down else " released"))
            elif down and running_time() - self.told > 999:
                self.told = running_time()
                tell(" " + name + " held")
            return down

        def was_pressed(self):
            was = button.was_pressed()
            down = button.is_pressed()
            if was and not self.down:
                tell(" " + name + " pressed")
            elif down:
                return was
            if (was or self.down) and not down:
                tell(" " + name + " released")
            self.down = down
            return was

        def get_presses(self):
            count = button.get_presses()
            down = button.is_pressed()
            if count and not self.down:
                tell(" " + name + " pressed")
            if (count or self.down) and not down:
                tell(" " + name + " released")
            self.down = down
            return count

    return Button()


# --- motion
def _kibako_motion(tell):
    from microbit import accelerometer

    last = [""]

    class Accelerometer:
        def __getattr__(self, name):
            now = accelerometer.current_gesture()
            if now != last[0]:
                last[0] = now
                tell(" gesture " + now)
            return getattr(accelerometer, name)

        def is_gesture(self, name):
            return self.current_gesture() == name and accelerometer.is_gesture(name)

        def was_gesture(self, name):
            was = accelerometer.was_gesture(name)
            if was and self.current_gesture() != name:
                tell(" gesture " + name)
            return was

        def get_gestures(self):
            found = accelerometer.get_gestures()
            for each in found:
                tell(" gesture " + each)
            return found

    return Accelerometer()


# --- music
def _kibako_music(mark, lost):
    import music
    from microbit import running_time

    class Music:
        def __getattr__(self, name):
            return getattr(music, name)

        def pitch(self, frequency, duration=-1, *rest, **more):
            now = running_time()
            what = mark + str(now - lost[0]) + " tone " + str(frequency) + ":" + str(duration)
            print(what)
            lost[0] += running_time() - now
            music.pitch(frequency, duration, *rest, **more)

        def stop(self, *rest):
            music.stop(*rest)
            print(mark + str(running_time() - lost[0]) + " silence 0")

    return Music()


# --- radio
def _kibako_radio(tell):
    import radio

    group = [0]

    class Radio:
        def __getattr__(self, name):
            return getattr(radio, name)

        def config(self, **more):
            radio.config(**more)
            group[0] = more.get("group", group[0])

        def reset(self):
            radio.reset()
            group[0] = 0

        def receive(self):
            message = radio.receive()
            if message is not None:
                tell(" received " + repr(message))
            return message

        def send(self, message):
            radio.send(message)
            tell(" sent " + str(group[0]) + ":" + repr(message))

    return Radio()


# --- pins
def _kibako_pins(tell):
    class Pin:
        def __init__(self, name, pin):
            self._name = name
            self._pin = pin
            self._out = False

        def __getattr__(self, name):
            return getattr(self._pin, name)

        def write_digital(self, value):
            self._pin.write_digital(value)
            self._out = True
            tell(" " + self._name + " digital:" + str(int(value)))

        def write_analog(self, value):
            self._pin.write_analog(value)
            self._out = True
            tell(" " + self._name + " analog:" + str(value))

        def read_digital(self, *given):
            found = self._pin.read_digital(*given)
            if self._out:
                self._out = False
                tell(" " + self._name + " in:0")
            return found

        def read_analog(self, *given):
            found = self._pin.read_analog(*given)
            if self._out:
                self._out = False
                tell(" " + self._name + " in:0")
            return found

        def is_touched(self, *given):
            found = self._pin.is_touched(*given)
            if self._out:
                self._out = False
                tell(" " + self._name + " in:0")
            return found

        def set_pull(self, *given):
            found = self._pin.set_pull(*given)
            if self._out:
                self._out = False
                tell(" " + self._name + " in:0")
            return found

    return Pin


# --- module
class _KibakoModule:
    def __init__(self, module, own):
        self._module = module
        self._own = own

    def __getattr__(self, name):
        return self._own[name] if name in self._own else getattr(self._module, name)
