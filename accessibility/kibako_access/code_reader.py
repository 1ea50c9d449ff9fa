"""Lines of Python in words: ``for i in range(3):`` is くりかえし 3かい.

What is whole Python is said by what it does; any other line sign by sign. Nothing is left out but
brackets, commas and colons whose place the words say. :func:`literal` leaves out nothing at all.
"""

import ast
import warnings
from collections.abc import Callable

from kibako_access.code_signs import said, signs
from kibako_access.spelling import spelled
from kibako_access.wording import Lang, table

_Part = Callable[[ast.AST], str]

MAX_LINE = 1000
"""How many characters of a line are said; of the rest only how many they are."""


def words(line: str, lang: Lang) -> str:
    """Say a line of Python in words, its indentation first.

    Args:
        line: The line, without its line end; any text.
        lang: The language to say it in.

    Returns:
        One sentence; never empty.
    """
    form = table("code", lang)["form"]
    text = line[:MAX_LINE].strip()
    code, comment = _split_comment(text)
    told = [_indent(line, lang)]
    if code:
        told.append(_statement(code, lang) or said(code, lang))
    if comment:
        told.append(said(comment, lang))
    if not text:
        told = [form["empty"]]
    return _with_rest([each for each in told if each], line, lang)


def literal(line: str, lang: Lang) -> str:
    """Name every character of a line, also those that only look like others.

    Args:
        line: The line, without its line end; any text.
        lang: The language to say it in.

    Returns:
        One sentence; never empty.
    """
    told = spelled(line[:MAX_LINE], lang) or table("code", lang)["form"]["empty"]
    return _with_rest([told], line, lang)


def _with_rest(told: list[str], line: str, lang: Lang) -> str:
    form = table("code", lang)["form"]
    if len(line) > MAX_LINE:
        told = [*told, form["left_out"].format(count=len(line) - MAX_LINE)]
    return form["between"].join(told)


def _indent(line: str, lang: Lang) -> str:
    form = table("code", lang)["form"]
    lead = line[: len(line) - len(line.lstrip())]
    if not lead:
        return ""
    if lead.strip(" "):
        if not lead.strip("\t"):
            return form["tabs"].format(count=len(lead))
        return spelled(lead[:MAX_LINE], lang)
    return form["indent"].format(count=len(lead))


def _split_comment(text: str) -> tuple[str, str]:
    """Split a line into its code and its comment."""
    found = signs(text, "en")
    if found and found[-1].kind == "comment":
        comment = found[-1].written
        return text[: len(text) - len(comment)].strip(), comment
    return text, ""


def _parse(code: str) -> ast.stmt | None:
    """Return the one statement that a line is, the first line of a block too; None if it is not."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(code + " pass" if code.endswith(":") else code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return body[0] if len(body) == 1 else None


def _statement(code: str, lang: Lang) -> str | None:
    """Say a statement by what it does; None when there are no words for it."""
    form = table("code", lang)["form"]
    otherwise = code.startswith("elif ")
    source = code[2:] if otherwise else code
    node = _parse(source)
    if node is None or (otherwise and not isinstance(node, ast.If)):
        return None
    block = isinstance(node, ast.For | ast.While | ast.If | ast.FunctionDef)
    if block and not source.endswith(":"):
        return None  # its body stands on the same line

    def part(piece: ast.AST) -> str:
        return said(ast.get_source_segment(source, piece) or "", lang)

    match node:
        case ast.For():
            return _repeat(node, part, lang)
        case ast.While(test=ast.Constant(value=True)):
            return form["forever"]
        case ast.While(test=test):
            return form["while"].format(test=part(test))
        case ast.If(test=test):
            return form["elif" if otherwise else "if"].format(test=part(test))
        case ast.FunctionDef(name=name, decorator_list=[], returns=None):
            between = source[source.index("(") + 1 : source.rindex(")")].strip()
            key = "function_with" if between else "function"
            return form[key].format(name=name, names=said(between, lang))
        case ast.Expr(value=ast.Call() as call):
            return _call(call, source, part, lang)
        case ast.Assign(targets=[target], value=value):
            return form["set"].format(name=part(target), value=part(value))
        case ast.AugAssign(target=target, op=ast.Add() | ast.Sub() as op, value=value):
            key = "add" if isinstance(op, ast.Add) else "subtract"
            return form[key].format(name=part(target), value=part(value))
        case ast.Import(names=names):
            return form["use"].format(names=_names(names, lang))
        case ast.ImportFrom(module=str(module), names=names, level=0):
            if names[0].name == "*":
                return form["use_all"].format(module=module)
            return form["use_from"].format(module=module, names=_names(names, lang))
        case _:
            return None


def _names(names: list[ast.alias], lang: Lang) -> str:
    return said(", ".join(ast.unparse(name) for name in names), lang)


def _call(call: ast.Call, source: str, part: _Part, lang: Lang) -> str:
    form = table("code", lang)["form"]
    function = ast.get_source_segment(source, call.func) or ""
    behind = source[len(function) :].strip()
    if not behind.startswith("(") or not behind.endswith(")"):
        return said(source, lang)
    given = behind[1:-1].strip()
    name = part(call.func)
    if not given:
        return form["call"].format(name=name)
    return form["call_with"].format(name=name, given=said(given, lang))


def _repeat(node: ast.For, part: _Part, lang: Lang) -> str:
    form = table("code", lang)["form"]
    name = part(node.target)
    match node.iter:
        case ast.Call(func=ast.Name(id="range"), args=[last], keywords=[]):
            return form["repeat_times"].format(count=part(last), name=name)
        case ast.Call(func=ast.Name(id="range"), args=[first, last], keywords=[]):
            return form["repeat_range"].format(name=name, first=part(first), last=part(last))
        case ast.Call(func=ast.Name(id="range"), args=[first, last, step], keywords=[]):
            return form["repeat_step"].format(
                name=name, first=part(first), last=part(last), step=part(step)
            )
        case things:
            return form["repeat_each"].format(name=name, things=part(things))
