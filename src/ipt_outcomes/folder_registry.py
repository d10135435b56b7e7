"""A folder as a registry: a file a thing, the file's name being the thing's."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def member(package: str, name: str) -> ModuleType:
    """The module `name` of that package, loaded when first asked for. KeyError: there is none."""
    if name not in names(package):
        raise KeyError(f"{package} has no file {name}.py")
    return import_module(f"{package}.{name}")


@cache
def names(package: str) -> tuple[str, ...]:
    """Every module of that package, by name in alphabetical order; none is loaded."""
    return tuple(sorted(found.name for found in iter_modules(import_module(package).__path__)))
