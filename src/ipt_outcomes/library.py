"""Which files of this library a script rests on: what its imports reach, and the data beside them.

A workflow's job runs again when one of them changes. Nothing is imported to find out.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

NAME = "ipt_outcomes"
_PACKAGE = Path(__file__).parent
# Names of this face lead to modules; the face itself holds nothing that a result rests on.
_FACE = "__init__.py"
# Read as text: to parse some hundred files at each start of the workflow would take a second. What
# stands in a comment or a docstring may be taken for an import, which only asks for a file more.
_IMPORTED = re.compile(
    rf"^\s*(?:from|import) ({NAME}[\w.]*)"  # the module
    r"(?: import (\([^)]*\)|[^\n]*))?",  # the names taken from it
    re.MULTILINE,
)
_TEXT = re.compile(rf"\"({NAME}(?:\.\w+)+)\"")


def files_behind(script: str | Path) -> tuple[Path, ...]:
    """The files behind a script that says `ipt.name`, as paths within the library, sorted.

    A module reaches what it imports, inside functions too; a text that names a package of the
    library stands for all modules in it (a folder that is a registry). With a module come the files
    beside it that are not Python: scales, rules, templates. Raises KeyError for a name that is not
    public.
    """
    homes = _homes()
    said = ast.walk(ast.parse(Path(script).read_text(encoding="utf-8")))
    wanted = {
        f"{NAME}.{homes[node.attr]}"
        for node in said
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "ipt"
    }
    reached: set[str] = set()
    while wanted:
        module = wanted.pop()
        if module not in reached:
            reached.add(module)
            wanted |= _reaches(module) - reached
    files = {file for module in reached if (file := _file(module)) is not None}
    beside = {
        data
        for folder in {file.parent for file in files} - {_PACKAGE}
        for data in folder.iterdir()
        if data.is_file() and data.suffix not in (".py", ".pyc", ".md")
    }
    return tuple(sorted(file.relative_to(_PACKAGE) for file in files | beside))


@cache
def _homes() -> dict[str, str]:
    """The module of each public name, as the face has it."""
    for node in ast.parse((_PACKAGE / _FACE).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_HOME":
            found: dict[str, str] = ast.literal_eval(node.value)
            return found
    raise LookupError("the library's face has no table of its public names")


@cache
def _file(module: str) -> Path | None:
    """The file of a module of this library; None for its face and for what is no module."""
    place = _PACKAGE.joinpath(*module.split(".")[1:])
    if place.with_suffix(".py").is_file():
        return place.with_suffix(".py")
    package = place / _FACE
    return package if package.is_file() and place != _PACKAGE else None


@cache
def _reaches(module: str) -> frozenset[str]:
    """The modules that a module imports or names, and the packages that hold it."""
    file = _file(module)
    if file is None:
        return frozenset()
    parents = module.split(".")
    found = {".".join(parents[:length]) for length in range(2, len(parents))}
    text = file.read_text(encoding="utf-8")
    for base, names in _IMPORTED.findall(text):
        found |= {base, *(f"{base}.{name}" for name in re.findall(r"\w+", names))}
    for package in _TEXT.findall(text):
        folder = _PACKAGE.joinpath(*package.split(".")[1:])
        if (folder / _FACE).is_file():
            found |= {package, *(f"{package}.{each.stem}" for each in folder.glob("*.py"))}
    return frozenset(name for name in found if _file(name) is not None)
