# The first program on a virtual board. It asks the host for the next thing to run, runs it as
# the REPL of a board would, and never ends by itself. Board code imports it as _kibako for what
# only the host can do: call() (a host call whose "!Name:text" answers are raised), sleep_us(),
# reset(), and handlers (functions to call at interrupts, by number).
import builtins
import sys

import host

JOB = "/.fw/job"
_FIRMWARE = "/.fw"

_call = host.call
_import = builtins.__import__
_names = {}
_loading = 0
_reserve = None
handlers = {}


def call(name, payload=""):
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


def _pump(_):
    due = _call("irq.next", "")
    while due:
        handler = handlers.get(int(due))
        if handler is not None:
            try:
                handler()
            except Exception as e:
                sys.print_exception(e)
        due = _call("irq.next", "")
    _call("sys.pumped", "")


def import_hook(name, g=None, loc=None, fromlist=None, level=0):
    global _loading
    if level == 0 and not _loading:
        top = name.split(".", 1)[0]
        real = _names.get(top)
        if real and top not in sys.modules:
            _loading += 1
            _call("sys.gate", "1")
            sys.path.insert(0, _FIRMWARE)
            try:
                module = _import(real, None, None, None, 0)
            finally:
                sys.path.remove(_FIRMWARE)
                _call("sys.gate", "")
                _loading -= 1
            sys.modules[top] = module
    return _import(name, g, loc, fromlist, level)


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
    except (KeyError, AttributeError):
        pass
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
    with open(JOB, "rb") as f:
        code = f.read(size)
    code = compile(code, name, kind)
    exec(code, ns)


def run(ns):
    global _reserve
    # Objects that the host puts where C looks for them are kept alive here.
    identity = _call("sys.identity", "").split("\n")
    ids = [id(_pump), id(None), id(kbd_intr)] + [id(text) for text in identity]
    for pair in _call("sys.boot", " ".join(map(str, ids))).split():
        name, _, real = pair.partition("=")
        _names[name] = real or name
    builtins.input = input
    builtins.__import__ = import_hook
    sys.modules["_kibako"] = sys.modules.pop("kernel")
    sys.path[:] = ["", "/lib"]
    ns.clear()
    ns["__name__"] = "__main__"
    outcome = ""
    while True:
        job = _call("sys.next", outcome)
        outcome = ""
        if not job:
            continue
        size, _, name = job[1:].partition(" ")
        if job[0] == "c":
            _complete(name, ns)
            continue
        try:
            _reserve = bytearray(2048)
            try:
                _run("single" if job[0] == "s" else "exec", int(size), name, ns)
            except SystemExit:
                outcome = "reset"
            except BaseException as e:
                _show(e)
        except BaseException as e:
            # Ctrl-C met the handler above.
            _show(e)
