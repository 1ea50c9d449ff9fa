# The Pico's micropython: the interpreter's own functions, as far as a Pico has them.
from _args import whole as _whole
from _kibako import micropython as _own

RingIO = _own.RingIO
const = _own.const
heap_lock = _own.heap_lock
heap_unlock = _own.heap_unlock
kbd_intr = _own.kbd_intr
mem_info = _own.mem_info
opt_level = _own.opt_level
qstr_info = _own.qstr_info
schedule = _own.schedule
stack_use = _own.stack_use


def alloc_emergency_exception_buf(size):
    # A handler is never without memory here, so that there is nothing to lay aside.
    _whole(size)
