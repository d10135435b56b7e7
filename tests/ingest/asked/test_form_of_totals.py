"""Means where a sum is asked for."""

from __future__ import annotations

import pytest

from ipt_outcomes.ingest.study import study_of

from .conftest import Case

MEANS = ["1.2", "0.9", "2.5", "2.0", "3.1", "1.8", "0.4", "0.1", "4.0", "3.3"]


def test_means_where_a_sum_is_asked_for_are_refused_and_converted(case: Case) -> None:
    (problem,) = case.totals(MEANS, "iip32").findings.problems
    assert problem.rule == (
        "all 10 totals of IIP-32 are 4 or less, and 8 are fractions, as means of the answers, 0 to "
        "4, would be; the scale goes from 0 to 128"
    )
    study = study_of(case.totals(MEANS, "iip32", "    totals_as: {iip32: mean}\n"))
    assert study.scores["value"].to_list() == pytest.approx([32 * float(mean) for mean in MEANS])
    beside = '    confirmed: {iip32.form_of_totals: "they were all well"}\n'
    assert case.totals(MEANS, "iip32", beside).findings.problems == ()


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([*MEANS[:9], "5.0"], "iip32"),
        (MEANS[:4], "iip32"),
        (["1", "2", "0", "0", "3", "1", "1", "2", "4", "3"], "iip32"),
        (["1.2", "1.9", "2.5", "2.0", "3.1", "1.8", "1.4", "1.1", "4.0", "3.3"], "sas_sr"),
        (["1", "2", "2", "2", "3", "1", "1", "1", "4", "3"], "cgi_s"),
    ],
)
def test_sums_few_totals_and_scales_that_are_means_are_not(
    case: Case, values: list[str], scale: str
) -> None:
    assert case.totals(values, scale).findings.problems == ()
