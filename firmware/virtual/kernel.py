# The first program on a virtual board. It asks the host for the next thing to run, runs it as
# the REPL of a board would, and never ends by itself. Board code imports it as _kibako for what
# only the host can do: call() (a host call whose "!Name:text" answers are raised), sleep_us(),
# reset(), and handlers (functions to call at interrupts, by number).
import builtins
import gc
import io
import sys

import framebuf
import micropython
import uhashlib as hashlib
import uos
import utime as utime
import vfs

import host

try:
    import urandom as urandom
except OSError:
    # It asks the system for a seed, which it does not need: the host gives one.
    import urandom as urandom

JOB = "/.fw/job"
_SOURCE = "/.fw.src"
_ROM = "/.frozen"
_MISSING = 'raise NotImplementedError("the virtual board has no %s yet")'
# The import that loads this gets a module of its own, with the same things in it; the next ones
# get the one with the new name.
_ALIAS = (
    "from %s import *\nimport sys as _sys, %s as _m\n_sys.modules['%s'] = _m\n"
    "def __getattr__(name):\n return getattr(_m, name)\n"
)

_call = host.call
_names = {}
_reserve = None
_dir = builtins.dir
_open = builtins.open
_help = builtins.help
_execfile = builtins.execfile  # pyright: ignore[reportAttributeAccessIssue]
_mount = vfs.mount
_main = {}
_missed = False
_held = [None] * 400
_FILE = (0x8000, 0, 0, 0, 0, 0, 0, 0, 0, 0)
handlers = {}


def call(name, payload=""):
    if name.startswith("sys.") and name != "sys.statvfs":
        raise ValueError(name)
    answer = _call(name, payload)
    if answer[:1] == "!":
        _raise(answer)
    return answer


def _raise(answer):
    name, _, text = answer[1:].partition(":")
    kind = getattr(builtins, name, RuntimeError)
    if kind is OSError and text:
        raise OSError(int(text))
    raise kind(text) if text else kind()


def sleep_us(duration):
    answer = _call("sys.sleep", str(duration))
    while answer:
        if answer[0] == "!":
            _raise(answer)
        # An interrupt is due: its handler runs at this jump, then the sleep goes on.
        answer = _call("sys.sleep", answer)


def sleep_ms(duration):
    sleep_us(duration * 1000)


def sleep(duration):
    sleep_us(int(duration * 1000000))


def reset():
    _call("sys.reset", "")


def input(prompt=""):
    sys.stdout.write(str(prompt))
    answer = _call("sys.input", "")
    while answer[0] == "i":
        answer = _call("sys.input", "")
    if answer[0] == "!":
        _raise(answer)
    return answer[1:]


def kbd_intr(char):
    _call("sys.kbd_intr", str(char))


def _unhandled(error):
    # The lines of our own code are left out: a real board has none there.
    text = io.StringIO()
    sys.print_exception(error, text)  # pyright: ignore[reportArgumentType]
    for line in text.getvalue().split("\n")[:-1]:  # pyright: ignore[reportAttributeAccessIssue]
        if '"/.fw/' not in line:
            print(line)


def _pump(_):
    try:
        due = _call("irq.next", "")
        while due:
            due = int(due)
            handler = handlers.get(due % 1000)
            handlers[-1] = due // 1000  # what happened, for the handler to read
            if handler is not None:
                try:
                    handler()
                except Exception as e:
                    _unhandled(e)
            due = _call("irq.next", "")
    except KeyboardInterrupt:
        # The program is meant, not what is called in its midst.
        _call("sys.again", "")
    finally:
        _call("sys.pumped", "")
    carry = handlers.get(-2)
    if carry is not None:
        # A stream of the program's has the terminal, too (os.dupterm).
        carry()


def stream(what):
    # Nothing jumps before it or behind it: see virtual/dupterm.py on the host.
    _call("sys.stream", what)


# What board code may have of all this: a program that changes it does not change the kernel.
_OFFERED = {
    "call": call,
    "framebuf": framebuf,
    "handlers": handlers,
    "hashlib": hashlib,
    "micropython": micropython,
    "reset": reset,
    "sleep_us": sleep_us,
    "stream": stream,
    "uos": uos,
    "urandom": urandom,
    "utime": utime,
    "vfs": vfs,
}


class _Rom:
    # The board's own modules, as a file system that sys.path names. Each is read at once (the
    # interpreter itself reads files in pieces of 20 bytes), as bytecode where there is any.
    def mount(self, readonly, mkfs):
        pass

    def umount(self):
        pass

    def remove(self, *paths):
        raise OSError(30)

    mkdir = rename = rmdir = remove

    def chdir(self, path):
        raise OSError(2)

    ilistdir = chdir

    def stat(self, path):
        # An import takes every exception here as "there is none", Ctrl-C too: then it is given a
        # file, and opening that raises it again. Ctrl-C comes at jumps; so before all of them
        # it is noted that one was missed, and after them that none was.
        global _missed
        try:
            missed, _missed = _missed, True
            found = None if missed else self._find(path)
        except KeyboardInterrupt:
            return _FILE
        if missed:
            return _FILE
        if found is None:
            _missed = False
            raise OSError(2)
        _missed = False
        return found

    def _find(self, path):
        try:
            if path[-3:] != ".py":
                return self._stat(path)
            try:
                self._stat(path[:-3] + ".mpy")
            except OSError:
                return self._stat(path)
        except OSError:
            pass
        return None

    def _stat(self, path):
        path = self._place(path)
        if path[:1] == "!":
            if path[-3:] == ".py":
                return _FILE
            raise OSError(2)
        return uos.stat(path)

    def open(self, path, mode):
        global _missed
        if _missed:
            _missed = False
            raise KeyboardInterrupt
        path = self._place(path)
        if path[:1] == "!":
            name = path[1:-3]
            real = _names[name]
            text = _MISSING % name if real == "!" else _ALIAS % (real, real, name)
            return io.BytesIO(text.encode())
        # What lives on is to lie close together, so that the heap stays in one piece.
        gc.collect()
        with _open(path, "rb") as f:
            size = uos.stat(path)[6]
            _call("sys.loads", str(size))
            return io.BytesIO(f.read(size))

    def _place(self, path):
        # Where a module lies for this interpreter, or (behind "!") what it is called: one that is
        # missing, or another name of one.
        first, slash, rest = path[1:].partition("/")
        name, dot, kind = first.partition(".")
        real = _names.get(name, name if name[:1] == "_" else None)
        if real is None:
            raise OSError(2)
        if real != name:
            return "!" + first
        return _SOURCE + "/" + real + dot + kind + slash + rest


def mount(*things, **settings):
    # What vfs.mount and os.mount are from now on: where our own modules lie is not shown.
    if things or settings:
        return _mount(*things, **settings)
    return [entry for entry in _mount() if entry[1] != _ROM]


def dir(*things):
    if not things:
        return sorted(_main)
    own = getattr(things[0], "__dict__", {})
    if "_LAZY" in own:
        # A module that loads its parts when they are asked for: asking for all costs memory.
        names = [name for name in own if name[0] != "_" or name[1] == "_"]
        return sorted(set(names + list(own["_LAZY"])))
    try:
        return _dir(*things)
    except NotImplementedError:
        # Some modules answer so for what the virtual board has not.
        return sorted(things[0].__dict__)


def help(*things):
    if things and things[0] != "modules":
        return _help(*things)
    part = _call("sys.help", "modules" if things else "")
    while part:
        sys.stdout.write(part)
        part = _call("sys.help", "more")


def _complete(prefix, ns):
    first, *rest = prefix.split(".")
    found = []
    try:
        if rest:
            thing = ns[first] if first in ns else getattr(builtins, first)
            for part in rest[:-1]:
                thing = getattr(thing, part)
            found = dir(thing)
        else:
            found = list(ns) + dir(builtins)
    except Exception:
        pass  # a word that has no value has no completions
    last = rest[-1] if rest else first
    for name in sorted(set(found)):
        if name.startswith(last) and (last or name[0] != "_"):
            _call("sys.name", name)


def _show(error):
    global _reserve
    _reserve = None
    _call("sys.error", "")
    sys.print_exception(error)


def _run(kind, size, name, ns):
    if kind == "file":
        # Read piece by piece, as from the real board's flash: its text takes no heap.
        _execfile(name, ns)
        return
    with _open(JOB, "rb") as f:
        code = f.read(size)
    code = compile(code, name, kind)
    exec(code, ns)


def run(ns):
    global _main
    # Objects that the host puts where C looks for them are kept alive here.
    identity = _call("sys.identity", "").split("\n")
    ours = (_pump, None, kbd_intr, mount, sleep, sleep_ms, sleep_us)
    ids = [id(thing) for thing in ours] + [id(text) for text in identity] + [id(ns)]
    for pair in _call("sys.boot", " ".join(map(str, ids))).split():
        name, _, real = pair.partition("=")
        _names[name] = real or name
    _main = ns
    builtins.dir = dir
    builtins.help = help
    builtins.input = input
    _mount(_Rom(), _ROM)
    del sys.modules["kernel"]
    sys.modules["_kibako"] = type("_kibako", (), _OFFERED)  # pyright: ignore[reportArgumentType]
    sys.path[:] = [_ROM, "", "/lib"]
    ns.clear()
    ns["__name__"] = "__main__"
    names, _, heap = _call("sys.preload", "").rpartition(" ")
    _preload(names.split(), int(heap))
    error = None
    while True:
        try:
            _serve(ns, error)
        except BaseException as e:
            # Ctrl-C came between a program's end and its report.
            error = e


def _preload(names, heap):
    # On a real board its modules take no heap; here they are loaded while the heap is whole.
    for name in names:
        try:
            __import__(name)
        except KeyboardInterrupt:
            pass  # then the program's import loads it
    if heap < 16384:
        # The interpreter's table of names grows by doubling: of so small a heap that would take
        # half, for a few names of a program. It grows now, beside the program's part.
        for at in range(64):
            getattr(gc, "_%d" % at, None)
    gc.collect()
    # The heap is larger than a program may use. Of what is left it gets its due in one piece; the
    # holes between the modules are filled for good.
    free = gc.mem_free()
    room = [None] * 16
    _fill(room, heap, heap)
    _fill(_held, free - heap, 512)
    for at in range(len(room)):
        room[at] = None
    gc.collect()
    _call("sys.collects", "")
    gc.collect()
    _call("sys.collects", "")


def _fill(held, size, piece):
    # Take so much of the heap, in pieces that become smaller as they no longer fit.
    at = 0
    while size > 0 and piece > 16 and at < len(held):
        try:
            if piece > size:
                piece //= 2
            else:
                # A tuple is one piece: only the list points to it.
                held[at] = (0,) * (piece // 4 - 2)
                size -= piece
                at += 1
        except MemoryError:
            piece //= 2


def _room():
    try:
        return bytearray(4096) if gc.mem_free() > 12288 else None
    except MemoryError:
        return None  # there is some, but in small pieces


def _serve(ns, error):
    global _missed, _reserve
    outcome = ""
    while True:
        if error is not None:
            _show(error)
            error = None
        job = _call("sys.next", outcome)
        outcome = ""
        if not job:
            continue
        size, _, name = job[1:].partition(" ")
        if job[0] == "c":
            _complete(name, ns)
            continue
        _missed = False
        try:
            # Given back when the program fails, so that there is room to say why; a heap that was
            # left full has that room for the next commands.
            _reserve = _room()
            _run({"s": "single", "e": "exec", "f": "file"}[job[0]], int(size), name, ns)
            _call("sys.done", "")
        except SystemExit:
            outcome = "reset"
        except BaseException as e:
            error = e
