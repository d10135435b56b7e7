from __future__ import annotations

from ipt_outcomes.ingest.mapping import file_key, mapped_columns

from .conftest import Trial


def test_every_mapped_column_with_its_place(trial: Trial) -> None:
    plan = trial.plan()
    mapped = mapped_columns(plan)
    assert {file: [m.column for m in columns] for file, columns in mapped.items()} == {
        "people.csv": ["id", "group", "years", "sex", "income", "housing"],
        "sessions.csv": ["id", "nr", "came", "how", "minutes"],
        "phq.csv": ["id", "day", *(f"q{n}" for n in range(1, 10)), "ham"],
        "bdi.csv": ["id", "bdi_0", "bdi_8"],
        "iip.csv": ["id", "when", "iip"],
    }
    lines = (trial.folder / "small.yaml").read_text().splitlines()
    for columns in mapped.values():
        for place in columns:
            line = plan.line(*place.where)
            assert line is not None
            assert place.column in lines[line - 1]


def test_the_key_of_a_file(trial: Trial) -> None:
    plan = trial.plan()
    assert file_key(plan, "people.csv") == ("participants", "file")
    assert file_key(plan, "sessions.csv") == ("sessions", "file")
    assert file_key(plan, "iip.csv") == ("scores", 2, "file")
