"""A user's own scales: one YAML each in config/instruments/, held to the registry's schema."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ipt_outcomes.errors import PlanError, Problem
from ipt_outcomes.instruments.facts import Fact
from ipt_outcomes.instruments.registry import read_instrument, registered_instruments
from ipt_outcomes.instruments.schema import Instrument
from ipt_outcomes.marked_yaml import read_marked_yaml

FOLDER = Path("config") / "instruments"


def own_scales(root: Path) -> tuple[str, ...]:
    """The names of the scales in `root`'s config/instruments/, sorted."""
    return tuple(sorted(path.stem for path in (root / FOLDER).glob("*.yaml")))


def read_own_instruments(root: Path, names: Iterable[str]) -> dict[str, Instrument]:
    """Those of the names that are scales of the user's own, read and checked, by name.

    Raises PlanError with file, line, rule and remedy of every broken rule; also where a scale takes
    the name of a registered one, whose numbers it would change unseen.
    """
    own = set(own_scales(root))
    return {
        name: _read(root / FOLDER / f"{name}.yaml") for name in dict.fromkeys(names) if name in own
    }


def named_instrument(name: str, root: Path | None = None) -> Instrument:
    """The registered scale of that name, or the user's own in `root` (without it, where this runs).

    Raises KeyError where there is neither, PlanError as `read_own_instruments` does.
    """
    if name in registered_instruments():
        return read_instrument(name)
    folder = Path() if root is None else root
    own = read_own_instruments(folder, [name])
    if name not in own:
        raise KeyError(
            f"{name!r} is not a registered scale, and there is no {FOLDER / name}.yaml here; "
            "`plan.instrument(name)` gives a plan's own scale"
        )
    return own[name]


def _read(path: Path) -> Instrument:
    begin = "Begin with `name:`; the README of the registry's folder has an example."
    marked = read_marked_yaml(path, "the scale", begin)
    instrument = marked.validated(Instrument, keys_of=Fact)
    if instrument.scale != path.stem:
        remedy = f"Write `scale: {path.stem}`, or rename the file to {instrument.scale}.yaml."
        _refuse(path, marked.lines["scale",], "the scale is not named as its file", remedy)
    if instrument.scale in registered_instruments():
        remedy = "Give your own scale another name, in the file and in the plan."
        _refuse(path, marked.lines["scale",], "a registered scale has this name", remedy)
    return instrument


def _refuse(path: Path, line: int, rule: str, remedy: str) -> None:
    raise PlanError([Problem(str(path), line, "scale", rule, remedy, "key")])
