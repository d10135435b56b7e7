"""Files of sessions, ratings and adverse events that are given to `new` beside the scores."""

from __future__ import annotations

from .conftest import New, Proposed

ARMS = ("ipt", "waitlist")
PEOPLE = "id,arm,age,rand_date,date_left,reason_left\n" + "".join(
    f"P{n},{ARMS[n % 2]},{20 + n},2024-03-{n + 1:02d},"
    f"{'2024-05-01' if n in (3, 4) else ''},{'moved' if n in (3, 4) else ''}\n"
    for n in range(20)
)
SCORES = "id,visit,phq9_total\n" + "".join(
    f"P{n},{visit},{5 + (n * 7 + place) % 15}\n"
    for n in range(20)
    for place, visit in enumerate(("baseline", "week_8", "week_16"))
)
SESSIONS = "id,session,session_date,attended,minutes,wai\n" + "".join(
    f"P{n},{k},2024-04-{k + n % 7:02d},{'no' if k == 2 else 'yes'},{'' if k == 2 else 50},"
    f"{'' if k == 2 else 30 + n}\n"
    for n in range(0, 20, 2)
    for k in (1, 2, 3)
)
RATINGS = "id,session,rater,adherence,competence\n" + "".join(
    f"P{n},1,R{r},{1 + (n + r) % 6},{'' if r == 2 else (n + r) % 7}\n"
    for n in range(0, 20, 2)
    for r in (1, 2)
)
EVENTS = (
    "id,ae_term,sae,onset_date,aesev,aerel\n"
    "P1,fall,no,2024-04-20,mild,no\nP2,admission,yes,2024-05-02,severe,unclear\n"
    "P2,headache,no,2024-05-09,mild,no\nP7,headache,no,2024-05-09,mild,no\n"
)
ALL = {
    "people": PEOPLE, "sessions": SESSIONS, "scores": SCORES, "ratings": RATINGS, "events": EVENTS,
}  # fmt: skip


def test_each_file_is_described_by_its_key_and_with_every_guess_taken_it_is_read(
    decided: Proposed,
) -> None:
    plan = decided(**ALL)
    assert [scores.file for scores in plan.scores] == ["scores.csv"]
    assert plan.sessions is not None and plan.sessions.columns.date == "session_date"
    assert plan.sessions.alliance_limits == (30, 48)
    assert plan.fidelity is not None and plan.fidelity.file == "ratings.csv"
    assert plan.fidelity.columns.rater == "rater"
    assert {name: (each.minimum, each.maximum) for name, each in plan.fidelity.ratings.items()} == {
        "adherence": (1, 6), "competence": (0, 6),
    }  # fmt: skip
    events = plan.adverse_events
    assert events is not None and events.file == "events.csv"
    assert (events.columns.event, events.columns.serious) == ("ae_term", "sae")
    assert (events.columns.date, events.columns.severity) == ("onset_date", "aesev")
    people = plan.participants.columns
    assert (people.randomisation_date, people.withdrawal_date) == ("rand_date", "date_left")
    assert people.withdrawal_reason == "reason_left"


def test_what_only_a_person_can_say_is_asked(new: New) -> None:
    text = new(**ALL).text
    assert "minimum: 1?, maximum: 6?" in text
    assert "alliance_limits: [30?, 48?]" in text
    without = new(**ALL | {"events": EVENTS.replace(",sae,", ",how,")}).text
    assert "serious: choose_a_column?" in without


def test_columns_of_these_files_are_no_scores(new: New) -> None:
    uses = {(use.file, use.column): use.use for use in new(**ALL).columns}
    assert uses["ratings.csv", "competence"] == "fidelity: a rating"
    assert uses["events.csv", "ae_term"] == "adverse_events: event"
    assert uses["events.csv", "onset_date"] == "adverse_events: date"
    assert uses["people.csv", "date_left"] == "date of leaving"


def test_without_a_date_of_randomisation_the_keys_are_hinted_at(new: New) -> None:
    text = new(**ALL | {"people": PEOPLE.replace("rand_date", "began")}).text
    assert '# "date_left" may be one of the keys of columns: `withdrawal_date: date_left`' in text
    assert '# "onset_date" may say when' in text
    assert "randomisation_date:" not in text.replace("`randomisation_date`", "")
