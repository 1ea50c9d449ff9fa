"""Questions that a person answers at a terminal with yes or no."""

import sys

from kibako import strings

YES = ("y", "yes", "はい")


def can_answer() -> bool:
    """Return whether somebody is there to answer."""
    return sys.stdin.isatty()


def answer(question: str) -> str:
    """Ask a person at the terminal.

    Args:
        question: The question; the answer is typed behind it.

    Returns:
        What was typed, without spaces around it, in small letters.
    """
    print(question, end=" ", file=sys.stderr, flush=True)
    # endless: a person answers at a terminal, and nothing is under way meanwhile
    return sys.stdin.readline().strip().lower()


def agreed(question: str) -> bool:
    """Ask for a yes.

    Args:
        question: The question.
    """
    return answer(f"{question} {strings.text('cli.yes_or_no')}") in YES


def secret(question: str) -> str:
    """Ask for something that is not shown while it is typed.

    Args:
        question: The question.

    Raises:
        KeyboardInterrupt: The person ended the typing instead (Ctrl-D, Ctrl-C).
    """
    import getpass

    try:
        return getpass.getpass(f"{question} ", sys.stderr)
    except EOFError as error:
        raise KeyboardInterrupt from error
