"""The limits of style: a rule that nobody runs decays."""

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("prompts", "agent", "tools", "crm_store", "channels", "service", "evals")
MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 60
USUAL_LINES_OF_A_FUNCTION = 12

FILES = sorted(path for package in (*PACKAGES, "tests") for path in (ROOT / package).rglob("*.py"))
SOURCES = [path for path in FILES if "tests" not in path.relative_to(ROOT).parts]


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in FILES
        if (n := len(p.read_text("utf-8").splitlines())) > MOST_LINES_OF_A_FILE
    }
    assert not long


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{name}: {lines}" for path in FILES for name, lines in _functions(path) if lines > MOST_LINES_OF_A_FUNCTION
    ]
    assert not long


def test_functions_are_usually_short() -> None:
    assert statistics.median(lines for path in SOURCES for _, lines in _functions(path)) <= USUAL_LINES_OF_A_FUNCTION


def _imports(path: Path, known: frozenset[str]) -> set[str]:
    """Modules of ours that this one imports anywhere in its code, in functions too; not those for type checks alone."""
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
            found.add(node.module)
    return found & known


def test_no_module_imports_itself_in_a_circle() -> None:
    names = {_name(path): path for path in SOURCES}
    known = frozenset(names)
    graph = {name: _imports(path, known) - {name} for name, path in names.items()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"a circle: {' -> '.join((*trail[trail.index(name) :], name))}"
        if name not in done:
            for imported in graph[name]:
                visit(imported, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("command", [[], ["leads"], ["playbook"], ["serve"]])
def test_help_of_a_command_imports_no_model_and_no_database(command: list[str]) -> None:
    """What a command waits for is what it imports."""
    code = (
        "import sys; sys.argv = ['bantam', *sys.argv[1:], '--help']\n"
        "from service.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'langchain_core', 'langchain', 'openai', 'sqlalchemy', 'procrastinate', 'fastapi', 'twilio'}\n"
        "found = sorted(heavy & set(sys.modules))\nsys.exit(str(found) if found else 0)\n"
    )
    told = subprocess.run([sys.executable, "-c", code, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
