import numpy as np
import pytest

from ipt_outcomes.instruments import read_instrument
from ipt_outcomes.simulate import SimulatedScores, Truth, simulate_scores

BASELINE = {"phq9": (16, 4.95, 0.15), "hrsd17": (20, 4.9, 0.15), "iip32": (58, 18, 0.4)}


@pytest.mark.parametrize("scale", BASELINE)
def test_baseline_means_and_sds_are_those_of_depressed_people(
    complete: SimulatedScores, scale: str
) -> None:
    mean, sd, within = BASELINE[scale]
    first = complete.totals[scale][:, 0]
    assert first.mean() == pytest.approx(mean, abs=within)
    assert first.std() == pytest.approx(sd, abs=within)


def test_social_adjustment_has_its_mean_sd_and_decimals(complete: SimulatedScores) -> None:
    first = complete.totals["sas_sr"][:, 0]
    assert first.mean() == pytest.approx(2.6, abs=0.02)
    assert first.std() == pytest.approx(0.45, abs=0.01)
    assert (np.round(first, 2) == first).all()


def test_phq9_items_hang_together_as_published(complete: SimulatedScores) -> None:
    covariance = np.cov(complete.items["phq9"][:, 0].T)
    alpha = 9 / 8 * (1 - np.trace(covariance) / covariance.sum())
    assert 0.83 <= alpha <= 0.87
    means = complete.items["phq9"][:, 0].mean(axis=0)
    # Thoughts of death are the rarest symptom, tiredness the commonest.
    assert means.argmin() == 8
    assert means.argmax() == 3


def test_scores_stay_in_their_range(many: SimulatedScores) -> None:
    for scale, totals in many.totals.items():
        instrument = read_instrument(scale)
        assert np.nanmin(totals) >= instrument.minimum
        assert np.nanmax(totals) <= instrument.maximum
    answers = many.items["phq9"]
    assert set(np.unique(answers[~np.isnan(answers)])) == {0, 1, 2, 3}
    for scale in ("hrsd17", "iip32"):
        known = many.totals[scale][~np.isnan(many.totals[scale])]
        assert (known == np.round(known)).all()


def test_scales_correlate(complete: SimulatedScores) -> None:
    first = np.corrcoef([totals[:, 0] for totals in complete.totals.values()])
    assert (first[np.triu_indices(4, 1)] > 0.4).all()
    assert (first[np.triu_indices(4, 1)] < 0.7).all()


def test_complete_data_have_no_gap_before_the_arms_last_week(
    truth: Truth, complete: SimulatedScores
) -> None:
    weeks = np.array([visit.week for visit in truth.visits])
    waitlist = list(truth.arms).index("waitlist")
    expected = (weeks <= 16) | (complete.arm[:, None] != waitlist)
    assert (complete.assessed == expected).all()
    for totals in complete.totals.values():
        assert (~np.isnan(totals) == expected).all()


def test_dropout_changes_nothing_that_is_seen(
    many: SimulatedScores, complete: SimulatedScores
) -> None:
    for scale in ("hrsd17", "iip32", "sas_sr"):
        seen = ~np.isnan(many.totals[scale])
        assert (many.totals[scale][seen] == complete.totals[scale][seen]).all()
    seen = ~np.isnan(many.items["phq9"])
    assert (many.items["phq9"][seen] == complete.items["phq9"][seen]).all()


def test_gaps_are_as_rare_as_the_truth_file_says(truth: Truth, many: SimulatedScores) -> None:
    stays = many.leaving.visit[:, None] > np.arange(len(truth.visits))
    due = stays[:, 1:5]
    missed = 1 - many.assessed[:, 1:5][due].mean()
    assert missed == pytest.approx(truth.dropout.missed_visit, abs=0.002)
    assert many.assessed[:, 0].all()
    assert not np.isnan(many.items["phq9"][:, 0]).any()
    answers = many.items["phq9"][:, 1:][many.assessed[:, 1:]]
    assert np.isnan(answers).mean() == pytest.approx(0.005, abs=0.0005)
    for scale in ("hrsd17", "iip32", "sas_sr"):
        assert np.isnan(many.totals[scale][:, 0]).mean() == pytest.approx(0.015, abs=0.003)


def test_a_total_with_missing_answers_is_prorated_within_the_scales_rule(
    many: SimulatedScores,
) -> None:
    answers, totals = many.items["phq9"], many.totals["phq9"]
    answered = (~np.isnan(answers)).sum(axis=2)
    two_missing = many.assessed & (answered == 7)
    assert two_missing.any()
    expected = np.nansum(answers[two_missing], axis=1) * 9 / 7
    assert totals[two_missing] == pytest.approx(expected)
    assert np.isnan(totals[answered < 7]).all()


def test_days_lie_within_the_truth_files_limits(truth: Truth, many: SimulatedScores) -> None:
    first, last = np.array([visit.days for visit in truth.visits]).T
    assert (many.day >= first).all()
    assert (many.day <= last).all()


def test_therapists_differ_only_where_the_truth_says_so(truth: Truth) -> None:
    def therapist_variance(sd: float) -> float:
        hrsd17 = truth.scales["hrsd17"].model_copy(update={"therapist_sd": sd})
        told = truth.model_copy(update={"scales": {**truth.scales, "hrsd17": hrsd17}})
        drawn = simulate_scores(told, 7, n_per_arm=20_000, dropout=False)
        change = drawn.totals["hrsd17"][:, 4] - drawn.totals["hrsd17"][:, 0]
        means = [change[drawn.therapist == code].mean() for code in range(8)]
        return float(
            np.var(np.subtract(means, np.repeat([np.mean(means[:4]), np.mean(means[4:])], 4)))
        )

    assert therapist_variance(0.0) < 0.05
    assert therapist_variance(3.0) > 1.0
