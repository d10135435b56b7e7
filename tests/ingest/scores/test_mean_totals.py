from __future__ import annotations

import pytest

from ..conftest import Trial


def totals(trial: Trial, values: list[float], scale: str = "iip32") -> list[str]:
    """The notes on a file of such totals, two a person."""
    people = [f"N{n}" for n in range(len(values) // 2)]
    rows = "".join(f"{who},{'TC'[n % 2]},,,,,\n" for n, who in enumerate(people))
    trial.write("people.csv", (trial.folder / "people.csv").read_text() + rows)
    cells = zip(values[::2], values[1::2], strict=True)
    rows = "".join(
        f"{who},T0,{a}\n{who},T1,{b}\n" for who, (a, b) in zip(people, cells, strict=True)
    )
    trial.write("iip.csv", "id,when,iip\n" + rows)
    trial.edit("small.yaml", "iip32: {total: iip}", f"{scale}: {{total: iip}}")
    return [note for note in trial.read().notes if "means of the items" in note]


def test_means_where_a_sum_is_asked_for_are_noted(trial: Trial) -> None:
    (note,) = totals(trial, [1.2, 0.9, 2.5, 2.0, 3.1, 1.8, 0.4, 0.1, 4.0, 3.3])
    assert note.startswith("iip32: every reported total is 4 or less")
    assert "a sum, 0 to 128" in note


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([1.2, 0.9, 2.5, 2.0, 3.1, 1.8, 0.4, 0.1, 4.0, 5.0], "iip32"),
        ([1.2, 0.9, 2.5, 2.0], "iip32"),
        ([1.2, 1.9, 2.5, 2.0, 3.1, 1.8, 1.4, 1.1, 4.0, 3.3], "sas_sr"),
        ([1, 2, 2, 2, 3, 1, 1, 1, 4, 3], "cgi_s"),
    ],
)
def test_sums_few_totals_and_scales_that_are_means_are_not(
    trial: Trial, values: list[float], scale: str
) -> None:
    assert totals(trial, values, scale) == []
