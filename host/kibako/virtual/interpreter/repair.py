"""The repair: MicroPython's module in, a module out whose collector sees what is alive.

**The fault.** MicroPython's collector is *conservative*: it takes each word on the C stack that
looks like the address of an object as a reason to keep that object. Compiled to WebAssembly, C's
variables do not lie on a stack in memory. They are *locals* and *operands* of WebAssembly
functions, which no program can look at. An object to which only such a local points is freed
while it is in use.

**The repair** is the classical one for a compiler that serves a collector: before each call that
may collect, every value that is needed afterwards and may be a pointer is also written to
memory, into a *frame* on the stack that the collector scans. The steps, one module each:

1. ``binary``, ``body``, ``opcodes``: read the module and decode its functions.
2. ``callgraph``: find the functions that can reach the collector. The others stay as they are.
3. ``flow``: walk through a function; simulate the operand stack, build the control-flow graph.
4. ``liveness``: find the locals that are needed after each call, and which may be pointers.
5. ``spilling``: decide where each of them is stored.
6. ``rewriting``: write the function anew, with its frame and its stores.
7. ``collector``: let the collector accept pointers into the middle of an object, which compilers
   like to keep instead of the object's own address; give the stack room and a guard; count
   the collections.
8. ``errors``: not about the collector: let errors have the numbers of boards.
9. ``jumps``: nor is this: let the host be entered at a counted jump of the program.
10. ``room``: nor this: have the host not asked for what it always answers.

The value itself stays where it was: MicroPython's collector does not move objects, so nothing
has to be loaded again after a call.
"""

from kibako.virtual.interpreter.binary import (
    CODE,
    Module,
    invalid,
    read_module,
    write_code,
    write_module,
)
from kibako.virtual.interpreter.body import Body, decode
from kibako.virtual.interpreter.callgraph import collecting_functions
from kibako.virtual.interpreter.collector import (
    PINNED,
    Artifact,
    check_handlers,
    count_collections,
    interior_mark_roots,
    move_stack,
    raise_recursion_limit,
    stack_floor,
)
from kibako.virtual.interpreter.errors import RAISE_OS_ERROR, translate_errors
from kibako.virtual.interpreter.flow import walk
from kibako.virtual.interpreter.jumps import count_jumps
from kibako.virtual.interpreter.rewriting import rewrite
from kibako.virtual.interpreter.room import fix_room
from kibako.virtual.interpreter.spilling import plan


def repair(data: bytes, artifact: Artifact = PINNED) -> bytes:
    """Return the artifact, repaired.

    Args:
        data: The artifact.
        artifact: Where things are in it.

    Returns:
        The new module.

    Raises:
        WasmError: The bytes are no module, or not one that we can repair.
    """
    module = read_module(data)
    bodies = [decode(raw) for raw in module.bodies]
    check_handlers(bodies)
    bodies = [fix_room(body) for body in bodies]
    executing, counting = count_jumps(module, bodies)
    bodies[executing] = counting
    module.bodies = [body.raw for body in bodies]
    new = spill(module, bodies, artifact.collector, stack_floor(artifact))
    collector = module.body_number(artifact.collector)
    new[collector] = count_collections(new[collector], artifact)
    roots = module.body_number(artifact.mark_roots)
    new[roots] = interior_mark_roots(bodies[roots], artifact)
    main = module.body_number(artifact.main)
    new[main] = raise_recursion_limit(bodies[main], artifact)
    raiser = module.body_number(RAISE_OS_ERROR)
    new[raiser] = translate_errors(bodies[raiser])
    move_stack(module, artifact)
    module.replace(CODE, write_code(new))
    return write_module(module)


def spill(module: Module, bodies: list[Body], collector: int, floor: int) -> list[bytes]:
    """Return all function bodies, those that need it with a frame.

    Args:
        module: The module.
        bodies: Its decoded bodies.
        collector: The function that collects.
        floor: The lowest address for a frame.

    Returns:
        The bodies in their order.

    Raises:
        WasmError: There is no such collector, or a body is not valid.
    """
    collecting = collecting_functions(module, bodies, collector)
    new = list(module.bodies)
    for index in sorted(collecting):
        number = module.body_number(index)
        body = bodies[number]
        kind = module.function_type(index)
        made = plan(walk(body, kind, module, collecting), len(kind.params))
        if len(kind.results) > 1:
            raise invalid("functions with more than one result are not known")
        if made.slots:
            new[number] = rewrite(body, made, kind.params, kind.results, floor)
    return new
