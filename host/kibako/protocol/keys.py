"""The keys that a board's REPL obeys, and the words by which it is known."""

CTRL_A = b"\x01"
CTRL_B = b"\x02"
CTRL_C = b"\x03"
CTRL_D = b"\x04"
PROMPT = b">>> "
RAW_PASTE_ASK = b"\x05A\x01"
RAW_BANNER = b"raw REPL; CTRL-B to exit\r\n>"
BANNER_ON_ENTERING = b"\r\n" + RAW_BANNER
"""The banner on the way from the friendly prompt; at the raw one none has a line end before it."""
NEXT_PROMPT = b"\r\n" + PROMPT
"""What a board at its prompt answers to a Ctrl-C."""
RESTART_MARK = b'Type "help()" for more information.\r\n>>> '
