# The display: the host draws and animates, this side waits.
from _arguments import NEEDED, whole
from _image import MicroBitImage, digits, for_letter
from _kibako import call, handlers, sleep_us


def _wait(left, stop):
    # Sleep until the host says that nothing is left; -1 means: for ever.
    try:
        ms = int(call(left))
        while ms:
            sleep_us(ms * 1000 if ms > 0 else 1000000)
            ms = int(call(left))
    except BaseException as e:
        call(stop)
        raise e


def _frame(thing):
    # A picture or a letter as 25 digits; None ends an animation, as on the real board.
    if type(thing) is MicroBitImage:
        return digits(thing)
    if type(thing) is str:
        data = thing.encode()
        return digits(for_letter(data[0])) if len(data) == 1 else None
    raise TypeError("not an image")


def _given(value, name, extra):
    # Written out, and not with `take`: these are called in loops that keep time.
    if value is NEEDED:
        raise TypeError("'%s' argument required" % name)
    if extra:
        raise TypeError("extra positional arguments given")


class MicroBitDisplay:
    def get_pixel(self, x, y):
        return int(call("display.get", "%d %d" % (whole(x), whole(y))))

    def set_pixel(self, x, y, value):
        call("display.set", "%d %d %d" % (whole(x), whole(y), whole(value)))

    def clear(self):
        call("display.clear")

    def on(self):
        call("display.power", "1")

    def off(self):
        call("display.power", "0")

    def is_on(self):
        return call("display.power") == "1"

    def read_light_level(self):
        return int(call("room.light"))

    def show(self, image=NEEDED, delay=400, *extra, clear=False, wait=True, loop=False):
        _given(image, "image", extra)
        delay = whole(delay)
        call("display.stop")
        if type(image) in (int, float, bool):
            image = str(image)
        if type(image) is str:
            if not image:
                return
            call("display.letters", "%d %d %d %s" % (delay, bool(clear), bool(loop), image))
        elif type(image) is MicroBitImage and not clear and not loop:
            call("display.frame", digits(image))
            return
        else:
            images = (image,) if isinstance(image, MicroBitImage) else image
            if loop:
                # As on the real board: what is to be repeated needs a length.
                len(images)  # pyright: ignore[reportArgumentType]
            if wait:
                self._play(images, delay, clear, loop)
                return
            if type(images) not in (list, tuple):
                pictures = iter(images)  # pyright: ignore
                self._pull(pictures, delay, clear)
                return
            self._send(images, delay, clear, loop)
        if wait:
            _wait("display.left", "display.stop")

    def scroll(self, text=NEEDED, delay=150, *extra, wait=True, loop=False, monospace=False):
        _given(text, "text", extra)
        delay = whole(delay)
        if type(text) in (int, float, bool):
            text = str(text)
        elif type(text) is bytes:
            text = text.decode()
        if type(text) is not str:
            raise TypeError("can't convert '%s' object to str implicitly" % type(text).__name__)
        call("display.scroll", "%d %d %d %s" % (delay, bool(monospace), bool(loop), text))
        if wait:
            _wait("display.left", "display.stop")

    def _play(self, images, delay, clear, loop):
        # Picture by picture, so that a generator may take its time to make each.
        while True:
            for image in images:
                frame = _frame(image)
                if frame is None:
                    return
                call("display.frame", frame)
                sleep_us(max(delay, 1) * 1000)
            if not loop:
                break
        if clear:
            call("display.clear")
            sleep_us(max(delay, 1) * 1000)

    def _send(self, images, delay, clear, loop):
        frames = []
        for image in images:
            frame = _frame(image)
            if frame is None:
                clear = loop = False
                break
            frames.append(frame)
        call("display.animate", "%d %d %d %s" % (delay, bool(clear), bool(loop), ",".join(frames)))

    def _pull(self, images, delay, clear):
        # A generator in the background: a timer takes its pictures one by one.
        timer = int(call("timer.start", str(max(delay, 1))))

        def step():
            if call("display.pulling", "") != str(timer):
                call("timer.stop", str(timer))
                return
            try:
                frame = _frame(next(images))
            except StopIteration:
                frame = None
            if frame is not None:
                call("display.pulled", frame)
                return
            if clear:
                call("display.clear")
            call("timer.stop", str(timer))

        call("display.pulling", str(timer))
        handlers[timer] = step
        step()

    def __repr__(self):
        return "<MicroBitDisplay>"


display = MicroBitDisplay()
