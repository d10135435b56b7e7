"""`impute` and what it returns: reproducible, complete, and right on a real trial."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.missing import imputations as module
from ipt_outcomes.models.errors import ModelError

from .conftest import FORMULA, NAMES, made_trial

REFERENCE = Path(__file__).parents[1] / "reference" / "missing"


def imputed(data: pd.DataFrame, n: int = 20, seed: int = 1, **chosen: Any) -> ipt.Imputations:
    formula = chosen.pop("formula", FORMULA)
    return ipt.impute(formula, data, n_imputations=n, seed=seed, **chosen, **NAMES)


def stacked(made: ipt.Imputations) -> np.ndarray:
    return np.concatenate(list(made.scores()))


def test_the_same_seed_gives_the_same_bits(small: pd.DataFrame) -> None:
    first = imputed(small)
    np.testing.assert_array_equal(stacked(first), stacked(first))
    np.testing.assert_array_equal(stacked(first), stacked(imputed(small)))
    assert (stacked(imputed(small, seed=2)) != stacked(first)).any()


def test_an_imputation_is_the_same_whatever_their_number(small: pd.DataFrame) -> None:
    many = stacked(imputed(small, 120))
    np.testing.assert_array_equal(many[:7], stacked(imputed(small, 7)))
    assert len(np.unique(many[:, ~np.isfinite(small["score"]).to_numpy().reshape(-1, 3)])) > 1000


def test_other_strategies_from_the_same_draws(small: pd.DataFrame) -> None:
    made = imputed(small, strategies="mar").under({"therapy": "j2r"})
    np.testing.assert_array_equal(
        stacked(made), stacked(imputed(small, strategies={"therapy": "j2r"}))
    )


def test_memory_holds_one_block(small: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_NUMBERS_AT_ONCE", 60 * 3 * 8)
    made = imputed(small, 20)
    assert [len(block) for block in made.scores()] == [8, 8, 4]


def test_what_was_seen_stays_and_what_was_not_is_there(small: pd.DataFrame) -> None:
    frames = list(imputed(small, 3, strategies="j2r").frames())
    assert [frame["imputation"].unique().tolist() for frame in frames] == [[1], [2], [3]]
    for frame in frames:
        assert list(frame.columns) == [*small.columns, "imputation", "imputed"]
        assert frame["score"].notna().all()
        np.testing.assert_array_equal(frame["imputed"], small["score"].isna())
        seen = small["score"].notna().to_numpy()
        np.testing.assert_array_equal(frame["score"][seen], small["score"][seen])


def test_reference_based_strategies_leave_the_reference_arm_alone(small: pd.DataFrame) -> None:
    at_random = imputed(small, 400, strategies="mar", seed=3)
    control = (small["arm"] == "control").to_numpy()[::3]
    mean = stacked(at_random)[:, control].mean(axis=(0, 1))
    for name in ("j2r", "cr", "cir"):
        other = stacked(imputed(small, 400, strategies=name, seed=3))[:, control]
        spread = other.mean(axis=1).std(axis=0) / np.sqrt(200) + 1e-12
        assert (np.abs(other.mean(axis=(0, 1)) - mean) < 4.5 * spread).all()


def test_an_analysis_of_frames_is_the_fast_one(small: pd.DataFrame) -> None:
    made = imputed(small, 4)

    def ancova(frame: pd.DataFrame) -> pd.DataFrame:
        last = frame[frame["visit"] == 12]
        fit = ipt.fit("score ~ baseline + arm + us(visit | person)", last)
        return ipt.contrast(fit, "arm", against="control")

    fast, slow = made.ancova(), made.analyse(ancova)
    for name in ("imputation", "test", "comparison", "estimate", "se", "df"):
        expected = slow[name]
        if name in ("estimate", "se", "df"):
            np.testing.assert_allclose(fast[name], expected, rtol=1e-8)
        else:
            assert fast[name].tolist() == expected.tolist()
    assert made.ancova(8)["visit"].unique().tolist() == [8]
    own = made.ancova(formula="score ~ arm")
    assert own["df"].unique().tolist() == [58.0]


def test_what_an_analysis_must_return(small: pd.DataFrame) -> None:
    made = imputed(small, 2)
    with pytest.raises(ModelError, match="lacks se"):
        made.analyse(lambda frame: pd.DataFrame({"estimate": [frame["score"].mean()]}))
    with pytest.raises(ModelError, match="what the analysis returns must be a pandas DataFrame"):
        made.analyse(lambda frame: frame["score"].mean())


def test_names_with_spaces_are_those_without(small: pd.DataFrame) -> None:
    named = {"baseline": "first score", "arm": "the arm", "visit": "the visit"}
    formula = (
        "score ~ `first score` * `the visit` + `the arm` * `the visit` + us(`the visit` | person)"
    )
    chosen = NAMES | {"visit": "the visit", "arm": "the arm", "n_imputations": 20, "seed": 1}
    made = ipt.impute(formula, small.rename(columns=named), **chosen)
    pd.testing.assert_frame_equal(made.ancova(), imputed(small).ancova())


def test_clusters_that_the_imputation_lacks_are_refused(small: pd.DataFrame) -> None:
    """They were left out of the analysis without a word."""
    with pytest.raises(ModelError, match=r"the imputation model lacks \(1 \| site\)"):
        imputed(small).ancova(formula="score ~ baseline + arm + (1 | site)")


def test_what_cannot_be_compared_or_analysed_says_so(small: pd.DataFrame) -> None:
    made = imputed(small)
    with pytest.raises(ModelError, match="against is empty"):
        made.ancova(against=[])
    with pytest.raises(ModelError, match="takes a function of a completed frame, and was 5"):
        made.analyse(5)  # type: ignore[arg-type]
    alone = small[small["arm"] == "control"]
    with pytest.raises(ModelError, match="'arm' has one level, and there is nothing to compare"):
        imputed(alone).ancova()


def test_nothing_missing_is_no_error(small: pd.DataFrame) -> None:
    whole = small.assign(score=small["score"].fillna(14.0))
    found = ipt.pool(imputed(whole, 5).ancova()).iloc[0]
    assert found["between"] == 0 and found["fraction_missing"] == 0
    assert found["df"] == pytest.approx(57) and found["monte_carlo_se"] == 0


@pytest.mark.parametrize(
    ("formula", "chosen", "message"),
    [
        (FORMULA, {"n_imputations": 1}, "whole number of at least 2"),
        (FORMULA, {"seed": 1.5}, "seed 1.5"),
        (FORMULA, {"reference": "waitlist"}, "nobody is in that arm; there are control, therapy"),
        ("score ~ arm * visit + (1 | person)", {}, "needs a residual covariance over the visits"),
        ("score ~ baseline * visit + us(visit | person)", {}, "must be a factor of the fixed part"),
        ("score ~ arm * visit + us(visit | site / person)", {}, "per arm, it is us"),
        (f"{FORMULA} + (1 | person)", {}, "take the random term out"),
    ],
)
def test_what_is_refused(
    small: pd.DataFrame, formula: str, chosen: dict[str, Any], message: str
) -> None:
    given = {"n_imputations": 3, "seed": 1} | NAMES | chosen
    with pytest.raises(ModelError, match=message):
        ipt.impute(formula, small, **given)


def test_an_arm_without_scores_at_a_visit(small: pd.DataFrame) -> None:
    lost = small["score"].where((small["arm"] == "control") | (small["visit"] != 12))
    with pytest.raises(ModelError, match="missing scores, at visit 12, have no mean"):
        imputed(small.assign(score=lost))
    # The reference arm's mean is wanted for people of the other arm.
    lost = small["score"].where((small["arm"] == "therapy") | (small["visit"] != 12))
    kept = small.assign(score=lost)[(small["arm"] == "therapy") | (small["visit"] != 12)]
    with pytest.raises(ModelError, match="have no mean"):
        imputed(kept, strategies={"therapy": "j2r"})


def test_beside_the_mixed_model_and_mice(blues: pd.DataFrame) -> None:
    """At random all agree, but for Monte-Carlo error and a percent of the SE.

    mice's regressions have flat priors of their own, and somewhat larger standard errors.
    """
    other = pd.read_csv(REFERENCE / "imputation.csv").set_index("month")
    formula = "bdi ~ pre * month + treatment * month + us(month | subject)"
    names = {
        "participant": "subject",
        "visit": "month",
        "arm": "treatment",
        "reference": "TAU",
    }
    made = ipt.impute(formula, blues, n_imputations=800, seed=5, **names)
    fit = ipt.fit(formula, blues)
    direct = ipt.contrast(fit, "treatment", against="TAU", by="month")
    for month, (_, expected) in zip((2, 3, 5, 8), direct.iterrows(), strict=True):
        found = ipt.pool(made.ancova(month)).iloc[0]
        allowed = 3 * found["monte_carlo_se"] + 0.01 * found["se"]
        # Who never came back is imputed at the mean, and counts in the standard error.
        assert abs(found["estimate"] - expected["estimate"]) < allowed
        assert found["se"] == pytest.approx(expected["se"], rel=0.06)
        mice = other.loc[month]
        error = np.hypot(found["monte_carlo_se"], mice["monte_carlo_se"])
        assert abs(found["estimate"] - mice["estimate"]) < 3 * error
        assert found["se"] == pytest.approx(mice["se"], rel=0.06)
        assert found["fraction_missing"] == pytest.approx(mice["fraction_missing"], abs=0.06)


@pytest.mark.parametrize(
    ("strategy", "estimate", "se"), [("mar", -2.795, 1.114), ("j2r", -2.124, 1.128)]
)
def test_against_the_five_macros(
    antidepressant: pd.DataFrame, strategy: str, estimate: float, se: float
) -> None:
    """SAS's five macros on the antidepressant trial, 10 000 draws, at the last visit."""
    made = ipt.impute(
        "CHANGE ~ BASVAL * VISIT + THERAPY * VISIT + us(VISIT | PATIENT)",
        antidepressant,
        participant="PATIENT",
        visit="VISIT",
        arm="THERAPY",
        strategies=strategy,
        reference="PLACEBO",
        n_imputations=2000,
        seed=2026,
    )
    found = ipt.pool(made.ancova()).iloc[0]
    assert found["estimate"] == pytest.approx(estimate, abs=3 * found["monte_carlo_se"] + 0.01)
    assert found["se"] == pytest.approx(se, abs=0.01)


def test_selection_recovers_a_truth_that_at_random_misses() -> None:
    """A large trial; the odds of leaving before the last visit grow with the score there."""
    data = made_trial(per_arm=1500, seed=8, gaps=0.0)
    scores = np.random.default_rng(1).normal(size=(len(data) // 3, 3)).cumsum(axis=1)
    treated = (data["arm"] == "therapy").to_numpy()[::3]
    mean = scores[treated, 2].mean() - scores[~treated, 2].mean()
    # Among those who leave the step to the last score is normal too, moved by log(3).
    gone = treated & (np.random.default_rng(2).random(len(scores)) < 0.35)
    mean += np.log(3) * gone[treated].mean()
    scores[gone, 2] = np.nan
    rows = data.assign(score=scores.ravel())
    found = {
        name: ipt.pool(imputed(rows, 60, strategies={"therapy": strategy}).ancova()).iloc[0]
        for name, strategy in (("mar", "mar"), ("selection", ipt.selection(3.0)))
    }
    assert abs(found["mar"]["estimate"] - mean) > 4 * found["mar"]["se"]
    assert abs(found["selection"]["estimate"] - mean) < found["selection"]["se"]
