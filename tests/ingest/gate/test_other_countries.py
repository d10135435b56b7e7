"""Identifiers as other countries write them, and what looks like them and is none."""

from __future__ import annotations

import pytest

from ipt_outcomes.ingest.gate.roles import Role

from .conftest import Look

HARMLESS = ["rented", "owned", "with parents"] * 40

# One such cell among 120 harmless ones.
REFUSED = [
    "Dr Müller", "Frau Köhler", "Mme Lefèvre", "DR SMITH", "MRS BROWN", "Dr. med. Schneider",
    "Dhr Jansen", "Fru Ødegård", "17.12.21", "4.3.21", "March 2021", "März 2021", "4 avril 2021",
    "12 de enero de 2021", "1er mars 2021", "17 décembre 2021", "JS_1950-01-03", "04MAR2021",
    "0151-23456789", "030-1234567", "call 07700900123", "06-12345678", "004915123456789",
    "Handy 0151 2345678", "010190-1234", "131052-308T", "756.1234.5678.97",
    "10115 Berlin", "Prinsengracht 263", "Storgata 5", "Nørregade 12", "Berliner Str. 14",
    "3 quai de la Loire", "SW1A\u00a01AA", "943\u00a0476\u00a05919", "2021\u201103\u201104",
    "jo\u200b@example.org", "２０２１-０３-０４",
]  # fmt: skip

CLEAN = [
    ("Ms Teams failed", Role("text")), ("Miss Appointments", Role("text")),
    ("F32.1", Role("text")), ("N06AB06", Role("text")), ("12:30", Role("text")),
    ("week 4", Role("text")), ("IPT-A 12", Role("text")),
    ("sertraline 50.0 mg", Role("text")), ("2021-014", Role("identifier")),
    ("S01-0033", Role("identifier")), ("NO-1034", Role("identifier")),
    ("KØB-001", Role("identifier")), ("Größe M", Role("text")), ("année 2", Role("text")),
]  # fmt: skip

NAMES = ["naam", "Nombre", "lname", "geb", "fodselsdato", "telnr", "Handy", "mail", "CPR", "pesel",
         "postnr", "Straat", "ville", "kvnr", "rijbewijs", "kenteken", "foto"]  # fmt: skip


@pytest.mark.parametrize("cell", REFUSED)
def test_one_cell_is_enough(look: Look, cell: str) -> None:
    (problem,) = look("housing", [*HARMLESS, cell])
    assert problem.line == len(HARMLESS) + 2
    assert cell not in str(problem)


@pytest.mark.parametrize(("cell", "role"), CLEAN)
def test_look_alikes_are_let_through(look: Look, cell: str, role: Role) -> None:
    assert look("x1", [*HARMLESS, cell], role) == ()


@pytest.mark.parametrize("column", NAMES)
def test_names_of_columns(look: Look, column: str) -> None:
    (problem,) = look(column, ["1", "2", "1"])
    assert "the column's name" in problem.rule


def test_given_names_with_accents(look: Look) -> None:
    (problem,) = look("x1", ["José García", "María López", "Françoise Dubois"])
    assert "name" in problem.rule
