import numpy as np
import pytest

from ipt_outcomes.simulate import SimulatedScores, Truth

WEEK_16 = 4


def last_seen_before(many: SimulatedScores, visit: int) -> np.ndarray:
    """The last observed PHQ-9 total before a visit, as an outsider finds it in the scores."""
    before = many.totals["phq9"][:, :visit]
    last = before.shape[1] - 1 - np.argmax(~np.isnan(before[:, ::-1]), axis=1)
    return before[np.arange(len(before)), last]


def test_about_a_fifth_has_left_by_week_16_and_more_by_week_40(many: SimulatedScores) -> None:
    left = many.leaving.visit
    assert 0.18 <= (left <= WEEK_16).mean() <= 0.24
    treated = many.arm > 0
    assert (left[treated] <= 6).mean() > (left[treated] <= WEEK_16).mean() + 0.04


def test_leaving_is_for_good(many: SimulatedScores) -> None:
    visit = np.arange(many.assessed.shape[1])
    assert not many.assessed[visit >= many.leaving.visit[:, None]].any()


def test_the_waitlist_is_not_seen_and_does_not_leave_after_week_16(many: SimulatedScores) -> None:
    waitlist = many.arm == 0
    assert not many.assessed[waitlist, WEEK_16 + 1 :].any()
    left = many.leaving.visit[waitlist]
    assert set(np.unique(left)) == {1, 2, 3, 4, 7}


def test_the_chance_to_leave_is_the_planted_logit_in_the_last_score(
    truth: Truth, many: SimulatedScores
) -> None:
    for visit in range(1, WEEK_16 + 1):
        score = last_seen_before(many, visit)
        for arm, name in enumerate(truth.arms):
            at_risk = (many.leaving.visit >= visit) & (many.arm == arm)
            for low, high in ((0, 10), (10, 18), (18, 28)):
                here = at_risk & (score >= low) & (score < high)
                told = truth.dropout
                logit = told.visits[visit - 1] + told.arms[name]
                logit = logit + told.per_point * (score[here] - told.reference)
                chance = 1 / (1 + np.exp(-logit))
                error = np.sqrt((chance * (1 - chance)).sum()) / here.sum()
                found = (many.leaving.visit[here] == visit).mean()
                assert found == pytest.approx(chance.mean(), abs=4 * error)


def test_leaving_does_not_depend_on_the_score_not_seen(
    many: SimulatedScores, complete: SimulatedScores
) -> None:
    # Given the last seen score, who leaves before week 4 scores no differently at week 4.
    seen, unseen = many.totals["phq9"][:, 0], complete.totals["phq9"][:, 1]
    treated = many.arm > 0
    leaves = (many.leaving.visit == 1)[treated].astype(float)
    design = np.stack([np.ones(leaves.size), seen[treated], seen[treated] ** 2, leaves], axis=1)
    solved, residual, *_ = np.linalg.lstsq(design, unseen[treated], rcond=None)
    variance = residual[0] / (leaves.size - 4) * np.linalg.inv(design.T @ design)[3, 3]
    assert abs(solved[3]) < 4 * np.sqrt(variance)


def test_reasons_follow_the_last_score(truth: Truth, many: SimulatedScores) -> None:
    reasons = list(truth.dropout.reasons)
    left = many.leaving.visit < len(truth.visits)
    assert ((many.leaving.reason >= 0) == left).all()
    mean = {
        name: many.leaving.last_score[many.leaving.reason == code].mean()
        for code, name in enumerate(reasons)
    }
    assert mean["felt better"] + 3 < mean["lost to follow-up"] < mean["felt worse"] - 3
