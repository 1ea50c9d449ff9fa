"""Who may import what from outside: in the source, and in a fresh process."""

import json
import subprocess
import sys

import pytest

from .source import imported, module_name, modules

AT_HOME = {
    "textual": ("kibako/tui/",),
    "rich": ("kibako/tui/",),
    "serial": ("kibako/links/serial.py", "kibako/boards/discovery.py"),
    "bleak": (
        "kibako/links/ble.py",
        "kibako/links/ble_finding.py",
        "kibako/links/ble_peer.py",
    ),
    "wasmtime": ("kibako/virtual/interpreter/", "kibako/virtual/vm.py"),
    "platformdirs": ("kibako/paths.py",),
    "pymunk": ("kibako/robocon/arena.py", "kibako/robocon/bodies.py"),
}
"""The modules that may import a package; the others must not, not even inside a function."""

HEAVY = (
    "textual",
    "rich",
    "serial",
    "bleak",
    "wasmtime",
    "mpremote",
    "msgspec",
    "platformdirs",
    "tree_sitter",
    "uflash",
    "pymunk",
)


@pytest.mark.parametrize("package", AT_HOME)
def test_a_package_stays_where_it_belongs(package: str) -> None:
    strangers = [
        path
        for path, tree in modules().items()
        if package in imported(tree) and not path.startswith(AT_HOME[package])
    ]
    assert strangers == []


def loaded_by(*names: str) -> set[str]:
    """Import modules in a fresh process and return the heavy packages that came along."""
    code = (
        "import importlib, json, sys\n"
        "for name in sys.argv[1:]: importlib.import_module(name)\n"
        f"print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *names],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_the_command_line_begins_with_nothing_heavy() -> None:
    verbs = [module_name(path) for path in modules() if path.startswith("kibako/cli/")]
    assert len(verbs) > 12
    assert loaded_by("kibako.cli.main", *verbs) == set()


def test_the_version_is_said_without_the_catalogues() -> None:
    code = (
        "import sys; from kibako.cli.main import main; main(['--version']);"
        "sys.exit(bool({'kibako.strings', 'kibako.cli.words'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("kibako ")


@pytest.mark.parametrize(
    ("room", "allowed"),
    [
        ("protocol", set()),
        ("links", {"serial", "bleak"}),
        ("boards", {"serial"}),
        ("lessons", {"msgspec"}),
        ("robocon", {"msgspec", "pymunk"}),
        ("club", {"msgspec"}),
        ("workbench", {"msgspec", "serial"}),
        ("line", {"msgspec", "serial"}),
        ("setup", set()),
    ],
)
def test_a_room_brings_only_what_is_its_own(room: str, allowed: set[str]) -> None:
    names = [module_name(path) for path in modules() if path.startswith(f"kibako/{room}/")]
    assert names
    assert loaded_by(*names) <= allowed


def test_access_knows_nothing_of_kibako() -> None:
    names = [module_name(path) for path in modules() if path.startswith("kibako_access/")]
    code = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)\n"
    code += "sys.exit('kibako' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, *names], timeout=60, check=False)
    assert done.returncode == 0
