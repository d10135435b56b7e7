"""Bootstrap intervals of the plan's standardised effect, held to R's boot (bootstrap.R)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

import ipt_outcomes as ipt
from ipt_outcomes.analyses.drawn_people import fits_of_draws, units_of
from ipt_outcomes.errors import DataError
from ipt_outcomes.estimate.ledger.bootstrap import Drawn
from ipt_outcomes.estimate.ledger.bootstrap_limits import bca, percentile
from ipt_outcomes.estimate.ledger.standardisers import scores_of

REFERENCE = Path(__file__).parents[2] / "reference"
EVERYBODY = pd.read_csv(REFERENCE / "joint_outcomes_people.csv")
PEOPLE = EVERYBODY[(EVERYBODY["arm"] != "cbt") & EVERYBODY["phq9_16"].notna()]
THEIRS = pd.read_csv(REFERENCE / "bootstrap.csv").set_index(["what", "label"])["value"]
DRAWS = pd.read_csv(REFERENCE / "bootstrap_draws.csv")
Made = Callable[..., tuple[ipt.Plan, list[ipt.Result], dict[str, pd.DataFrame]]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("bootstrap")

    def of(people: pd.DataFrame = PEOPLE, weeks: tuple[int, ...] = (0, 16), **changes: Any) -> Any:
        people.to_csv(folder / "people.csv", index=False)
        columns = {"participant": "participant"}
        scales = {"phq9": {f"week_{week}": f"phq9_{week}" for week in weeks}}
        clusters = {"therapist": "therapist"} if "therapist" in people else {}
        plan = {
            "trial": "bootstrap", "title": "Bootstrap", "source": "synthetic", "seed": 3,
            "participants": {"file": "people.csv", "columns": columns | {"arm": "arm"} | clusters},
            "scores": [
                {"file": "people.csv", "shape": "wide", "columns": columns, "scales": scales}
            ],
            "arms": [
                {"name": "waitlist", "label": "Waitlist", "role": "control"},
                {"name": "ipt", "label": "IPT", "role": "treatment"},
            ],
            "visits": [
                {"name": f"week_{week}", "label": f"Week {week}", "week": week,
                 "phase": "treatment" if week else "baseline"}
                for week in weeks
            ],
            "outcomes": [{"name": "phq9", "label": "PHQ-9", "scale": "phq9", "role": "primary",
                          "endpoint": "week_16"}],
            "contrasts": [
                {"test": "ipt", "comparison": "waitlist", "hypothesis": "superiority"}
            ],
        }  # fmt: skip
        path = folder / "bootstrap.yaml"
        path.write_text(yaml.safe_dump(plan | changes))
        read = ipt.read_plan(path)
        study = ipt.read_study(read)
        outcomes = ipt.prepare_outcomes(read, study.participants, study.scores)
        tables = {"participants": study.participants, "outcomes": outcomes}
        return read, [ipt.analyse(ipt.planned_analysis(read, "phq9"), tables)], tables

    return of


def test_limits_of_the_same_draws_are_boots() -> None:
    drawn = DRAWS["statistic"].to_numpy(float)
    np.testing.assert_allclose(percentile(drawn, 0.05), THEIRS["percentile"], rtol=1e-10)
    influence = THEIRS["influence"].to_numpy(float)
    found = bca(drawn, THEIRS["estimate", "g"], influence, 0.05)
    np.testing.assert_allclose(found, THEIRS["bca"], rtol=1e-8)


def test_no_limits_where_all_draws_lie_on_one_side() -> None:
    drawn = np.arange(1.0, 100.0)
    assert np.isnan(bca(drawn, 0.0, np.ones(5), 0.05)).all()
    assert np.isnan(bca(drawn, 50.0, np.zeros(5), 0.05)).all()


def test_an_effect_in_each_draw_is_what_r_finds_there(made: Made) -> None:
    plan, (result,), tables = made()
    units = units_of(plan, tables["participants"])
    assert np.array_equal(units.unit, np.arange(len(PEOPLE)))
    drawn = Drawn(plan, result, scores_of(plan, tables["outcomes"], "phq9"), units)
    theirs = DRAWS.drop(columns="statistic")[units.people].to_numpy().T
    own = drawn.sample(theirs).effects("ipt", "waitlist")
    np.testing.assert_allclose(own, DRAWS["statistic"], rtol=1e-6)
    value = drawn.sample(np.ones((len(PEOPLE), 1), dtype=np.int64)).effects("ipt", "waitlist")
    assert value[0] == pytest.approx(THEIRS["estimate", "g"], rel=1e-7)
    without = drawn.sample(units.each_left_out()).effects("ipt", "waitlist")
    influence = (units.in_stratum - 1) * (value[0] - without)
    np.testing.assert_allclose(
        influence, THEIRS["influence"].loc[units.people].to_numpy(), rtol=1e-5, atol=1e-6
    )


def test_two_rows_a_contrast_the_same_for_the_same_seed(made: Made) -> None:
    plan, results, tables = made()
    one = ipt.bootstrap_effect_sizes(plan, results, tables, draws=399)
    assert one["ci_method"].tolist() == ["bootstrap percentile", "bootstrap BCa"]
    assert one["estimate"].tolist() == pytest.approx([THEIRS["estimate", "g"]] * 2, rel=1e-7)
    assert (one["draws"] == 399).all() and (one["lost"] == 0).all()
    assert one["reason"].isna().all()
    # Other draws than R's: their limits differ by what 399 draws leave open.
    for method, limits in zip(("percentile", "bca"), one.itertuples(), strict=True):
        away = np.array([limits.ci_lower, limits.ci_upper]) - THEIRS[method].to_numpy()
        assert np.abs(away).max() < 0.5 * limits.se
    pd.testing.assert_frame_equal(one, ipt.bootstrap_effect_sizes(plan, results, tables, draws=399))
    other = plan.model_copy(update={"seed": 4})
    again = ipt.bootstrap_effect_sizes(other, results, tables, draws=399)
    assert (again["ci_lower"] != one["ci_lower"]).all()


@pytest.mark.parametrize(
    "standardiser", ["baseline_comparison", "visit_pooled", "visit_comparison", "change"]
)
def test_each_draw_is_a_fit_of_its_own_over_its_own_sd(made: Made, standardiser: str) -> None:
    people = EVERYBODY[EVERYBODY["arm"] != "cbt"]
    plan, (result,), tables = made(
        people, (0, 8, 16), effect_size={"standardiser": standardiser, "correction": "none"}
    )
    units = units_of(plan, tables["participants"])
    scores = scores_of(plan, tables["outcomes"], "phq9")
    counts = units.drawn(2, plan.stream("test"))
    assert counts.sum(axis=0).tolist() == [len(people)] * 2
    found = Drawn(plan, result, scores, units).sample(counts).effects("ipt", "waitlist")
    for draw in (0, 1):
        chosen = np.repeat(units.people, counts[:, draw])
        names = [f"P{place}" for place in range(len(chosen))]
        parts = [
            result.rows[result.rows["participant"] == who].assign(participant=name)
            for who, name in zip(chosen, names, strict=True)
        ]
        fit = ipt.fit(result.analysis.formula, pd.concat(parts, ignore_index=True), df="residual")
        contrasts = result.analysis.grid.contrasts(fit, "ipt", "waitlist", 0.95)
        estimate = contrasts.set_index("visit").loc["week_16", "estimate"]
        wide, arm = scores.wide.loc[chosen], scores.arm.loc[chosen].to_numpy()
        values = wide["week_0" if standardiser.startswith("baseline") else "week_16"]
        if standardiser == "change":
            values = values - wide["week_0"]
        if standardiser.endswith("comparison"):
            values, arm = values[arm == "waitlist"], arm[arm == "waitlist"]
        sd, _ = ipt.pooled_sd(values.reset_index(drop=True), pd.Series(arm))
        assert found[draw] == pytest.approx(estimate / sd, rel=1e-5)


def test_clusters_are_drawn_whole_and_twice_is_two_clusters(made: Made) -> None:
    therapist = np.where(
        PEOPLE["arm"] == "ipt", "T" + (np.arange(len(PEOPLE)) % 6).astype(str), None
    )
    plan, (result,), tables = made(
        PEOPLE.assign(therapist=therapist), clusters=[{"name": "therapist", "kind": "therapist"}]
    )
    units = units_of(plan, tables["participants"])
    waiting = int((PEOPLE["arm"] == "waitlist").sum())
    assert np.unique(units.in_stratum).tolist() == [6, waiting]
    counts = units.drawn(3, plan.stream("test"))
    of_people = pd.DataFrame(units.of_people(counts)).groupby(therapist)
    assert (of_people.nunique() == 1).all(axis=None)
    fits = fits_of_draws(plan, result, units, counts)
    n = fits.fits["n_subjects"].tolist()
    assert n == units.of_people(counts).sum(axis=0).tolist()
    everybody = tables["participants"]
    alone = everybody.assign(
        therapist=everybody["therapist"].where(everybody["therapist"].isna(), "T0")
    )
    said = ipt.bootstrap_effect_sizes(plan, [result], tables | {"participants": alone})
    assert said["ci_lower"].isna().all()
    assert said["reason"].str.contains("one cluster alone").all()


def test_what_cannot_be_drawn_is_refused(made: Made) -> None:
    plan, results, tables = made(effect_size={"standardiser": "model"})
    with pytest.raises(DataError, match="SD of a model"):
        ipt.bootstrap_effect_sizes(plan, results, tables)
    with pytest.raises(DataError, match="too few for limits"):
        ipt.bootstrap_effect_sizes(*made(), draws=50)
