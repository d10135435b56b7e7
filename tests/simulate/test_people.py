import numpy as np
import pytest

from ipt_outcomes.simulate import SimulatedScores, Truth
from ipt_outcomes.simulate.people import assign_groups, assign_therapists, randomise, stratum_names


def test_arms_are_balanced_in_every_stratum_at_every_moment() -> None:
    rng = np.random.default_rng(3)
    stratum = rng.integers(0, 6, 900)
    arm = randomise(stratum, 3, (3, 6), rng)
    for code in range(6):
        so_far = np.cumsum(arm[stratum == code][:, None] == np.arange(3), axis=0)
        # Within a block of six an arm leads another by at most two.
        assert np.ptp(so_far, axis=1).max() <= 2


def test_blocks_of_one_size_are_full_and_in_random_order() -> None:
    arm = randomise(np.zeros(3000, dtype=np.int64), 3, (3,), np.random.default_rng(4))
    blocks = arm.reshape(-1, 3)
    assert (np.sort(blocks, axis=1) == [0, 1, 2]).all()
    orders, counts = np.unique(blocks, axis=0, return_counts=True)
    assert len(orders) == 6
    assert counts.min() > 1000 / 6 - 4 * np.sqrt(1000 * 5 / 36)


def test_strata_are_site_by_recurrence(truth: Truth, many: SimulatedScores) -> None:
    names = np.array(stratum_names(truth))[many.stratum]
    sites = np.array(list(truth.people.sites))[many.people.site]
    course = np.where(many.people.prior_episodes >= 2, "recurrent", "first")
    assert (names == np.char.add(np.char.add(sites, "_"), course)).all()


def test_therapists_belong_to_one_arm_and_one_site(truth: Truth, many: SimulatedScores) -> None:
    treated = many.therapist >= 0
    assert (treated == (many.arm > 0)).all()
    pairs = np.unique(np.stack([many.therapist, many.arm, many.people.site])[:, treated], axis=1)
    assert pairs.shape[1] == len(many.therapists) == 16
    assert sorted(many.therapists) == [f"T{number:02d}" for number in range(1, 17)]


def test_therapists_of_a_site_share_its_people_evenly(truth: Truth) -> None:
    n = 4000
    north, cbt = np.zeros(n, dtype=np.int64), np.ones(n, dtype=np.int64)
    names, therapist = assign_therapists(truth, north, cbt, np.random.default_rng(5))
    codes, counts = np.unique(therapist, return_counts=True)
    assert [names[code] for code in codes] == ["T01", "T02", "T03"]
    assert np.ptp(counts) < 4 * np.sqrt(n)


def test_groups_are_of_one_therapist_and_of_the_truths_size(
    truth: Truth, many: SimulatedScores
) -> None:
    river = list(truth.people.sites).index("river")
    grouped = many.therapy_group >= 0
    assert (grouped == ((many.arm > 0) & (many.people.site == river))).all()
    pairs = np.unique(np.stack([many.therapy_group, many.therapist])[:, grouped], axis=1)
    assert pairs.shape[1] == len(many.groups)
    sizes = np.bincount(many.therapy_group[grouped])
    # Each of the four therapists at this site may end with a smaller one.
    assert sizes.max() == 6 and (sizes < 6).sum() <= 4


def test_groups_are_filled_in_the_order_of_enrolment(truth: Truth) -> None:
    sites = list(truth.people.sites)
    site = np.full(14, sites.index("river"))
    arm, therapist = np.ones(14, dtype=np.int64), np.array([0, 1] * 7)
    names, group = assign_groups(truth, site, arm, therapist)
    assert names == ["G01", "G02", "G03", "G04"]
    assert list(group) == [0, 2] * 6 + [1, 3]
    elsewhere = np.full(14, sites.index("north"))
    assert (assign_groups(truth, elsewhere, arm, therapist)[1] == -1).all()


def test_shares_are_those_of_the_truth_file(truth: Truth, many: SimulatedScores) -> None:
    people, told, n = many.people, truth.people, many.arm.size
    for codes, shares in (
        (people.site, [site.share for site in told.sites.values()]),
        (people.problem_area, list(told.problem_areas.values())),
        (people.prior_episodes, list(told.prior_episodes)),
        (people.female, [1 - told.female, told.female]),
    ):
        found = np.bincount(codes.astype(int), minlength=len(shares)) / n
        assert found == pytest.approx(shares, abs=4 * 0.5 / np.sqrt(n))
    assert people.age.mean() == pytest.approx(told.age.mean, abs=0.5)
    assert people.age.min() >= told.age.minimum
    assert people.age.max() <= told.age.maximum
