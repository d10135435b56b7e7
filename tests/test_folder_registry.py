from __future__ import annotations

from typing import get_args

import pytest

from ipt_outcomes.analyses.planned import KINDS
from ipt_outcomes.describe.given import MAKERS as DESCRIBED
from ipt_outcomes.estimate.given import MAKERS
from ipt_outcomes.folder_registry import member, names
from ipt_outcomes.plan.analyses import NamedAnalysis
from ipt_outcomes.sensitivity.scenarios import FAMILIES
from ipt_outcomes.tables import tables_of


def test_a_thing_is_called_as_its_file() -> None:
    assert member(KINDS, "mmrm").__name__ == f"{KINDS}.mmrm"
    with pytest.raises(KeyError, match="no file anova"):
        member(KINDS, "anova")


def test_every_kind_that_a_plan_can_say_has_its_file_and_the_other_way_round() -> None:
    # The classes of the union of named analyses, each with its kind as a literal.
    classes = get_args(get_args(NamedAnalysis)[0])
    kinds = {get_args(each.model_fields["kind"].annotation)[0] for each in classes}
    assert set(names(KINDS)) == kinds
    assert all(callable(member(KINDS, name).specify) for name in names(KINDS))


def test_every_table_of_the_estimates_has_its_file_and_the_other_way_round() -> None:
    assert set(names(MAKERS)) == set(tables_of("estimate"))
    assert set(names(DESCRIBED)) == set(tables_of("describe"))


def test_every_family_says_what_it_is() -> None:
    for name in names(FAMILIES):
        family = member(FAMILIES, name).FAMILY
        assert family.title and family.question.endswith("?") and family.unit
