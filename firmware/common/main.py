# Kibako's launcher, version 1: starts program.py, one second after the board.
#
# In that second Ctrl-C brings the prompt, whatever program.py does once it runs: a board with
# this main.py can be rescued by whoever starts it anew. An error that ends program.py is shown
# as always; the last one is kept in errors.log as well, at most 1000 letters of it.
#
# It changes nothing else on the board. To be rid of it, put your own main.py in its place.
import os
import sys
import time

time.sleep_ms(1000)
try:
    if "program.py" in os.listdir():
        if sys.platform == "microbit":  # which has no execfile
            __import__("program")
        else:
            execfile("program.py", {"__name__": "__main__"})
except Exception as error:
    try:
        text = repr(error)
        if sys.platform != "microbit":  # which can show a traceback, but not keep it
            from io import StringIO

            shown = StringIO()
            sys.print_exception(error, shown)
            text = shown.getvalue()  # pyright: ignore[reportAttributeAccessIssue]
        with open("errors.log", "w") as log:
            log.write(text[-1000:])
    except (OSError, MemoryError):
        pass  # no room for it
    raise
