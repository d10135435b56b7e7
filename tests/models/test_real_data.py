"""Real trials against published numbers and other software, beyond Beat the Blues."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import ipt_outcomes as ipt


@pytest.fixture(scope="module")
def enrichd(extra_data: Path) -> pd.DataFrame:
    """ENRICHD's CBT arm: 557 people, 7 117 BDI scores on irregular days (Wu, Tian & Bang 2008)."""
    rows = pd.read_csv(extra_data / "enrichd_cbt_bdi_sessions.csv")
    rows.columns = [name.lower() for name in rows.columns]
    return rows.assign(months=rows["time"] / 30.4375, id=rows["id"].astype("str"))


def test_enrichd_random_slopes_on_real_days(enrichd: pd.DataFrame) -> None:
    """lme4, REML, optimiser tightened: the figures given with the data."""
    fit = ipt.fit("bdi ~ months + (months | id)", enrichd, df="satterthwaite")
    assert (fit.n_subjects, fit.n_observations) == (557, 7117)
    estimates = fit.coefficients
    assert [round(v, 3) for v in estimates["estimate"]] == [14.820, -1.916]
    assert [round(v, 3) for v in estimates["se"]] == [0.306, 0.067]
    components = fit.covariance["sd_or_correlation"]
    assert sorted(round(v, 3) for v in components) == [-0.483, 1.311, 4.435, 6.815]
    assert -fit.minus_2_log_likelihood / 2 == pytest.approx(-21919.26, abs=0.005)


def test_enrichd_in_days_is_the_same_model(enrichd: pd.DataFrame) -> None:
    """Unscaled days make other optimisers warn; the likelihood and the slope must not notice."""
    months = ipt.fit("bdi ~ months + (months | id)", enrichd, df="normal")
    days = ipt.fit("bdi ~ time + (time | id)", enrichd, df="normal")
    slope = [f.coefficients["estimate"].iloc[1] for f in (months, days)]
    assert slope[0] == pytest.approx(slope[1] * 30.4375, rel=1e-7)


# glm(Postwt ~ Prewt + Treat + offset(Prewt)) in the help of MASS's anorexia: against CBT.
ANOREXIA = {"Cont": (-4.0971, 1.8935), "FT": (4.5631, 2.1333)}


def test_anorexia_ancova_is_the_published_one(root: Path, extra_data: Path) -> None:
    """One visit: an unstructured covariance is one variance, and the model is an ANCOVA."""
    rows = pd.read_csv(extra_data / "anorexia_cbt_ft_control.csv")
    rows = rows.rename(columns=str.lower).assign(participant=range(len(rows)), visit="after")
    treat = pd.Categorical(rows["treat"], ["CBT", "Cont", "FT"])
    fit = ipt.fit("postwt ~ prewt + treat + us(visit | participant)", rows.assign(treat=treat))
    found = ipt.contrast(fit, "treat", against="CBT").set_index("test")
    for arm, (estimate, se) in ANOREXIA.items():
        assert round(found.loc[arm, "estimate"], 4) == estimate
        assert round(found.loc[arm, "se"], 4) == se
        assert found.loc[arm, "df"] == pytest.approx(72 - 4)
