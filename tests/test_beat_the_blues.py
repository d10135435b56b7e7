"""The real trial, from its raw file to the numbers that others published or computed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import ipt_outcomes as ipt

from .demo_plan import real_plan_text

# HSAUR3, chapter "Analysing longitudinal data I", figure 13.2: estimate and standard error.
PUBLISHED = {
    "Intercept": (5.59239, 2.24244),
    "baseline": (0.63968, 0.07789),
    "months": (-0.70476, 0.14639),
    "arm[ccbt]": (-2.32908, 1.67036),
    "antidepressant[Yes]": (-2.82495, 1.72684),
    "episode_length[>6m]": (0.19708, 1.63832),
}
MONTHS = {"month_2": 2, "month_3": 3, "month_5": 5, "month_8": 8}


@pytest.fixture(scope="module")
def plan(root: Path) -> ipt.Plan:
    return ipt.read_plan(root / "config/trials/beat_the_blues.yaml")


@pytest.fixture(scope="module")
def rows(plan: ipt.Plan) -> pd.DataFrame:
    """The model frame of the plan's MMRM, as the workflow makes it."""
    study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    tables = {"participants": study.participants, "outcomes": outcomes}
    return ipt.planned_analysis(plan, "bdi").frame(tables).rows


def bare(term: str) -> str:
    """A coefficient's name without the mark of treatment coding."""
    return term.replace("T.", "").strip("()").replace("(Intercept", "Intercept")


def test_the_published_fit_to_the_digits_printed(rows: pd.DataFrame) -> None:
    months = rows["visit"].astype(str).map(MONTHS).astype(float)
    fit = ipt.fit(
        "score ~ baseline + months + arm + antidepressant + episode_length + (1 | participant)",
        rows.assign(months=months),
        method="ml",
    )
    found = fit.coefficients.set_index(fit.coefficients["term"].map(bare))
    assert set(found.index) == set(PUBLISHED)
    for term, (estimate, se) in PUBLISHED.items():
        assert round(float(found.loc[term, "estimate"]), 5) == estimate, term
        assert round(float(found.loc[term, "se"]), 5) == se, term
    assert round(-fit.minus_2_log_likelihood / 2, 2) == -935.75
    assert round(fit.aic, 1) == 1887.5
    variances = fit.covariance["variance_or_covariance"]
    assert [round(float(v), 2) for v in variances] == [48.78, 25.14]


def parts(term: str) -> frozenset[str]:
    return frozenset(bare(part) for part in term.split(":"))


def gls_parts(term: str) -> frozenset[str]:
    """R's name of a coefficient in this project's words."""
    words = {
        "bdi_pre": "baseline", "treatmentBtheB": "arm[ccbt]", "drugYes": "antidepressant[Yes]",
        "length>6m": "episode_length[>6m]",
    }  # fmt: skip
    words |= {f"month{n}": f"visit[{name}]" for name, n in MONTHS.items()}
    return frozenset(words.get(part, bare(part)) for part in term.split(":"))


def test_the_plans_mmrm_agrees_with_gls(root: Path, plan: ipt.Plan, rows: pd.DataFrame) -> None:
    """nlme::gls, unstructured REML: the plan's model and covariates, every coefficient."""
    reference = pd.read_csv(root / "tests/reference/btheb_gls.csv")
    formula = "bdi ~ bdi_pre * month + treatment * month + drug + length"
    reference = reference[(reference["formula"] == formula) & (reference["method"] == "REML")]
    asked = ipt.planned_analysis(plan, "bdi")
    fit = ipt.fit(asked.formula, rows, method=asked.method, df="satterthwaite")
    ours = fit.coefficients.set_index(fit.coefficients["term"].map(parts))
    theirs = reference.set_index(reference["term"].map(gls_parts))
    assert set(ours.index) == set(theirs.index)
    for term, row in theirs.iterrows():
        assert ours.loc[[term], "estimate"].item() == pytest.approx(row["estimate"], rel=1e-4)
        assert ours.loc[[term], "se"].item() == pytest.approx(row["se"], rel=1e-3)
    assert fit.minus_2_log_likelihood == pytest.approx(reference["minus2loglik"].iloc[0], abs=1e-6)


def test_the_constrained_model_agrees_with_gls(root: Path, tmp_path: Path) -> None:
    """Baseline as an outcome with one mean for both arms; the contrasts after it."""
    text = real_plan_text(root)
    (tmp_path / "data").symlink_to(root / "data")
    path = tmp_path / "beat_the_blues.yaml"
    path.write_text(text.replace("missing_baseline: mean", "baseline: constrained"))
    plan = ipt.read_plan(path)
    study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    analysis = ipt.planned_analysis(plan, "bdi")
    rows = analysis.frame({"participants": study.participants, "outcomes": outcomes}).rows
    fit = ipt.fit(analysis.formula, rows, df="satterthwaite")
    found = ipt.contrast(fit, "arm", against="tau", by="visit").set_index("visit")
    reference = pd.read_csv(root / "tests/reference/btheb_constrained.csv").set_index("term")
    for visit, month in MONTHS.items():
        row = reference.loc[f"ccbt{month}"]
        assert found.loc[visit, "estimate"] == pytest.approx(row["estimate"], rel=1e-4)
        assert found.loc[visit, "se"] == pytest.approx(row["se"], rel=1e-3)
    assert found.loc["baseline", "status"] == "not estimable"
    assert fit.minus_2_log_likelihood == pytest.approx(row["minus2loglik"], abs=1e-5)
