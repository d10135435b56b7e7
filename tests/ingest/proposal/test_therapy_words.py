"""What `new` asks at once: words of events and raters, lists, late phases, kin of a scale."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipt_outcomes.plan.reading import read_plan

from .conftest import New, Proposed
from .one_file import asked, csv, long, wide
from .test_therapy_files import ALL, EVENTS, PEOPLE, RATINGS


def test_words_of_events_that_are_not_the_plans_are_asked_with_the_rest(new: New) -> None:
    theirs = EVENTS.replace("mild", "leicht").replace(",yes,", ",SAE,").replace(",no,2", ",AE,2")
    text = new(**ALL | {"events": theirs}).text
    assert 'serious: {"AE": yes or no or unclear?, "SAE": yes or no or unclear?}' in text
    assert 'severity: {"leicht": mild or moderate or severe?}' in text
    assert "related:" not in text.partition("  recode:\n")[2].partition("\n\n")[0]
    assert "recode:" not in new(**ALL).text


def test_1_beside_2_is_asked_about_too(new: New) -> None:
    coded = EVENTS.replace(",yes,", ",1,").replace(",no,2", ",2,2")
    text = new(**ALL | {"events": coded}).text
    assert 'serious: {"1": yes or no or unclear?, "2": yes or no or unclear?}' in text
    flags = EVENTS.replace(",yes,", ",1,").replace(",no,2", ",0,2")
    assert "recode:" not in new(**ALL | {"events": flags}).text


def test_the_day_of_an_event_is_asked_in_the_same_round(new: New) -> None:
    text = new(**ALL | {"events": EVENTS.replace("onset_date", "noted")}).text
    assert "day: choose_a_column?" in text
    dayless = EVENTS
    for day in ("2024-04-20", "2024-05-02", "2024-05-09"):
        dayless = dayless.replace(day, day[-2:])
    numbers = new(**ALL | {"events": dayless.replace("onset_date", "onset")}).text
    assert "    day: onset" in numbers and "day: choose_a_column?" not in numbers
    dates = new(**ALL | {"events": EVENTS.replace("onset_date", "onset")}).text
    assert "    date: onset" in dates and "day: choose_a_column?" not in dates


def test_a_rater_who_could_not_say_is_missing(decided: Proposed) -> None:
    lines = RATINGS.splitlines()
    seen = ["unsure" if n % 3 == 0 else "ipt" for n in range(len(lines) - 1)]
    guesses = [f"{line},{word}" for line, word in zip(lines[1:], seen, strict=True)]
    ratings = "\n".join([f"{lines[0]},treatment_seen", *guesses]) + "\n"
    plan = decided(**ALL | {"ratings": ratings})
    assert plan.fidelity is not None
    assert plan.fidelity.missing == {"treatment_seen": ("unsure",)}


def test_an_answer_that_is_a_list_is_written_as_one(new: New, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(new(**ALL).text)
    remedies = " ".join(q.remedy for q in read_plan(tmp_path / "mine.yaml").undecided)
    assert "`alliance_limits: [30, 48]` or what is right" in remedies


@pytest.mark.parametrize(
    ("weeks", "phases"),
    [
        ((8, 16, 24), {"visits.3.phase": "follow_up?"}),
        ((8, 16), {}),
        ((8, 20, 40), {"visits.2.phase": "follow_up?", "visits.3.phase": "follow_up?"}),
    ],
)
def test_visits_later_than_a_course_of_ipt_are_asked_about(
    proposed: Proposed, weeks: tuple[int, ...], phases: dict[str, str]
) -> None:
    names = ",".join(f"phq9_w{week}" for week in (0, *weeks))
    plan = proposed(f"id,arm,{names}", wide(("WL", "IPT"), len(weeks) + 1))
    open_phases = {key: said for key, said in asked(plan).items() if key.endswith(".phase")}
    assert open_phases == phases


@pytest.mark.parametrize("stem", ["PHQ-A ", "phqa_", "PHQ_A_item_"])
def test_items_of_the_phq_a_are_not_those_of_the_phq_9(new: New, stem: str) -> None:
    header = f"id,arm,visit,{','.join(f'{stem}{n}' for n in range(1, 10))}"
    text = new(all=csv(header, long(("WL", "IPT"), ("pre", "post"), 9))).text
    assert "the registry has no PHQ-A" in " ".join(text.replace("#", "").split())
    assert "phq9" not in text and "phq8" not in text


@pytest.mark.parametrize("header", ["PHQ-A Summe Woche 0,PHQ-A Summe Woche 8", "phqa_w0,phqa_w8"])
def test_a_total_of_the_phq_a_is_no_registered_one(new: New, header: str) -> None:
    text = new(all=csv(f"id,arm,{header}", wide(("WL", "IPT"), 2))).text
    assert "the registry has no PHQ-A" in " ".join(text.replace("#", "").split())
    assert "phq9" not in text


def test_items_with_letters_are_no_phq_a(new: New) -> None:
    header = "id,arm,visit," + ",".join(f"phq9_{n}" for n in range(1, 10))
    text = new(all=csv(header, long(("WL", "IPT"), ("pre", "post"), 9))).text
    assert "PHQ-A" not in text


def test_a_column_called_after_schools_is_hinted_at(new: New) -> None:
    rows = [[n, "WL" if n % 2 else "IPT", f"S{n % 3}", n % 9, n % 7] for n in range(1, 19)]
    text = new(all=csv("id,arm,Schule,phq9_pre,phq9_w8", rows)).text
    assert '# "Schule" may be a cluster (school)' in text


def test_a_column_called_randomised_is_the_date_where_it_holds_dates(new: New) -> None:
    text = new(**ALL | {"people": PEOPLE.replace("rand_date", "Randomised")}).text
    assert "    randomisation_date: Randomised" in text
    words = PEOPLE.replace("rand_date", "Randomised")
    for day in range(1, 21):
        words = words.replace(f"2024-03-{day:02d}", "yes")
    assert "randomisation_date: Randomised" not in new(**ALL | {"people": words}).text
