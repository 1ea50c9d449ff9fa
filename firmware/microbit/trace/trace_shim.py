# Sent to a micro:bit before a program that is checked there (kibako lesson check --board): reports
# what the program shows and which buttons it sees pressed, as lines behind a secret word, TAG. It
# leaves no file on the board. Each part goes alone, without comments, for the V1 has 10 KB in all;
# the host (kibako.lessons.tracing) leaves out those that the program does not need.

# The V1's stack is a few calls deep: no call in a call that can be saved, no formatting with %.

# --- begin
def _kibako_begin(mark):
    from microbit import running_time

    return lambda: print(mark + str(running_time()) + " begin 0")


# --- display
def _kibako_display(mark):
    from microbit import Image, display, running_time, sleep

    lost = [0]

    def frame(pixel=display.get_pixel):
        now = running_time()
        rows = " frame "
        for at in range(25):
            if at and at % 5 == 0:
                rows += ":"
            rows += str(pixel(at % 5, at // 5))
        rows = mark + str(now - lost[0]) + rows
        print(rows)
        lost[0] += running_time() - now  # what the report takes is not the program's time

    class Display:
        def __getattr__(self, name):
            return getattr(display, name)

        def show(self, value, delay=400, **more):
            if isinstance(value, (int, float)):
                value = str(value)
            if isinstance(value, Image) or len(value) < 2:
                display.show(value, **more)
                return frame()
            for each in value:
                display.show(each)
                frame()
                sleep(delay)
            if more.get("clear"):
                self.clear()
            elif more.get("loop"):
                self.show(value, delay, **more)

        def clear(self):
            display.clear()
            frame()

        def set_pixel(self, x, y, value):
            display.set_pixel(x, y, value)
            frame()

        def scroll(self, value, *rest, **more):
            frame(Image(str(value)[:1] or " ").get_pixel)
            display.scroll(value, *rest, **more)
            frame()

    return Display()


# --- buttons
def _kibako_button(mark, name, button):
    from microbit import running_time

    def tell(what):
        what = mark + str(running_time()) + " " + name + what
        print(what)

    class Button:
        def __init__(self):
            self.down = False

        def is_pressed(self):
            down = button.is_pressed()
            if down != self.down:
                self.down = down
                tell(" pressed" if down else " released")
            return down

        def was_pressed(self):
            was = button.was_pressed()
            if was:
                tell(" pressed")
            return was

        def get_presses(self):
            count = button.get_presses()
            if count:
                tell(" pressed")
            return count

    return Button()


# --- module
class _KibakoModule:
    def __init__(self, module, own):
        self._module = module
        self._own = own

    def __getattr__(self, name):
        return self._own[name] if name in self._own else getattr(self._module, name)
