"""Reading a truth file (YAML)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from ipt_outcomes.errors import InputError, Problem
from ipt_outcomes.plain_yaml import broken_file, broken_text
from ipt_outcomes.simulate.truth import Truth
from ipt_outcomes.validator_words import in_words

_Model = TypeVar("_Model", bound=BaseModel)


class TruthError(InputError):
    """The truth file (YAML) of a simulation breaks a rule."""


def read_truth(path: str | Path) -> Truth:
    """The simulation's truth from a YAML file such as config/simulations/demo_ipt.yaml.

    Raises TruthError where the file is missing, is not YAML, has an unknown key or a value that
    breaks a rule; every such key is named.
    """
    return read_model(path, Truth)


def read_model(path: str | Path, model: type[_Model]) -> _Model:
    """A truth of that class from a YAML file; raises as `read_truth` does."""
    file = Path(path)
    if not file.is_file():
        raise TruthError(
            [Problem(str(path), None, None, "there is no such file", "Check its path.")]
        )
    try:
        text = "" if (broken := broken_file(file)) else file.read_text(encoding="utf-8")
        broken = broken or broken_text(text)
        if broken is not None:
            raise TruthError([Problem(str(path), broken[0], None, *broken[1:])])
        tree = YAML(typ="safe").load(text)
    except (YAMLError, ValueError, OverflowError, RecursionError):
        remedy = "Check quotes, colons and indentation; give each key once."
        raise TruthError(
            [Problem(str(path), None, None, "the file is not YAML in UTF-8", remedy)]
        ) from None
    try:
        # From JSON, strict validation takes a list for a tuple, and still no text for a number.
        # What JSON lacks (a date) becomes text, and is judged as text.
        return model.model_validate_json(json.dumps(tree, default=str))
    except ValidationError as error:
        raise TruthError(
            Problem(
                str(path),
                None,
                ".".join(map(str, detail["loc"])) or None,
                *in_words(detail, "the truth", model),
                "key",
            )
            for detail in error.errors(include_url=False)
        ) from None
