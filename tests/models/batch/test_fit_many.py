"""Many responses together are what each is alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, contrast, fit, marginal_means
from ipt_outcomes.models.batch.fit_many import fit_many
from ipt_outcomes.models.batch.many_fits import FitMany

from .agreement import alone, assert_same, of
from .conftest import ManyTrials

SATURATED = "~ baseline * visit + arm * visit"
ADDITIVE = "~ baseline + site + arm * visit"
TOGETHER = [
    (f"{SATURATED} + us(visit | person)", {}),
    (f"{SATURATED} + us(visit | person)", {"information": "expected"}),
    (f"{SATURATED} + us(visit | person)", {"method": "ml"}),
    (f"{SATURATED} + us(visit | person)", {"df": "satterthwaite"}),
    (f"{SATURATED} + us(visit | person)", {"df": "residual"}),
    (f"{SATURATED} + us(visit | person)", {"df": "normal"}),
    (f"{ADDITIVE} + us(visit | person)", {}),
    (f"{ADDITIVE} + us(visit | person)", {"method": "ml"}),
    ("~ arm + us(visit | person)", {}),
    ("~ log(baseline) * arm + I(baseline ** 2) + visit + us(visit | person)", {}),
    (f"{SATURATED} + toep(visit | person)", {}),
    (f"{ADDITIVE} + cs(visit | person)", {}),
    (f"{SATURATED} + csh(visit | person)", {}),
    (f"{ADDITIVE} + csh(visit | person)", {"df": "kenward-roger-linear"}),
    (f"{ADDITIVE} + ar1h(visit | person)", {"method": "ml"}),
    (f"{ADDITIVE} + (1 | person)", {}),
]
ALONE = [
    (f"{ADDITIVE} + cs(visit | arm / person)", {}),
    ("~ baseline + arm * week + mood + us(visit | person)", {}),
    ("~ baseline + arm * week + sp_exp(week | person)", {}),
    ("~ baseline + arm * week + sp_exp(week | person)", {"df": "kenward-roger-sas"}),
]


@pytest.mark.parametrize(("formula", "options"), TOGETHER + ALONE)
def test_agrees_with_each_fit(trials: ManyTrials, formula: str, options: dict[str, Any]) -> None:
    many = fit_many(formula, trials.rows, trials.scores, **options)
    assert (many.fits["batched"] == ((formula, options) in TOGETHER)).all()
    by = "week" if "week" in formula else "visit"
    given = {"at": {"week": [4, 16]}} if by == "week" else {}
    by_visit: dict[str, Any] = (
        {"by": by, **given} if by in formula.split("(", maxsplit=1)[0] else {}
    )
    differences = contrast(many, "arm", against="a", **by_visit, level=0.9)
    means = marginal_means(many, "arm", **by_visit)
    proportional = marginal_means(many, "arm", weights="proportional")
    for response in range(trials.scores.shape[1]):
        one = alone(trials, formula, response, options)
        facts = many.fits.loc[response]
        assert facts["status"] == one.status
        assert facts["n_subjects"] == one.n_subjects
        assert facts["n_observations"] == one.n_observations
        assert facts["minus_2_log_likelihood"] == pytest.approx(
            one.minus_2_log_likelihood, rel=1e-10
        )
        assert_same(
            of(differences, response), contrast(one, "arm", against="a", **by_visit, level=0.9)
        )
        assert_same(of(means, response), marginal_means(one, "arm", **by_visit))
        assert_same(of(proportional, response), marginal_means(one, "arm", weights="proportional"))
        assert_same(of(many.coefficients, response), one.coefficients)


def test_means_stand_at_each_responses_own_baseline(trials: ManyTrials) -> None:
    many = fit_many(f"{ADDITIVE} + us(visit | person)", trials.rows, trials.scores)
    at_common = marginal_means(many, "arm", at={"baseline": trials.rows["baseline"].mean()})
    shift = (marginal_means(many, "arm")["estimate"] - at_common["estimate"]).abs()
    assert shift.max() > 1e-3


def test_user_defined_contrasts(trials: ManyTrials) -> None:
    formula = f"{SATURATED} + us(visit | person)"
    change = {"change in b": {("b", "w16"): 1.0, ("b", "w4"): -1.0}}
    found = contrast(
        fit_many(formula, trials.rows, trials.scores), "arm", by="visit", coefficients=change
    )
    expected = contrast(alone(trials, formula, 2, {}), "arm", by="visit", coefficients=change)
    assert_same(of(found, 2), expected)


def test_one_visit_is_least_squares(trials: ManyTrials) -> None:
    last = (trials.rows["visit"] == "w16").to_numpy()
    rows = trials.rows[last].assign(visit="w16")
    scores = trials.scores[last]
    many = fit_many("~ baseline + arm + us(visit | person)", rows, scores)
    assert many.fits["batched"].all()
    found = contrast(many, "arm", against="a")
    here = ~np.isnan(scores[:, 1])
    x = np.column_stack(
        [np.ones(last.sum()), rows["baseline"], rows["arm"] == "b", rows["arm"] == "c"]
    ).astype(float)[here]
    beta, squares, *_ = np.linalg.lstsq(x, scores[here, 1], rcond=None)
    df = here.sum() - 4
    variance = squares[0] / df * np.linalg.inv(x.T @ x)
    np.testing.assert_allclose(of(found, 1)["estimate"], beta[2:], rtol=1e-9)
    np.testing.assert_allclose(of(found, 1)["se"], np.sqrt(np.diag(variance)[2:]), rtol=1e-9)
    np.testing.assert_allclose(of(found, 1)["df"], df, rtol=1e-9)


def exceptional(trials: ManyTrials) -> np.ndarray:
    """No one of arm c at w16; constant; infinite; five people; nothing; and a sound one."""
    scores = np.repeat(trials.scores[:, :1], 6, axis=1)
    absent = (trials.rows["arm"] == "c") & (trials.rows["visit"] == "w16")
    scores[absent.to_numpy(), 0] = np.nan
    scores[:, 1] = 7.0
    scores[5, 2] = np.inf
    scores[(trials.rows["person"] >= 5).to_numpy(), 3] = np.nan
    scores[:, 4] = np.nan
    return scores


def test_an_exceptional_response_harms_no_other(trials: ManyTrials) -> None:
    formula = f"{SATURATED} + us(visit | person)"
    many = fit_many(formula, trials.rows, exceptional(trials))
    assert list(many.fits["status"]) == ["ok", "failed", "failed", "failed", "failed", "ok"]
    assert list(many.fits["batched"]) == [False] * 5 + [True]
    for response, word in ((1, "same value"), (2, "infinite"), (3, "w"), (4, "no row")):
        assert word in many.fits["reason"][response]
    table = contrast(many, "arm", against="a", by="visit")
    assert len(table) == 6 * 8
    nowhere = table[table["response"].isin([f"response_{number}" for number in range(2, 6)])]
    assert (nowhere["status"] == "failed").all()
    assert nowhere["estimate"].isna().all()
    first = of(table, 0)
    assert first.loc[first["status"] == "not estimable", ["test", "visit"]].to_numpy().tolist() == [
        ["c", "w16"]
    ]
    rows = trials.rows.assign(y=exceptional(trials)[:, 0])
    expected = contrast(fit(f"y {formula}", rows), "arm", against="a", by="visit")
    assert_same(first, expected)
    assert_same(
        of(table, 5), contrast(alone(trials, formula, 0, {}), "arm", against="a", by="visit")
    )


def test_an_arm_that_a_response_lacks_is_not_estimable_there(trials: ManyTrials) -> None:
    formula = f"{SATURATED} + us(visit | person)"
    scores = np.repeat(trials.scores[:, :1], 3, axis=1)
    scores[(trials.rows["arm"] == "a").to_numpy(), 0] = np.nan
    scores[(trials.rows["arm"] == "c").to_numpy(), 1] = np.nan
    many = fit_many(formula, trials.rows, scores)
    assert list(many.fits["status"]) == ["ok", "ok", "ok"]
    table = contrast(many, "arm", against="a", by="visit")
    assert [(of(table, r)["status"] == "ok").sum() for r in range(3)] == [0, 4, 8]
    without = of(table, 1)[of(table, 1)["status"] == "ok"]
    rows = trials.rows.assign(y=scores[:, 1])
    assert_same(without, contrast(fit(f"y {formula}", rows), "arm", against="a", by="visit"))
    terms = many.coefficients
    assert (of(terms, 1).loc[of(terms, 1)["estimate"].isna(), "term"].str.contains("c]")).all()


@pytest.mark.parametrize("term", ["us(visit | person)", "(1 | person)"])
def test_a_level_that_no_response_has_is_none_of_the_fits(trials: ManyTrials, term: str) -> None:
    formula = f"{SATURATED} + {term}"
    scores = trials.scores.copy()
    scores[((trials.rows["arm"] == "c") | (trials.rows["visit"] == "w12")).to_numpy()] = np.nan
    many = fit_many(formula, trials.rows, scores)
    means = marginal_means(many, "arm", by="visit")
    rows = trials.rows.assign(y=scores[:, 2])
    assert_same(of(means, 2), marginal_means(fit(f"y {formula}", rows), "arm", by="visit"))


@pytest.mark.parametrize("term", ["us(visit | person)", "(1 | person)"])
def test_one_level_has_no_comparison(trials: ManyTrials, term: str) -> None:
    formula = f"~ arm + visit + {term}"
    scores = trials.scores.copy()
    scores[(trials.rows["arm"] != "c").to_numpy()] = np.nan
    many = fit_many(formula, trials.rows, scores)
    one = alone(trials, formula, 2, {}).coefficients
    table = contrast(many, "arm")
    assert len(table) == 0
    assert {"response", "test", "comparison", *one.columns[1:]} <= set(table.columns)


def test_missing_covariates_drop_the_row_everywhere(trials: ManyTrials) -> None:
    formula = f"{ADDITIVE} + us(visit | person)"
    rows = trials.rows.assign(
        baseline=trials.rows["baseline"].where(trials.rows["person"] != 7, np.nan)
    )
    many = fit_many(formula, rows, trials.scores)
    assert many.fits["batched"].all()
    one = fit(f"y {formula}", rows.assign(y=trials.scores[:, 2]))
    assert many.fits["n_subjects"][2] == one.n_subjects
    assert_same(of(many.coefficients, 2), one.coefficients)


def numbers(many: FitMany) -> np.ndarray:
    return many.coefficients["estimate"].to_numpy()


def test_ways_to_give_responses(trials: ManyTrials) -> None:
    formula = f"{ADDITIVE} + us(visit | person)"
    names = ["phq9", "gad7"]
    frame = pd.DataFrame(trials.scores[:, :2], columns=names)
    as_array = fit_many(formula, trials.rows, trials.scores[:, :2])
    as_frame = fit_many(f"score {formula}", trials.rows, frame)
    as_names = fit_many(formula, pd.concat([trials.rows, frame], axis=1), names)
    assert as_frame.responses == as_names.responses == ("phq9", "gad7")
    assert list(as_frame.fits["response"]) == names
    np.testing.assert_array_equal(numbers(as_frame), numbers(as_array))
    np.testing.assert_array_equal(numbers(as_names), numbers(as_array))


def test_a_column_called_response_is_an_ordinary_covariate(trials: ManyTrials) -> None:
    rows = trials.rows.rename(columns={"baseline": "response"})
    found = fit_many("~ response + arm * visit + us(visit | person)", rows, trials.scores)
    expected = fit_many("~ baseline + arm * visit + us(visit | person)", trials.rows, trials.scores)
    assert sorted(numbers(found)) == pytest.approx(sorted(numbers(expected)), rel=1e-9)


def test_batches_do_not_depend_on_their_size(
    trials: ManyTrials, monkeypatch: pytest.MonkeyPatch
) -> None:
    formula = f"{SATURATED} + us(visit | person)"
    whole = numbers(fit_many(formula, trials.rows, trials.scores))
    monkeypatch.setattr("ipt_outcomes.models.batch.fit_many._MOST_AT_ONCE", 4)
    np.testing.assert_allclose(
        numbers(fit_many(formula, trials.rows, trials.scores)), whole, rtol=1e-9
    )


def test_refuses_what_no_response_could_mend(trials: ManyTrials) -> None:
    formula = f"{ADDITIVE} + us(visit | person)"
    with pytest.raises(ModelError, match="rows and the data"):
        fit_many(formula, trials.rows, trials.scores[:-1])
    with pytest.raises(ModelError, match="two axes"):
        fit_many(formula, trials.rows, trials.scores[:, 0])
    with pytest.raises(ModelError, match="no column 'phq9'"):
        fit_many(formula, trials.rows, ["phq9"])
    with pytest.raises(ModelError, match="no responses"):
        fit_many(formula, trials.rows, trials.scores[:, :0])
    with pytest.raises(ModelError, match="must be a column of numbers"):
        fit_many(formula, trials.rows, ["arm"])
    with pytest.raises(ModelError, match="same name"):
        fit_many(formula, trials.rows, pd.DataFrame(trials.scores[:, :2], columns=["phq9", "phq9"]))
    with pytest.raises(ModelError, match="do not have"):
        fit_many("~ age + us(visit | person)", trials.rows, trials.scores)
    with pytest.raises(ModelError, match="repeats a person"):
        fit_many(
            formula,
            pd.concat([trials.rows, trials.rows.iloc[:1]]),
            np.vstack([trials.scores, trials.scores[:1]]),
        )
    with pytest.raises(ModelError, match="Kenward-Roger needs"):
        fit_many(formula, trials.rows, trials.scores, method="ml", df="kenward-roger")
    with pytest.raises(ModelError, match="has no level"):
        contrast(fit_many(formula, trials.rows, trials.scores), "arm", against="z")


def test_rows_say_that_nothing_could_be_fitted(trials: ManyTrials) -> None:
    """What is compared is known from the design that the responses share."""
    for covariance in ("us(visit | person)", "(1 | person)"):
        constant = np.full((len(trials.rows), 2), 3.0)
        many = fit_many(f"{ADDITIVE} + {covariance}", trials.rows, constant)
        assert (many.fits["status"] == "failed").all()
        table = contrast(many, "arm", against="a")
        assert list(table["test"]) == ["b", "c"] * 2
        assert (table["status"] == "failed").all()
        assert table["estimate"].isna().all()


def test_says_so_when_nothing_could_be_fitted_and_no_design_is_shared(trials: ManyTrials) -> None:
    constant = np.full((len(trials.rows), 2), 3.0)
    many = fit_many(f"{ADDITIVE} + cs(visit | arm / person)", trials.rows, constant)
    assert (many.fits["status"] == "failed").all()
    with pytest.raises(ModelError, match="no response could be fitted"):
        contrast(many, "arm", against="a")
