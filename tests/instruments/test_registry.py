"""The registry: every scale reads and is consistent; what it does not know is refused."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from ipt_outcomes.instruments import (
    Instrument,
    UnknownFactError,
    known,
    read_instrument,
    registered_instruments,
)
from ipt_outcomes.instruments.items import listed_numbers

ASKED_FOR = {
    "phq9", "hrsd17", "bdi_ii", "qids_sr16", "gad7", "epds", "pcl5", "lsas", "ede_q", "ces_d",
    "iip32", "sas_sr", "wsas", "rses", "mspss", "who5", "wai_sr", "core_om", "cdi", "gds15",
    "phq8", "hrsd24", "madrs", "cdrs_r", "bai", "spin", "caps5", "binge_episodes",
    "purge_episodes", "ymrs", "audit", "icg", "pg13_r", "isi", "iip64", "ucla_ls", "cgi_s",
    "cgi_i", "gaf", "oq45", "eq5d_index", "body_weight_lb",
}  # fmt: skip


@pytest.mark.parametrize("name", registered_instruments())
def test_a_scale_reads_and_is_named_as_its_file(name: str) -> None:
    scale = read_instrument(name)
    assert scale.scale == name
    assert scale.rated_by != "self" or scale.population
    for reference in scale.reference:
        assert scale.minimum <= reference.mean <= scale.maximum
    for cutoff in scale.cutoffs:
        at = cutoff.at_least if cutoff.at_least is not None else cutoff.at_most
        assert at is not None and scale.minimum < at < scale.maximum


def test_the_scales_asked_for_are_there() -> None:
    assert set(registered_instruments()) >= ASKED_FOR


def test_unknown_scale() -> None:
    with pytest.raises(KeyError, match="not a registered scale"):
        read_instrument("phq99")


def test_a_fact_with_a_source_is_given() -> None:
    phq9 = read_instrument("phq9")
    assert known(phq9, "minimal_important_difference").points == 5
    assert known(phq9, "severity").bands[2].label == "moderate"
    assert known(phq9, "reliability")[0].kind == "test-retest"
    assert known(read_instrument("who5"), "minimal_important_difference").points == 10


def test_a_fact_without_a_source_is_refused_and_the_remedy_named() -> None:
    with pytest.raises(UnknownFactError) as refused:
        known(read_instrument("iip32"), "minimal_important_difference")
    message = str(refused.value)
    assert "IIP-32" in message and "a minimal important difference" in message
    assert "config/instruments/my_iip32.yaml" in message
    with pytest.raises(UnknownFactError, match="a reliability"):
        known(read_instrument("wai_sr"), "reliability")


def test_both_published_rules_of_the_phq9_are_named_and_one_is_the_default() -> None:
    phq9 = read_instrument("phq9")
    assert [rule.name for rule in phq9.missing_items] == ["two_items", "one_item"]
    default, other = phq9.missing_rule(), phq9.missing_rule("one_item")
    assert default is not None and default.most_missing == 2
    assert other is not None and other.most_missing == 1
    assert phq9.missing_rule("complete") is None
    with pytest.raises(KeyError, match="two_items, one_item, complete"):
        phq9.missing_rule("three_items")


def test_item_numbers_are_read_as_written() -> None:
    assert listed_numbers("1-3, 7, 9-11") == (1, 2, 3, 7, 9, 10, 11)
    assert listed_numbers(5) == (5,)
    for wrong in ("", "3-1", "1-3, 2", "0-2", "1..3", "1-100000"):
        with pytest.raises(ValueError, match="item numbers"):
            listed_numbers(wrong)


SCALE: dict[str, Any] = {
    "name": "Mine", "scale": "mine", "version": "1", "construct_measured": "x", "population": "y",
    "rated_by": "self", "direction": "higher_is_worse", "minimum": 0, "maximum": 6,
    "items": [{"numbers": "1-3", "minimum": 0, "maximum": 2}], "source": "A thesis of 2020.",
}  # fmt: skip
SOURCE = {"source": "A thesis of 2020."}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"maximum": 7}, "from 0 to 6"),
        ({"multiply_by": 2}, "from 0 to 12"),
        ({"minimum": 6}, "not below the greatest"),
        ({"items": [*SCALE["items"], {"numbers": 3, "minimum": 0, "maximum": 2}]}, "there twice"),
        ({"reverse_keyed": {"items": 4, "coding": "0 no, 2 yes", **SOURCE}}, "does not have"),
        ({"subscales": [{"name": "total", "items": 1, **SOURCE}]}, "names of their own"),
        ({"domains": ["1-3"]}, "domain_maxima"),
        ({"scoring": "domain_maxima"}, "domain_maxima"),
        ({"scoring": "domain_maxima", "domains": ["1-2"]}, "belongs to one domain"),
        ({"scoring": "mean_of_subscales"}, "needs subscales"),
        ({"missing_items": [{"name": "all", "most_missing": 3, **SOURCE}]}, "without an answer"),
        ({"missing_items": [{"name": "complete", "most_missing": 1, **SOURCE}]}, "own, other than"),
        ({"remission": {"at_least": 3, **SOURCE}}, "where more is worse"),
        ({"remission": {"at_most": 3, "below": 3, **SOURCE}}, "give one of"),
        ({"response": {**SOURCE}}, "give one of reduction_percent"),
        ({"severity": {"bands": [{"label": "a", "at_least": 1}, {"label": "b", "at_least": 2}],
                       **SOURCE}}, "begin at the least total"),
        ({"severity": {"bands": [{"label": "a", "at_least": 0}, {"label": "b", "at_least": 2}]}},
         "source"),
        ({"reliability": [{"value": 0.9, "kind": "alpha", "sample": "x"}]}, "source"),
        ({"remision": {"at_most": 3, **SOURCE}}, "remision"),
    ],
)  # fmt: skip
def test_an_entry_that_contradicts_itself_or_has_no_source_is_refused(
    change: dict[str, Any], said: str
) -> None:
    Instrument.model_validate(SCALE)
    with pytest.raises(ValidationError, match=said):
        Instrument.model_validate({**SCALE, **change})
