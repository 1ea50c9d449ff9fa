"""How a program is built, told in words: how deep a line stands, and inside which lines."""

from kibako import strings

LEVEL = 4
"""So many spaces are one level."""


def level_words(line: str) -> str:
    """Say how deep a line stands: in levels, or in spaces where they are no whole levels.

    Args:
        line: The line with its spaces.

    Returns:
        Words such as "indent 1"; "" for a line that stands at the margin.
    """
    spaces = len(line) - len(line.lstrip(" "))
    if not spaces:
        return ""
    if spaces % LEVEL:
        return strings.text("line_code.spaces", count=spaces)
    return strings.text("line_code.indent", level=spaces // LEVEL)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def enclosing(lines: list[str], at: int) -> list[int]:
    """Return inside which lines a line stands.

    Args:
        lines: The program.
        at: The number of the line, counted from 1.

    Returns:
        The numbers of the lines that open the blocks around it, the innermost first.
    """
    found: list[int] = []
    depth = _depth(lines[at - 1])
    for number in range(at - 1, 0, -1):
        line = lines[number - 1]
        if line.strip() and _depth(line) < depth:
            depth = _depth(line)
            found.append(number)
    return found


def outline(lines: list[str]) -> list[tuple[int, int]]:
    """Return the lines that open a block, each with how many written lines are in it.

    Args:
        lines: The program.

    Returns:
        Pairs of the number of a line, counted from 1, and of how many lines stand deeper after it.
    """
    found: list[tuple[int, int]] = []
    for number, line in enumerate(lines, start=1):
        if not line.split("#")[0].rstrip().endswith(":"):
            continue
        inside = 0
        for below in lines[number:]:
            if below.strip() and _depth(below) <= _depth(line):
                break
            inside += bool(below.strip())
        found.append((number, inside))
    return found
