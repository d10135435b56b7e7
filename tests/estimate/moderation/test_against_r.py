"""Held to R: nlme and lme4 with emmeans and pbkrtest, and least squares by hand (moderators.R)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.analyses.analyse import fitted_to
from ipt_outcomes.analyses.moderated_grid import ModeratedGrid
from ipt_outcomes.estimate.moderation.made import Moderation
from ipt_outcomes.estimate.moderation.rows import moderator_rows, variable_of
from ipt_outcomes.models.result import Fit

from .conftest import GROUPS, Maker, moderated_by, tables_of

REFERENCE = pd.read_csv(Path(__file__).parents[2] / "reference" / "moderators.csv")
OURS = {"length": "episode_length", "drug": "antidepressant", "pre": "baseline"}
PAIR = ("ccbt", "tau")


def asked(model: str, what: str, moderator: str = "pre") -> pd.DataFrame:
    same = (REFERENCE["model"] == model) & (REFERENCE["what"] == what)
    return REFERENCE[same & (REFERENCE["moderator"] == moderator)].reset_index(drop=True)


def as_gls(analysis: ipt.Analysis) -> ipt.Analysis:
    """With the residual degrees of freedom that emmeans has for gls."""
    return replace(analysis, df="residual")


def as_lmer(analysis: ipt.Analysis) -> ipt.Analysis:
    """With a random intercept, of which Kenward and Roger's information is pbkrtest's."""
    formula = analysis.formula.replace("us(visit | participant)", "(1 | participant)")
    return replace(analysis, formula=formula, covariance_parameters={}, df="kenward-roger")


@pytest.mark.parametrize("moderator", ["length", "drug", "pre", "group"])
@pytest.mark.parametrize(("model", "edited"), [("us", as_gls), ("cs", as_lmer)])
def test_differences_within_levels_and_the_test_of_interaction_are_r_s(
    blues_with: Maker,
    moderator: str,
    model: str,
    edited: Callable[[ipt.Analysis], ipt.Analysis],
) -> None:
    groups = {"groups": GROUPS} if moderator == "group" else {}
    plan = blues_with(moderators=[{"name": OURS.get(moderator, "baseline")} | groups])
    tables = tables_of(plan)
    result = ipt.analyse(ipt.planned_analysis(plan, "bdi"), tables)
    own = plan.moderators[0]
    seen = moderator_rows(plan, own, result, tables["outcomes"])
    analysis = ipt.planned_analysis(plan, "bdi", moderator=variable_of(own))
    fit = fitted_to(edited(analysis), seen.rows)
    assert isinstance(fit, Fit)
    grid = ModeratedGrid(analysis.grid, seen.variable)
    people = seen.people
    around = [people.mean() + side * people.std() for side in (-1, 0, 1)] if seen.is_number else []
    found = grid.contrasts(fit, PAIR, "month_2", list(seen.levels) or around, 0.95)
    wanted = asked(model, "level", moderator)
    away = (found["estimate"].to_numpy() - wanted["estimate"]) / wanted["se"]
    assert np.abs(away).max() < 1e-5
    np.testing.assert_allclose(found["se"], wanted["se"], rtol=1e-4)
    np.testing.assert_allclose(found["df"], wanted["df"], rtol=1e-5)
    test = grid.interaction(fit, [PAIR], "month_2", seen.levels).iloc[0]
    theirs = asked(model, "test", moderator).iloc[0]
    assert test["statistic"] == pytest.approx(theirs["estimate"], rel=2e-4)
    assert test["df1"] == theirs["se"]
    assert test["df2"] == pytest.approx(theirs["df"], rel=1e-5)


@pytest.fixture(scope="module")
def anorexia(girls_with: Maker) -> Moderation:
    plan = girls_with()
    return moderated_by(plan, tables_of(plan))


def test_all_contrasts_are_tested_together(anorexia: Moderation) -> None:
    """The F test of two nested models of least squares."""
    together, *each = [row for _, row in anorexia.moderator_tests.iterrows()]
    wanted = asked("lm", "test").iloc[0]
    assert together["statistic"] == pytest.approx(wanted["estimate"], rel=1e-9)
    assert (together["df1"], together["df2"]) == (2, pytest.approx(66))
    assert pd.isna(together["test"]) and pd.isna(together["estimate"])
    for row, theirs in zip(each, asked("lm", "slope").itertuples(), strict=True):
        assert row["test"] == theirs.label
        assert row["estimate"] == pytest.approx(theirs.estimate, rel=1e-9)
        assert row["se"] == pytest.approx(theirs.se, rel=1e-9)
        assert row["statistic"] == pytest.approx((theirs.estimate / theirs.se) ** 2, rel=1e-9)
        assert row["df1"] == 1


def test_johnson_and_neyman_s_bounds_are_the_roots_of_the_quadratic(anorexia: Moderation) -> None:
    regions, bounds = anorexia.moderator_regions, asked("lm", "bound")
    for arm, own in regions.groupby("test"):
        low, high = own["lower"].min(), own["upper"].max()
        roots = bounds.loc[bounds["label"] == arm, "estimate"]
        within = sorted(roots[roots.between(low, high)])
        assert len(within) == 1
        np.testing.assert_allclose(own["lower"].iloc[1:], within, rtol=1e-8)
        assert own["lower_is"].tolist() == ["end", "bound"]
        assert own["upper_is"].tolist() == ["bound", "end"]
        # More weight is better.
        assert own["says"].tolist() == ["no difference shown", "test arm better"]


def test_the_curve_is_the_line_with_its_band(anorexia: Moderation) -> None:
    curve = anorexia.moderator_curves
    for row in asked("lm", "at").itertuples():
        arm, value = str(row.label).split()
        own = curve[(curve["test"] == arm) & curve["percent"].isna()]
        estimate = np.interp(float(value), own["value"], own["estimate"])
        assert estimate == pytest.approx(row.estimate, rel=1e-9)
        assert np.interp(float(value), own["value"], own["se"]) == pytest.approx(row.se, rel=1e-3)
