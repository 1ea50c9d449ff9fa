# What platform says on a Pico.


def platform(*a):
    return "MicroPython-1.27.0-arm--with-newlib4.3.0"


def python_compiler():
    return "GCC 13.2.1"


def libc_ver():
    return ("newlib", "4.3.0")
