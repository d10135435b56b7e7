"""The model of lagged paths, held against lavaan's full-information maximum likelihood."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.estimate.mediation.effects import effects
from ipt_outcomes.models.lagged.search import Maximum, maximum
from ipt_outcomes.models.lagged.start import start_of
from ipt_outcomes.models.lagged.structure import LAGS, LaggedStructure
from ipt_outcomes.models.lagged.sums import people_of

HERE = Path(__file__).parents[2] / "reference"
PATHS = ("mm", "my", "ym", "yy")
PARTS = {
    "level": ("im ~~ im", "im ~~ iy", "iy ~~ iy"),
    "pace": (
        "im ~~ im", "im ~~ iy", "im ~~ sm", "im ~~ sy", "iy ~~ iy", "iy ~~ sm", "iy ~~ sy",
        "sm ~~ sm", "sm ~~ sy", "sy ~~ sy",
    ),
}  # fmt: skip
MOVING = tuple(
    f"w{one}{t} ~~ w{two}{t}" for t in range(5) for one, two in (("m", "m"), ("m", "y"), ("y", "y"))
)


@dataclass(frozen=True)
class Both:
    """Our fit and lavaan's numbers by name."""

    kind: str
    structure: LaggedStructure
    ours: Maximum
    scores: int
    theirs: pd.DataFrame


@pytest.fixture(scope="module", params=["level", "pace"])
def both(request: pytest.FixtureRequest) -> Both:
    data = pd.read_csv(HERE / "lagged_data.csv")
    values = data[[f"{v}{t}" for t in range(5) for v in "my"]].to_numpy(float)
    structure = LaggedStructure(5, pace=request.param == "pace")
    people = people_of(values, data["arm"].to_numpy())
    ours = maximum(
        structure, people.sums(np.ones((1, len(people.arm)))), start_of(structure, people)
    )
    theirs = pd.read_csv(HERE / "lagged.csv").set_index(["kind", "name"]).loc[request.param]
    return Both(request.param, structure, ours, int(np.isfinite(values).sum()), theirs)


def test_the_log_likelihood(both: Both) -> None:
    ours = -0.5 * (both.ours.value + both.scores * np.log(2 * np.pi))
    assert both.ours.converged
    assert ours == pytest.approx(both.theirs.loc["log likelihood", "estimate"], abs=1e-7)


def test_paths_variances_and_their_standard_errors(both: Both) -> None:
    names = [*PATHS, *PARTS[both.kind], *MOVING]
    assert len(names) == both.structure.parameters == LAGS + len(PARTS[both.kind]) + 15
    theirs = both.theirs.loc[names]
    np.testing.assert_allclose(both.ours.theta, theirs["estimate"], rtol=0, atol=2e-5)
    se = np.sqrt(2.0 * np.diag(np.linalg.inv(both.ours.information)))
    np.testing.assert_allclose(se, theirs["se"], rtol=2e-5)


def test_the_arms_differences_and_what_goes_through(both: Both) -> None:
    difference = both.ours.means[:, 1] - both.ours.means[:, 0]
    names = [f"d{v}{t}" for t in range(1, 5) for v in "my"]
    assert np.all(difference[:2] == 0)
    np.testing.assert_allclose(difference[2:], both.theirs.loc[names, "estimate"], atol=1e-5)
    found = effects(both.structure, both.ours.theta[None], both.ours.means[None])[0]
    assert found[1] == pytest.approx(both.theirs.loc["through", "estimate"], abs=1e-5)
    assert found[0] == pytest.approx(both.theirs.loc["dy4", "estimate"], abs=1e-5)
    assert found[1] + found[2] == pytest.approx(found[0])
