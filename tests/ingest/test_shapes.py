"""Files as trials have them, with a plan by hand: totals and contrasts are the known ones.

`shapes/` has the files, all made up, and `truth.csv` the totals of the 80 people of three of them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.errors import DataError, Problem

SHAPES = Path(__file__).parent / "shapes"
ITEMS = range(1, 10)
VISITS = ("before", "after", "later")

TheOne = Callable[[tuple[Problem, ...]], Problem]


def plan_of(
    folder: Path, files: str, entries: str, *, visits: int = 3, arms: str = "WL IPT"
) -> Path:
    """A plan beside the files of one of the shapes: `entries` are its participants and scores."""
    shutil.copytree(SHAPES / files, folder, dirs_exist_ok=True)
    phases = ("baseline", "treatment", "follow_up")
    lines = [
        f'trial: shape\ntitle: "A shape"\nsource: synthetic\n{entries}arms:',
        *(f'  - {{name: {arm}, label: "{arm}", role: {role}}}'
          for arm, role in zip(arms.split(), ("control", "treatment"), strict=True)),
        "visits:",
        *(f'  - {{name: {name}, label: "{name}", week: {6 * n}, phase: {phase}}}'
          for n, (name, phase) in enumerate(zip(VISITS[:visits], phases, strict=False))),
        'outcomes:\n  - {name: phq9, label: "PHQ-9", scale: phq9, role: primary, endpoint: '
        f"{VISITS[visits - 1]}}}",
        "contrasts:\n  - {test: IPT, comparison: WL, hypothesis: superiority}",
        "models: {growth: null}\nseed: 1\n",
    ]  # fmt: skip
    path = folder / "shape.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def totals(study: ipt.Study, plan: ipt.Plan) -> pd.Series:
    """The PHQ-9 totals by participant and planned visit."""
    found = ipt.prepare_outcomes(plan, study.participants, study.scores)
    used = found.loc[found["outcome"] == "phq9"].dropna(subset=["score"])
    return used.set_index(["participant", "visit"])["score"].sort_index()


def truth(column: str, digits: int) -> pd.Series:
    """The totals that the 80 people had, the participant written with so many digits."""
    rows = pd.read_csv(SHAPES / "truth.csv")
    key = [rows["n"].map(lambda n: f"{n:0{digits}d}"), rows["v"].map(dict(enumerate(VISITS)))]
    return rows.set_index(pd.MultiIndex.from_arrays(key, names=["participant", "visit"]))[
        column
    ].sort_index()


def assert_true(study: ipt.Study, plan: ipt.Plan, digits: int = 3) -> None:
    """The arms and the PHQ-9 totals are those of the 80 people."""
    known = truth("phq", digits)
    pd.testing.assert_series_equal(
        totals(study, plan), known, check_names=False, check_dtype=False, check_index_type=False
    )
    rows = pd.read_csv(SHAPES / "truth.csv").drop_duplicates("n")
    arms = rows["arm"].map({"wl": "WL", "ipt": "IPT"})
    people = study.participants.sort_values("participant")
    assert people["arm"].tolist() == arms.tolist()


def listed(columns: list[str]) -> str:
    return "[" + ", ".join(f'"{column}"' for column in columns) + "]"


def refusal(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as refused:
        ipt.read_study(ipt.read_plan(path))
    return refused.value.problems


WORDS = "recode: {not at all: 0, several days: 1, more than half the days: 2, nearly every day: 3}"

GERMAN = """\
participants:
  file: aufnahme.xlsx#Aufnahme
  columns: {participant: Pat.-Nr., arm: Behandlungsgruppe, age: Alter, sex: Geschlecht}
  arm_codes: {Übliche Wartezeit: WL, Interpersonelle Psychotherapie: IPT}
scores:
  - file: aufnahme.xlsx#Aufnahme
    decimal: ","
    shape: wide
    columns: {participant: Pat.-Nr.}
    scales: {phq9: {before: PHQ9 Summe}, sas_sr: {before: SAS-SR}}
  - file: verlauf.xlsx#Verlauf
    decimal: ","
    shape: long
    columns: {participant: Pat.-Nr., visit: Zeitpunkt}
    visit_codes: {6 Wochen: after, 12 Wochen: later}
    scales: {phq9: {total: PHQ9 Summe}, sas_sr: {total: SAS-SR}}
"""


def test_a_baseline_in_one_workbook_and_follow_ups_in_another(tmp_path: Path) -> None:
    plan = ipt.read_plan(plan_of(tmp_path, "german_two_files", GERMAN))
    study = ipt.read_study(plan)
    assert_true(study, plan, digits=4)
    reported = study.scores.query("scale == 'sas_sr'").dropna(subset=["value"])
    found = reported.set_index(["participant", "visit"])["value"].sort_index()
    assert found.tolist() == truth("sas", 4).tolist()


def test_what_two_files_say_alike_is_read_once(tmp_path: Path) -> None:
    again = """\
  - file: alle.xlsx
    decimal: ","
    shape: long
    columns: {participant: Pat.-Nr., visit: Zeitpunkt}
    visit_codes: {Aufnahme: before, 6 Wochen: after, 12 Wochen: later}
    scales: {phq9: {total: PHQ9 Summe}}
"""
    plan = ipt.read_plan(plan_of(tmp_path, "german_two_files", GERMAN + again))
    study = ipt.read_study(plan)
    assert_true(study, plan, digits=4)
    same = "with the same answers; they are read once"
    assert f"alle.xlsx: phq9: 80 assessments are in aufnahme.xlsx#Aufnahme as well, {same}" in (
        study.notes
    )
    assert f"alle.xlsx: phq9: 144 assessments are in verlauf.xlsx#Verlauf as well, {same}" in (
        study.notes
    )


def test_what_two_files_say_otherwise_is_placed_in_both(tmp_path: Path) -> None:
    again = """\
  - file: other.csv
    shape: long
    columns: {participant: id, visit: when}
    scales: {phq9: {total: total}}
"""
    path = plan_of(tmp_path, "german_two_files", GERMAN + again)
    (tmp_path / "other.csv").write_text("id,when,total\n0001,before,15\n0002,before,17\n")
    first, second = refusal(path)
    assert (first.file, first.line, first.column) == ("aufnahme.xlsx#Aufnahme", 3, "Pat.-Nr.")
    assert (second.file, second.line, second.column) == ("other.csv", 3, "id")
    assert "aufnahme.xlsx#Aufnahme has other answers to phq9" in second.rule


def qualtrics(options: str = "header_rows: 3", recode: str = WORDS) -> str:
    items = listed([f"Q5_{n}" for n in ITEMS])
    return f"""\
participants:
  file: qualtrics.csv
  {options}
  shape: long
  columns: {{participant: pid, arm: group}}
  arm_codes: {{Wait list: WL, Interpersonal therapy: IPT}}
scores:
  - file: qualtrics.csv
    shape: long
    columns: {{participant: pid, visit: timepoint}}
    visit_codes: {{T0: before, T1: after, FU6: later}}
    scales: {{phq9: {{items: {items}, {recode}}}}}
"""


def test_three_header_rows_and_answers_in_words(tmp_path: Path, only: TheOne) -> None:
    plan = ipt.read_plan(plan_of(tmp_path, "qualtrics_three_headers", qualtrics()))
    assert_true(ipt.read_study(plan), plan)
    problem = only(
        refusal(
            plan_of(
                tmp_path,
                "qualtrics_three_headers",
                qualtrics("shape: long").replace("  shape: long\n  shape", "  shape"),
            )
        )
    )
    assert problem.remedy == "Write `header_rows: 3` beside the file in the plan."


def test_an_answer_that_is_not_recoded_is_refused(tmp_path: Path, only: TheOne) -> None:
    entries = qualtrics(recode=WORDS.replace("several days: 1, ", ""))
    problem = only(refusal(plan_of(tmp_path, "qualtrics_three_headers", entries)))
    assert "none of those that the plan's `recode` names" in problem.rule
    assert problem.column == ", ".join(f"Q5_{n}" for n in ITEMS)
    assert "Several" not in str(problem)


def test_a_file_a_wave(tmp_path: Path) -> None:
    asked = "Over the last two weeks, how often have you been bothered by the following?"
    things = (
        "Little interest", "Feeling down", "Trouble sleeping", "Feeling tired", "Appetite",
        "Feeling bad", "Concentrating", "Moving slowly", "Better off dead",
    )  # fmt: skip
    items = listed([f"{asked} [{thing}]" for thing in things])
    waves = {"Baseline": "before", "Week 6": "after", "Week 12": "later"}
    entries = """\
participants:
  file: allocation.csv
  columns: {participant: code, arm: allocation}
  arm_codes: {Waitlist: WL}
scores:
""" + "".join(
        f"""\
  - file: {wave} (Responses).csv
    shape: wide
    columns: {{participant: Participant code}}
    scales: {{phq9: {{items: {{{visit}: {items}}}, {WORDS}}}}}
"""
        for wave, visit in waves.items()
    )
    plan = ipt.read_plan(plan_of(tmp_path, "three_response_files", entries))
    assert_true(ipt.read_study(plan), plan)


def test_the_line_that_says_the_delimiter(tmp_path: Path) -> None:
    items = "".join(
        f"{visit}: {listed([f'phq9_{n}_t{wave}' for n in ITEMS])}, "
        for wave, visit in enumerate(VISITS[:2])
    )
    entries = f"""\
participants:
  file: a.csv
  columns: {{participant: ResponseId, arm: arm}}
scores:
  - file: a.csv
    shape: wide
    columns: {{participant: ResponseId}}
    scales: {{phq9: {{items: {{{items}}}}}}}
"""
    path = plan_of(tmp_path, "sep_line", entries, visits=2)
    plan = ipt.read_plan(path)
    lines = (tmp_path / "a.csv").read_text().splitlines()[2:]
    found = totals(ipt.read_study(plan), plan)
    for line in lines:
        who, _, *answers = line.split(";")
        assert found[who, "before"] == sum(map(int, answers[:9]))
        assert found[who, "after"] == sum(map(int, answers[9:]))
    assert len(found) == 2 * len(lines) == 48


DOUBLE = """\
participants:
  file: {file}
  {option}
  shape: long
  columns: {{participant: record_id, arm: rand_arm}}
  arm_codes: {{1: WL, 2: IPT}}
scores:
  - file: {file}
    shape: long
    columns: {{participant: record_id, visit: redcap_event_name}}
    visit_codes: {{baseline_arm_1: before, week_8_arm_1: after, week_16_arm_1: later}}
    scales: {{phq9: {{total: phq9}}}}
"""


def double(folder: Path, option: str, file: str = "export.csv") -> Path:
    return plan_of(folder, "redcap_double_entry", DOUBLE.format(file=file, option=option))


def test_double_entries_are_named_until_the_plan_leaves_them_out(
    tmp_path: Path, only: TheOne
) -> None:
    problem = only(refusal(double(tmp_path, "encoding: utf-8")))
    assert problem.column == "record_id"
    assert "24 records stand here three times" in problem.rule
    assert "identifiers end in --1 and --2 (144 rows)" in problem.rule
    assert "double_entry: leave_out" in problem.remedy


def test_the_merged_records_alone_are_24_people(tmp_path: Path) -> None:
    plan = ipt.read_plan(double(tmp_path, "double_entry: leave_out"))
    study = ipt.read_study(plan)
    merged = ipt.read_plan(double(tmp_path, "encoding: utf-8", "merged.csv"))
    alone = ipt.read_study(merged)
    pd.testing.assert_frame_equal(study.participants, alone.participants)
    pd.testing.assert_frame_equal(study.scores, alone.scores)
    assert len(study.participants) == 24
    assert any("144 rows are the entries of 24 records" in note for note in study.notes)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    tables = {"participants": study.participants, "outcomes": outcomes}
    result = ipt.analyse(ipt.planned_analysis(plan, "phq9"), tables)
    effects = ipt.plan_effects(plan, ipt.planned_contrasts(plan, [result]), outcomes)
    last = effects.set_index("visit").loc["later"]
    assert last["se"] == pytest.approx(1.928, abs=5e-4)
    assert last["df"] == pytest.approx(21, abs=0.05)
    assert last["p_value"] == pytest.approx(0.34, abs=5e-3)


def test_an_entry_that_was_not_merged_is_found(tmp_path: Path, only: TheOne) -> None:
    path = double(tmp_path, "double_entry: leave_out")
    with (tmp_path / "export.csv").open("a") as export:
        export.write("99--1,baseline_arm_1,2,10,2\n")
    problem = only(refusal(path))
    assert "was not merged" in problem.rule
    assert problem.line == 218


REPEATING = """\
participants:
  file: export.csv
  dictionary: dictionary.csv
  rows: {redcap_repeat_instrument: [""]}
  columns: {participant: record_id, arm: rand_arm}
  arm_codes: {1: WL, 2: IPT}
scores:
  - file: export.csv
    shape: long
    rows: {redcap_repeat_instrument: [phq9]}
    columns: {participant: record_id, visit: redcap_repeat_instance}
    visit_codes: {1: before, 2: after, 3: later}
    scales:
      phq9: {items: [phq9_1, phq9_2, phq9_3, phq9_4, phq9_5, phq9_6, phq9_7, phq9_8, phq9_9]}
"""


@pytest.mark.parametrize("written", ["{}", "{}.0"])
def test_the_instance_of_a_repeating_instrument_is_the_visit(tmp_path: Path, written: str) -> None:
    path = plan_of(tmp_path, "repeating_instrument", REPEATING)
    export = pd.read_csv(tmp_path / "export.csv", dtype="str", encoding="utf-8-sig")
    instance = export["redcap_repeat_instance"]
    export = export.loc[instance.isna() | (instance != "4")]
    as_written = export["redcap_repeat_instance"].map(written.format, na_action="ignore")
    export.assign(redcap_repeat_instance=as_written).to_csv(
        tmp_path / "export.csv", index=False, encoding="utf-8-sig"
    )
    plan = ipt.read_plan(path)
    study = ipt.read_study(plan)
    found = totals(study, plan)
    answered = export.dropna(subset=["phq9_total"])
    assert len(found) == len(answered) == 72
    for row in answered.itertuples():
        visit = VISITS[int(row.redcap_repeat_instance) - 1]
        assert found[row.record_id, visit] == float(row.phq9_total)


def test_answers_coded_from_1_to_4(tmp_path: Path) -> None:
    items = "".join(
        f"{visit}: {listed([f'phq9_{n}_t{wave}' for n in ITEMS])}, "
        for wave, visit in enumerate(VISITS)
    )
    for recode in ("recode: {1: 0, 2: 1, 3: 2, 4: 3}", WORDS):
        entries = f"""\
participants:
  file: f2.sav
  columns: {{participant: subj, arm: arm}}
  arm_codes: {{Waitlist: WL}}
scores:
  - file: f2.sav
    shape: wide
    columns: {{participant: subj}}
    scales: {{phq9: {{items: {{{items}}}, {recode}}}}}
"""
        plan = ipt.read_plan(plan_of(tmp_path, "spss_1_to_4", entries))
        found = totals(ipt.read_study(plan), plan).groupby("visit").mean()
        assert found["before"] == 9.375


@pytest.mark.parametrize(("file", "arm"), [("a.csv", "treatment"), ("b.csv", "group")])
def test_a_header_that_is_also_the_name_of_an_arm(tmp_path: Path, file: str, arm: str) -> None:
    entries = f"""\
participants:
  file: {file}
  columns: {{participant: id, arm: {arm}}}
  arm_codes: {{control: WL, treatment: IPT}}
scores:
  - file: {file}
    shape: wide
    columns: {{participant: id}}
    scales: {{phq9: {{before: phq9_t0, after: phq9_t1}}}}
"""
    plan = ipt.read_plan(plan_of(tmp_path, "treatment_header", entries, visits=2))
    study = ipt.read_study(plan)
    assert study.participants["arm"].value_counts().to_dict() == {"WL": 10, "IPT": 10}
    assert totals(study, plan)["1", "before"] == 11
