"""Reading the registry of scales."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML

from ipt_outcomes.instruments.schema import Instrument

_FOLDER = files("ipt_outcomes.instruments")


@cache
def registered_instruments() -> tuple[str, ...]:
    """The names of all registered scales, sorted: what a plan may write after `scale:`."""
    names = (entry.name for entry in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


@cache
def read_instrument(name: str) -> Instrument:
    """The registered scale of that name. Raises KeyError where there is none."""
    if name not in registered_instruments():
        raise KeyError(f"{name!r} is not a registered scale")
    text = (_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    return Instrument.model_validate(YAML(typ="safe").load(text))
