"""Which files of this library a script rests on: what its imports reach, and the data beside them.

A workflow's job runs again when one of them changes. Nothing is imported to find out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

NAME = "ipt_outcomes"
_PACKAGE = Path(__file__).parent
# Names of this face lead to modules; the face itself holds nothing that a result rests on.
_FACE = "__init__.py"


def files_behind(script: str | Path, homes: dict[str, str]) -> tuple[Path, ...]:
    """The files behind a script that says `ipt.name`, sorted.

    `homes` gives the module of each public name, without the package's own name. A module reaches
    what it imports, inside functions too; a text that names a package of the library stands for
    all modules in it (a folder that is a registry). With a module come the files beside it that
    are not Python: scales, rules, templates. Raises KeyError for a name that is not public.
    """
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
    return tuple(sorted(files | beside))


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
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        found |= set(_named(node))
    return frozenset(name for name in found if _file(name) is not None)


def _named(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        if node.value.startswith(f"{NAME}.") and node.value.isascii() and " " not in node.value:
            folder = _PACKAGE.joinpath(*node.value.split(".")[1:])
            if (folder / _FACE).is_file():
                yield node.value
                yield from (f"{node.value}.{each.stem}" for each in folder.glob("*.py"))
