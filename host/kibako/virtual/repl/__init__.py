r"""The serial side of a virtual board: friendly REPL, raw REPL, raw paste; bytes in, actions out.

How the board's machine drives it (:class:`~kibako.virtual.repl.terminal.Terminal`):

* At power-up the terminal waits: the machine runs boot.py and main.py, then calls ``booted()``
  and sends what that returns.
* ``step = terminal.receive(data)`` gives ``step.actions`` in order. ``Send`` goes out as it is.
  ``Execute``, ``Complete`` and ``SoftReset`` are always the last action of a step; the bytes
  after them come back in ``step.rest``, for the machine to keep (they are the program's stdin
  while it runs) and to give to ``receive`` again afterwards.
* The machine then answers once: ``executed(error)`` after ``Execute``, ``completions(names)``
  after ``Complete``, ``booted()`` after ``SoftReset``; each returns actions to carry out in the
  same way. Until then ``terminal.waiting`` is not None and ``receive`` consumes nothing.
* Output of a running program is the machine's: it sends it itself, with ``\n`` as ``\r\n``.
* A program that ends the session (``machine.soft_reset()``, ``SystemExit``):
  ``executed(error, soft_reset=True)``. The reset button: ``hard_reset()``, then ``booted()``.
* main.py is not run after a soft reset in the raw REPL: ask ``terminal.raw``.
"""
