"""The table of structures against the families that compute them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from ipt_outcomes import ModelError
from ipt_outcomes.models.covariance.registry import covariance_family
from ipt_outcomes.models.covariance.structures import OF_VISITS, STRUCTURES, Structure
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.real_times import exponential

EMPIRICAL = np.array(
    [[2.0, 1.0, 0.5, 0.6], [1.0, 3.0, 0.8, 0.4], [0.5, 0.8, 1.5, 0.7], [0.6, 0.4, 0.7, 2.5]]
)
OF_VISITS_ONLY = [STRUCTURES[name] for name in OF_VISITS]


def test_the_order_and_the_names() -> None:
    listed = ["us", "cs", "csh", "ar1", "ar1h", "toep", "toeph", "ad", "adh", "sp_exp"]
    assert list(STRUCTURES) == listed
    assert list(OF_VISITS) == listed[:-1]
    assert all(structure.name == name for name, structure in STRUCTURES.items())
    texts = [text for s in STRUCTURES.values() for text in (s.title, s.words)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("m", [2, 3, 4, 7])
@pytest.mark.parametrize("structure", OF_VISITS_ONLY, ids=OF_VISITS)
def test_the_number_of_parameters_is_the_familys(structure: Structure, m: int) -> None:
    family = covariance_family(structure.name, tuple(range(m)))
    names = family.names(tuple("abcdefg"[:m]))
    assert structure.n_parameters(m) == family.n_parameters == len(names)


def test_the_number_of_parameters_elsewhere() -> None:
    assert STRUCTURES["us"].n_parameters(1) == covariance_family("us", tuple(range(1))).n_parameters
    assert STRUCTURES["sp_exp"].n_parameters(9) == exponential.N_PARAMETERS


@pytest.mark.parametrize("structure", OF_VISITS_ONLY, ids=OF_VISITS)
def test_what_depends_on_the_order_of_the_visits(structure: Structure) -> None:
    """Only where the order matters is a matrix of turned visits no longer of the family."""
    family = covariance_family(structure.name, tuple(range(4)))
    turn = [2, 0, 3, 1]
    turned = family.matrix(family.start(EMPIRICAL))[np.ix_(turn, turn)]
    again = family.matrix(family.start(turned))
    assert np.allclose(again, turned, rtol=1e-9) != structure.ordered


@pytest.mark.parametrize("structure", OF_VISITS_ONLY, ids=OF_VISITS)
def test_which_have_a_variance_for_each_visit(structure: Structure) -> None:
    family = covariance_family(structure.name, tuple(range(4)))
    variances = np.diag(family.matrix(family.start(EMPIRICAL)))
    assert (len(set(variances.round(9))) == 4) == structure.variance_by_visit


@pytest.mark.parametrize("structure", STRUCTURES.values(), ids=STRUCTURES)
def test_the_simpler_one_has_fewer_parameters(structure: Structure) -> None:
    if structure.simpler is None:
        assert structure.name == "cs"
        return
    simpler = STRUCTURES[structure.simpler]
    assert simpler.of_visits
    larger, smaller = structure.n_parameters(5), simpler.n_parameters(5)
    # Of two with one correlation, the simpler is the one that asks less of the visits.
    assert smaller < larger or (smaller == larger and not (simpler.ordered or simpler.spacing))


def test_the_grammar_knows_each() -> None:
    for name, structure in STRUCTURES.items():
        term = parse_formula(f"y ~ arm + {name}(visit | person)").covariance
        assert term is not None and term.structure is structure
    with pytest.raises(ModelError, match=f"there are {', '.join(STRUCTURES)}"):
        parse_formula("y ~ arm + un(visit | person)")


def test_a_structure_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        STRUCTURES["us"].name = "un"  # type: ignore[misc]
