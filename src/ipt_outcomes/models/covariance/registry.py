"""Which class stands for which covariance name."""

from __future__ import annotations

from collections.abc import Callable

from ipt_outcomes.models.covariance.compound_symmetry import CompoundSymmetry
from ipt_outcomes.models.covariance.family import Family
from ipt_outcomes.models.covariance.unstructured import Unstructured
from ipt_outcomes.models.errors import ModelError

_FAMILIES: dict[str, Callable[[int], Family]] = {
    "us": Unstructured,
    "cs": CompoundSymmetry,
}


def covariance_family(name: str, n_visits: int) -> Family:
    """The family called `name` over `n_visits` visits.

    Raises:
        ModelError: the family is not available, or needs at least two visits.
    """
    if name not in _FAMILIES:
        raise ModelError(
            f"covariance {name!r} is not available; there are {', '.join(sorted(_FAMILIES))}"
        )
    if n_visits < 2 and name != "us":
        raise ModelError(f"covariance {name!r} needs at least two visits: with one, write us")
    return _FAMILIES[name](n_visits)
