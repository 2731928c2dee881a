"""The rules of the house, held by tests so that nobody needs to know the tools."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "app").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
INNER = ("core", "till", "office")

LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 40
QT_CALLS = 20_000

CLOCKS_AND_CHANCE = {
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "date.today",
    "time.time",
    "time.monotonic",
    "time.perf_counter",
    "uuid.uuid1",
    "uuid.uuid4",
    "os.urandom",
}
SUPPRESSION = re.compile(r"#\s*(?:type: ignore|pyright: ignore|noqa|pragma: no cover|mypy:|pyright:|ruff:)(?P<rest>.*)")
CODES = re.compile(r"^:?\s*(?:\[[^\]]*\]|[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*)?")
# Folders that exist on the machine of whoever wrote the line, and on no other.
MACHINES_OWN_PATH = re.compile(r"(?<![\w.:/)}\]-])/(?:home|root|Users|wor[k]|workspace|mnt)/\w")


def here(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def trees(paths: list[Path], words: tuple[str, ...] = ("",)) -> Iterator[tuple[str, ast.Module]]:
    """Each file that holds one of the words, as a tree. What a file does not hold cannot stand in its tree."""
    for path in paths:
        text = path.read_text("utf-8")
        if any(word in text for word in words):
            yield here(path), ast.parse(text)


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an expression, or as much of its end as has names."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        names.append(node.id)
    return ".".join(reversed(names))


def calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each call's line and the name of what is called, with `import x as y` and `from x import y` seen through."""
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            known |= {name.asname or name.name: f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            known |= {name.asname: name.name for name in node.names if name.asname}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (called := dotted(node.func)):
            first, *others = called.split(".")
            yield node.lineno, ".".join([known.get(first, first), *others])


def ends_as(called: str, banned: set[str]) -> bool:
    return ".".join(called.split(".")[-2:]) in banned


def texts() -> Iterator[Path]:
    """Every text the project is made of."""
    for name in ("app", "resources", "tests", "packaging", ".ci"):
        yield from (path for path in (ROOT / name).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    yield from (ROOT / name for name in ("README.md", "CHANGELOG.md", "Makefile", "pyproject.toml", ".gitignore"))


LINT_IMPORTS = (
    "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
)


def test_every_import_keeps_to_the_layers_of_the_house() -> None:
    """In a process of its own: the tool sets up logging anew and turns off every logger that other tests listen to."""
    done = subprocess.run([sys.executable, "-c", LINT_IMPORTS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_room_has_one_level() -> None:
    deep = [here(path) for path in SOURCES if len(path.relative_to(ROOT / "app").parts) > 2]
    assert not deep


def test_no_file_is_named_after_nothing_in_particular() -> None:
    vague = re.compile(r"util|helper|manager|service|common|misc")
    assert not [here(path) for path in SOURCES if vague.search(path.stem)]


def test_no_file_holds_two_things() -> None:
    lengths = {here(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES + TESTS}
    assert not {name: length for name, length in lengths.items() if length > LINES_OF_A_FILE}


def test_no_function_does_two_things() -> None:
    long = [
        f"{name}:{node.lineno} {node.name} ({length} lines)"
        for name, tree in trees(SOURCES)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LINES_OF_A_FUNCTION
    ]
    assert not long


def test_every_module_says_first_what_it_is() -> None:
    first = re.compile(r'(?:#.*\n)*"""\S')
    assert not [here(path) for path in SOURCES + TESTS if not first.match(path.read_text("utf-8"))]


def test_nothing_sleeps() -> None:
    sleeping = {"sleep", "msleep", "usleep", "qWait", "qSleep"}
    naps = [
        f"{name}:{line} {call}"
        for name, tree in trees(SOURCES + TESTS, ("leep(", "leep as ", "qWait", "qtbot.wait"))
        for line, call in calls(tree)
        if call.split(".")[-1] in sleeping or call.endswith("qtbot.wait")
    ]
    assert not naps


def test_no_port_is_played_by_a_mock() -> None:
    mocks = [
        f"{name}:{number}"
        for name, tree in trees(TESTS, ("Mock",))
        for node in ast.walk(tree)
        for word in (getattr(node, "id", ""), getattr(node, "attr", ""), getattr(node, "name", ""))
        if isinstance(word, str) and word.endswith("Mock") and (number := getattr(node, "lineno", 0))
    ]
    assert not mocks


@pytest.mark.parametrize("room", INNER)
def test_the_inner_rooms_are_handed_time_and_chance(room: str) -> None:
    paths = sorted((ROOT / "app" / room).rglob("*.py"))
    read = [
        f"{name}:{line} {call}"
        for name, tree in trees(paths)
        for line, call in calls(tree)
        if ends_as(call, CLOCKS_AND_CHANCE)
    ]
    assert not read


def test_every_suppression_gives_its_reason() -> None:
    bare = [
        f"{here(path)}:{number}"
        for path in SOURCES + TESTS
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (found := SUPPRESSION.search(line)) and len(CODES.sub("", found["rest"], count=1).split()) < 3
    ]
    assert not bare, "write the reason behind the code, in three words or more"


def test_nothing_is_left_for_later() -> None:
    later = re.compile("TODO|FIXME|XXX|NotImplementedError")
    assert not [
        f"{here(path)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if later.search(line)
    ]


def test_no_text_names_a_folder_of_one_machine() -> None:
    named: list[str] = []
    for path in texts():
        try:
            lines = path.read_text("utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # a picture or a sound
        named += [f"{here(path)}:{number}" for number, line in enumerate(lines, 1) if MACHINES_OWN_PATH.search(line)]
    assert not named


def test_every_dependency_is_pinned_and_locked_with_its_hash() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    assert not [name for name in wanted if "==" not in name]
    locked = {package["name"]: package for package in tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]}
    for requirement in wanted + project["build-system"]["requires"]:
        name, version = re.split(r"==", re.sub(r"\[.*?\]| *;.*", "", requirement))
        package = locked[name]
        assert package["version"] == version
        assert all(file["hash"].startswith("sha256:") for file in package["wheels"])


def test_the_wheel_brings_the_resources_along(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        inside = set(wheel.namelist())
    resources = ROOT / "resources"
    wanted = {
        f"app/_resources/{path.relative_to(resources).as_posix()}" for path in resources.rglob("*") if path.is_file()
    }
    assert wanted
    assert wanted <= inside
    assert {path.relative_to(ROOT).as_posix() for path in SOURCES} <= inside


def test_twenty_thousand_calls_of_qt_do_not_end_the_process() -> None:
    """PySide6 6.12.0 lost a reference to None with each call that returns nothing, and ended a Python 3.11 process."""
    program = f"""
from PySide6.QtCore import QObject
thing = QObject()
for number in range({QT_CALLS}):
    thing.setObjectName(str(number))
print(thing.objectName())
"""
    child = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (child.returncode, child.stdout.strip()) == (0, str(QT_CALLS - 1)), child.stderr
