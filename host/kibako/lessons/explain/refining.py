"""What the text of a program adds to what the board says of a mistake in it."""

import ast
from collections.abc import Callable

from kibako import strings
from kibako.lessons.explain import names, source

Fields = dict[str, str]
Told = tuple[str, Fields]
"""The kind of mistake, and what its messages name."""

_BOARDS = {"microbit": "micro:bit", "pico": "Pico", "pico-w": "Pico W"}


def refined(kind: str, fields: Fields, code: str, family: str, here: str) -> Told:
    """Return the kind of mistake as exactly as the program tells it.

    Args:
        kind: What the board's text says.
        fields: What it names.
        code: The program; may be empty.
        family: The kind of board; may be empty.
        here: The line of the program where it happened.
    """
    refine = _REFINED.get(kind)
    return (kind, fields) if refine is None else refine(fields, code, family, here)


def _name(fields: Fields, code: str, family: str, here: str) -> Told:
    name = fields["name"]
    if wide := source.wide_sign(name):
        return "name_wide", {**fields, "sign": wide[0], "plain": wide[1]}
    if statement := names.import_for(name, family):
        return "name_import", {**fields, "statement": statement}
    if near := names.nearest(name, names.in_use(code, family)):
        return "name_near", {**fields, "nearest": near}
    return "name_unknown", fields


def _attribute(fields: Fields, code: str, family: str, here: str) -> Told:
    owner, name = fields["owner"], fields["name"]
    if wide := source.wide_sign(name):
        return "name_wide", {"name": name, "sign": wide[0], "plain": wide[1]}
    known = names.of_module(owner, family) or names.of_type(owner) or _own_names(code, owner)
    fields = {**fields, "owner": owner.removeprefix("MicroBit") if "MicroBit" in owner else owner}
    if strings.has(f"explain.kind_{owner}"):
        fields["owner"] = owner
    if near := names.nearest(name, known):
        return "attribute_near", {**fields, "nearest": near}
    return "attribute_unknown", fields


def _own_names(code: str, owner: str) -> set[str]:
    """Return what a class of the program has."""
    tree = source.parsed(code)
    found: set[str] = set()
    for node in () if tree is None else ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == owner:
            for inner in ast.walk(node):
                if isinstance(inner, ast.FunctionDef):
                    found.add(inner.name)
                elif isinstance(inner, ast.Attribute):
                    found.add(inner.attr)
    return found


def _module(fields: Fields, code: str, family: str, here: str) -> Told:
    name = fields["name"].partition(".")[0]
    fields = {**fields, "name": name}
    if board := names.other_board(name, family):
        return "import_other_board", {**fields, "board": _BOARDS[board]}
    if near := names.nearest(name, names.modules(family)):
        return "import_near", {**fields, "nearest": near}
    return "import_unknown", fields


def _imported(fields: Fields, code: str, family: str, here: str) -> Told:
    module = here.strip().removeprefix("from ").partition(" ")[0]
    if board := names.board_of_name(fields["name"], module, family):
        return "import_name_other_board", {**fields, "board": _BOARDS[board], "module": module}
    if near := names.nearest(fields["name"], names.of_module(module, family)):
        return "import_name_near", {**fields, "nearest": near}
    return "import_name_unknown", fields


def _arguments(fields: Fields, code: str, family: str, here: str) -> Told:
    """Count as a learner does: what stands in the brackets, without the object before the dot."""
    given, wanted = int(fields["given"]), int(fields["wanted"])
    if given == wanted + 1 and _lacks_self(code, fields["function"]):
        return "type_self", {}
    if _calls_method(code, fields["function"], here, given - 1):
        given, wanted = given - 1, wanted - 1
    return "type_arguments", {"given": str(given), "wanted": str(max(0, wanted))}


def _calls_method(code: str, function: str, here: str, count: int) -> bool:
    """Tell whether a line calls a function of an object with so many things in the brackets."""
    tree = source.parsed(code)
    lines = code.split("\n")
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and function in (node.func.attr, "function")
        and lines[node.lineno - 1] == here
        and len(node.args) + len(node.keywords) == count
        for node in (() if tree is None else ast.walk(tree))
    )


def _lacks_self(code: str, function: str) -> bool:
    tree = source.parsed(code)
    for node in () if tree is None else ast.walk(tree):
        if not isinstance(node, ast.ClassDef):
            continue
        for inner in node.body:
            if isinstance(inner, ast.FunctionDef) and function in (inner.name, "function"):
                first = inner.args.args[0].arg if inner.args.args else ""
                if first != "self" and not inner.decorator_list:
                    return True
    return False


def _operands(fields: Fields, code: str, family: str, here: str) -> Told:
    both = {fields["left"], fields["right"]}
    if "NoneType" in both:
        return "type_with_none", {}
    if both & {"function", "bound_method", "closure", "generator"}:
        return "type_with_function", {}
    if "str" in both and both & {"int", "float"}:
        return "type_text_and_number", {}
    return "type_operands", fields


def _compared(fields: Fields, code: str, family: str, here: str) -> Told:
    kind, told = _operands(fields, code, family, here)
    compares = kind in ("type_operands", "type_text_and_number")
    return ("type_compare", fields) if compares else (kind, told)


def _subscript(fields: Fields, code: str, family: str, here: str) -> Told:
    if "neopixel" in code and fields["kind"] == "int":
        return "type_colour", {}
    return "type_not_subscriptable", fields


def _index(fields: Fields, code: str, family: str, here: str) -> Told:
    what = fields.get("what", "")
    if what == "bytearray" and "neopixel" in code:
        return "index_strip", {}
    if what == "tuple" and ".format(" in here:
        return "value_format", {}
    if what == "tuple" and "neopixel" in code:
        return "type_colour", {}
    return "index_range", {}


def _pin_busy(fields: Fields, code: str, family: str, here: str) -> Told:
    return "value_pin_busy", {"pin": f"pin{fields['number']}", "mode": fields["mode"]}


def _value(fields: Fields, code: str, family: str, here: str) -> Told:
    return ("value_random" if "rand" in here else "value_unknown"), {}


_REFINED: dict[str, Callable[[Fields, str, str, str], Told]] = {
    "name_unknown": _name,
    "attribute_unknown": _attribute,
    "import_unknown": _module,
    "import_name_unknown": _imported,
    "type_arguments": _arguments,
    "type_operands": _operands,
    "type_compare": _compared,
    "type_not_subscriptable": _subscript,
    "index_range": _index,
    "value_pin_busy": _pin_busy,
    "value_unknown": _value,
}
