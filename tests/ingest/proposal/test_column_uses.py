"""What `new` says of each column of each file."""

from __future__ import annotations

from pathlib import Path

from ipt_outcomes.ingest.proposal.propose import Proposal, propose


def proposal(folder: Path, **files: str) -> Proposal:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    return propose("mine", [f"{name}.csv" for name in files], root=folder)


def test_every_column_of_every_file_has_a_line(tmp_path: Path) -> None:
    people = "id,group,notes\n" + "".join(
        f"{n},{'IPT' if n % 2 else 'TAU'},x{n}\n" for n in range(8)
    )
    scores = "id,ResponseId,week,phq9\n" + "".join(
        f"{n},R{n}{week},{week},{n}\n" for n in range(8) for week in (0, 8)
    )
    other = "a,b\n" + "".join(f"{n},x\n" for n in range(8))
    found = proposal(tmp_path, people=people, scores=scores, other=other)
    assert [(use.file, use.column, use.use) for use in found.columns] == [
        ("people.csv", "id", "participant"),
        ("people.csv", "group", "arm"),
        ("people.csv", "notes", "not used"),
        ("scores.csv", "id", "participant"),
        ("scores.csv", "ResponseId", "not used"),
        ("scores.csv", "week", "visit"),
        ("scores.csv", "phq9", "phq9, total"),
        ("other.csv", "a", "not used"),
        ("other.csv", "b", "not used"),
    ]
    said = list(found.columns_in_lines())
    assert "  group       arm (by its name and its words)" in said
    survey = "a survey numbers the forms by it, and not the people"
    assert f"  ResponseId  not used ({survey})" in said
    assert "other.csv: no column of it is used" in said
    # A file is never passed over in silence: the plan says it too.
    assert '# No column of these files is used: "other.csv"' in found.text


def test_items_and_visits_of_a_row_a_person(tmp_path: Path) -> None:
    columns = [f"gad7_{item}_{visit}" for visit in ("pre", "w8") for item in range(1, 8)]
    rows = "".join(f"{n},{'IPT' if n % 2 else 'TAU'}{',1' * 14}\n" for n in range(8))
    found = proposal(tmp_path, all=f"id,arm,{','.join(columns)}\n{rows}")
    uses = {use.column: use.use for use in found.columns}
    assert uses["gad7_1_pre"] == "gad7, item 1 at baseline"
    assert uses["gad7_7_w8"] == "gad7, item 7 at week_8"
