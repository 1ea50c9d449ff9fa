# The first program of the machine that a pack's check.py runs in. It has no board and no files:
# all that check.py can do is import `check`, which asks the host.
import sys

import host

with open("/.fw/job") as file:
    source = file.read()
reserve = bytearray(4096)  # room to say that there is no room
try:
    exec(compile(source, "check.py", "exec"), {"__name__": "__main__"})
except BaseException as error:
    reserve = None
    host.call("raised", "")
    sys.print_exception(error)
host.call("done", "")
