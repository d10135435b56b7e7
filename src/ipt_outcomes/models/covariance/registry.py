"""Which class stands for which structure of visits; `structures.py` says what each is."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from ipt_outcomes.models.covariance.antedependence import Antedependence
from ipt_outcomes.models.covariance.autoregressive import Autoregressive
from ipt_outcomes.models.covariance.banded import Banded
from ipt_outcomes.models.covariance.compound_symmetry import CompoundSymmetry
from ipt_outcomes.models.covariance.correlation import Places
from ipt_outcomes.models.covariance.exchangeable import Exchangeable
from ipt_outcomes.models.covariance.family import Family
from ipt_outcomes.models.covariance.scaled import Scaled
from ipt_outcomes.models.covariance.structures import OF_VISITS
from ipt_outcomes.models.covariance.toeplitz import Toeplitz
from ipt_outcomes.models.covariance.unstructured import Unstructured
from ipt_outcomes.models.errors import ModelError

_FAMILIES: dict[str, Callable[[Places], Family]] = {
    "us": lambda places: Unstructured(len(places)),
    "cs": lambda places: CompoundSymmetry(len(places)),
    "csh": lambda places: Scaled(Exchangeable(len(places)), heterogeneous=True),
    "ar1": lambda places: Scaled(Autoregressive(places), heterogeneous=False),
    "ar1h": lambda places: Scaled(Autoregressive(places), heterogeneous=True),
    "toep": Toeplitz,
    "toeph": lambda places: Scaled(Banded(places), heterogeneous=True),
    "ad": lambda places: Scaled(Antedependence(len(places)), heterogeneous=False),
    "adh": lambda places: Scaled(Antedependence(len(places)), heterogeneous=True),
}


@lru_cache(maxsize=256)
def covariance_family(name: str, places: Places) -> Family:
    """The family called `name` over visits at these places of the planned schedule.

    Raises:
        ModelError: there is no such family of visits, or it needs at least two visits.
    """
    if name not in _FAMILIES:
        raise ModelError(
            f"covariance {name!r} is not one of visits; there are {', '.join(OF_VISITS)}"
        )
    if len(places) < 2 and name != "us":
        raise ModelError(f"covariance {name!r} needs at least two visits: with one, write us")
    return _FAMILIES[name](places)
