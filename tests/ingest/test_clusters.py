"""Clusters that a plan must not have so, or must say: each refused in words, without a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

from ipt_outcomes.errors import DataError, PlanError

from .conftest import Trial

COLUMNS = "id,group,years,sex,income,housing,phone,"
# Nobody's business: neither these nor their like may be in a message.
SECRET = ("Ashby", "Burford", "Corfe", "Dunster", "Elmley", "Frome", "Goring", "Hythe", "Ilmer")
# In the order of `people`: four in one arm, four in the other.
ARMS = "TTTTCCCC"


def people(columns: Iterable[str], rows: Sequence[Sequence[str]], arms: str = ARMS) -> str:
    """A participants' file with these further columns; the first two people are the fixture's."""
    names = ["001", "1e5", *(f"p{number}" for number in range(len(rows)))]
    lines = [
        f"{name},{arm},30,f,,,,{','.join(row)}"
        for name, arm, row in zip(names, arms, rows, strict=False)
    ]
    return "\n".join([COLUMNS + ",".join(columns), *lines]) + "\n"


def having(trial: Trial, clusters: str, rows: Sequence[Sequence[str]], *columns: str) -> Trial:
    trial.edit("small.yaml", "seed: 1\n", f"clusters: {clusters}\nseed: 1\n")
    trial.write("people.csv", people(columns or ("place",), rows))
    return trial


def rows(text: str) -> list[list[str]]:
    """A letter a person, or a pair of letters; a point is an empty cell."""
    names = {name[0].lower(): name for name in SECRET} | {".": ""}
    return [[names[letter] for letter in word] for word in text.split()]


VILLAGES = "[{name: village, column: place, kind: village, randomised: true}]"
THERAPISTS = "[{name: who, column: place, kind: therapist, arms: [ipt]}]"
GROUPS = (
    "[{name: who, column: town, kind: therapist, arms: [ipt]},"
    " {name: grp, column: place, kind: therapy_group, arms: [ipt], within: who}]"
)
IN_TOWNS = (
    "[{name: town, column: town, kind: other},"
    " {name: village, column: place, kind: village, randomised: true, within: town}]"
)


@pytest.mark.parametrize(
    ("clusters", "text", "columns", "lines", "rule", "remedy"),
    [
        pytest.param(
            THERAPISTS, "a a b b c . . .", (), [6],
            "therapist: the plan has none in this arm",
            "Name the arm under clusters.who in {plan}, or empty the cell.",
            id="an arm without",
        ),
        pytest.param(
            VILLAGES, "a a b . c c d d", (), [5],
            "village: missing, and the plan's clusters have everybody in one",
            "Fill it in, or name the arms that have such clusters.",
            id="nobody's",
        ),
        pytest.param(
            VILLAGES, "a a b b b c d d", (), [4, 5, 6],
            "village: randomised by the plan, and its people are in several arms",
            "Correct the arm or the cluster; or say `within` where numbers begin again; or take "
            "`randomised` out of the plan.",
            id="in two arms",
        ),
    ],
)  # fmt: skip
def test_people_and_clusters_that_the_plan_contradicts(
    trial: Trial, clusters: str, text: str, columns: tuple[str, ...], lines: list[int], rule: str,
    remedy: str,
) -> None:  # fmt: skip
    (problem,) = having(trial, clusters, rows(text), *columns).refusal(DataError)
    so = "" if len(lines) == 1 else f"; so on {len(lines)} lines ({', '.join(map(str, lines))})"
    assert (problem.file, problem.line, problem.rule) == ("people.csv", lines[0], rule + so)
    assert problem.remedy == remedy.format(plan=trial.folder / "small.yaml")
    assert not any(name in str(problem) for name in SECRET)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            "seed: 1\n",
            "events: [{name: crossed, label: Crossed over, after: after, arms: [tau]}]\nseed: 1\n",
            id="begins treatment after a visit",
        ),
        pytest.param('label: "Usual care"', 'label: "Waiting list"', id="waits by its words"),
    ],
)
def test_clusters_of_an_arm_that_waits_are_no_clusters_of_the_arm(
    trial: Trial, old: str, new: str
) -> None:
    trial.edit("small.yaml", old, new)
    (problem,) = having(trial, THERAPISTS, rows("a a b b c c . .")).refusal(DataError)
    assert (problem.file, problem.line, problem.column) == ("people.csv", 6, "place")
    assert "this arm waits" in problem.rule and "on 2 lines (6, 7)" in problem.rule
    assert problem.remedy.startswith("Empty the cell: therapists that began after the wait")
    assert "Do not name the arm under clusters.who" in problem.remedy
    # The codes of nobody, as the remedy has it.
    trial.edit(
        "small.yaml", "  file: people.csv\n", "  file: people.csv\n  missing: {place: [-]}\n"
    )
    trial.write("people.csv", people(("place",), [["x"], ["x"], ["y"], ["y"], *[["-"]] * 4]))
    assert "who" in trial.read().participants


def test_a_site_of_an_arm_that_waits_is_a_site(trial: Trial) -> None:
    sites = THERAPISTS.replace("kind: therapist", "kind: site")
    trial.edit("small.yaml", 'label: "Usual care"', 'label: "Waiting list"')
    problems = having(trial, sites, rows("a a b b c c . .")).refusal(DataError)
    assert "the plan has none in this arm" in problems[0].rule


def test_a_group_in_no_larger_cluster(trial: Trial) -> None:
    text = "ea ea eb eb fa fa .b .. .. .. .."
    trial = having(trial, GROUPS, [], "town", "place")
    trial.write("people.csv", people(("town", "place"), rows(text), "TTTTTTTCCCC"))
    (problem,) = trial.refusal(DataError)
    assert (problem.line, problem.column) == (8, "town")
    assert problem.rule == (
        "therapist: missing, and a therapy group of this person's lies in one by the plan"
    )
    assert problem.remedy == "Fill it in, or take `within` out of the cluster grp."


def test_clusters_that_divide_people_alike(trial: Trial) -> None:
    both = (
        "[{name: who, column: town, kind: therapist, arms: [ipt]},"
        " {name: grp, column: place, kind: therapy_group, arms: [ipt]}]"
    )
    trial = having(trial, both, rows("ea ea fb fb .. .. .. .."), "town", "place")
    (problem,) = trial.refusal(PlanError)
    assert problem.rule == ("who and grp divide people alike: what each adds cannot be told apart")
    assert problem.column == "clusters" and problem.remedy == "Name one of them."


def test_an_arm_in_which_nobody_has_such_a_cluster(trial: Trial) -> None:
    everywhere = "[{name: who, column: place, kind: therapist, arms: [ipt, tau]}]"
    trial = having(trial, everywhere, rows("a a b b . . . ."))
    (problem,) = trial.refusal(PlanError)
    assert problem.rule == "nobody of the arm tau has a therapist"
    assert problem.remedy.startswith("Take tau out of its `arms`")


def test_a_stratum_that_is_the_arm(trial: Trial) -> None:
    trial.edit("small.yaml", "seed: 1\n", "stratification: [sex]\nseed: 1\n")
    lines = (trial.folder / "people.csv").read_text().splitlines()
    header = lines[0].split(",")
    arm, sex = header.index("group"), header.index("sex")
    cells = [line.split(",") for line in lines[1:]]
    for row in cells:
        row[sex] = "f" if row[arm] == "T" else "m"
    trial.write("people.csv", "\n".join([lines[0], *(",".join(row) for row in cells)]) + "\n")
    (problem,) = trial.refusal(PlanError)
    assert problem.rule.startswith("sex has one value in each arm")
    assert problem.column == "stratification.0"


def test_numbers_that_seem_to_begin_again_are_said(trial: Trial) -> None:
    who = "[{name: who, column: number, kind: therapist}]"
    trial = having(trial, who, rows("ea eb fa fb ec ed fc fd"), "clinic", "number")
    trial.edit("small.yaml", "sex: sex}", "sex: sex, site: clinic}")
    notes = trial.read().notes
    assert any("4 of 4 values of who have people of several values of site" in n for n in notes)


def test_a_larger_cluster_that_is_missing_is_found_once(trial: Trial) -> None:
    text = "ea ea fb .b eb eb fa fa"
    (problem,) = having(trial, IN_TOWNS, rows(text), "town", "place").refusal(DataError)
    assert (problem.line, problem.column) == (5, "town")
    assert problem.rule == "town: missing, and the plan's clusters have everybody in one"


def test_one_cluster_is_none(trial: Trial) -> None:
    where = "[{name: village, column: place, kind: village}]"
    (problem,) = having(trial, where, rows("a a a a a a a a")).refusal(PlanError)
    assert problem.rule == "village has fewer than two values: nothing differs between clusters"
    assert "ignore_clusters" in problem.remedy
    assert not any(name in str(problem) for name in SECRET)


@pytest.mark.parametrize(
    ("text", "rule", "reason"),
    [
        ("a a a a b b b b", "has one village an arm: what they differ by cannot be told from what "
         "the arms differ by", "there is one an arm"),
        ("a b c d e f g h", "has one person in each village: nobody shares one",
         "nobody shares one"),
    ],
)  # fmt: skip
def test_clusters_of_which_nothing_can_be_told(
    trial: Trial, text: str, rule: str, reason: str
) -> None:
    (problem,) = having(trial, VILLAGES, rows(text)).refusal(PlanError)
    assert problem.rule == f"village {rule}"
    assert problem.remedy == (
        f"Say under `ignore_clusters` that {reason}, and take it out of `clusters`."
    )
    assert not any(name in str(problem) for name in SECRET)


def test_numbers_that_begin_again_in_each_larger_cluster(trial: Trial) -> None:
    """Village a of one town has the one arm, village a of the other town the other."""
    text = "ea ea fb fb eb eb fa fa"
    study = having(trial, IN_TOWNS, rows(text), "town", "place").read()
    village = study.clusters.loc[study.clusters["name"] == "village"].set_index("arm")
    assert village["levels"].tolist() == [4, 4]
    assert village["mixed"].tolist() == [0, 0]
    assert village["in_arm"].tolist() == [2, 2]
    assert set(village["pattern"]) == {"nested"}


def test_numbers_that_begin_again_though_the_plan_does_not_say_so(trial: Trial) -> None:
    clusters = "[{name: village, column: place, kind: village, randomised: true}]"
    text = "ea ea eb eb fa fa fb fb"
    (problem,) = having(trial, clusters, rows(text), "town", "place").refusal(DataError)
    assert problem.rule.startswith("village: randomised by the plan")
    assert "on 8 lines" in problem.rule
    assert "say `within` where numbers begin again" in problem.remedy


NINE = [name for name in SECRET for _ in range(4)]


def mapped(trial: Trial, name: str, arms: str, places: Sequence[str]) -> Trial:
    trial.edit("small.yaml", "sex: sex}", f"sex: sex, {name}: place}}")
    trial.write("people.csv", people(["place"], [[place] for place in places], arms))
    return trial


@pytest.mark.parametrize(
    ("name", "arms", "places", "rule"),
    [
        ("site", "TTTT" * 5 + "CCCC" * 4, NINE, "9 values of site, each in one arm, and nothing"),
        ("therapist", "T" * 20 + "C" * 16, NINE[:20] + [""] * 16,
         "5 values of therapist, in ipt only, and nothing"),
    ],
)  # fmt: skip
def test_a_mapped_cluster_that_the_plan_says_nothing_of(
    trial: Trial, name: str, arms: str, places: list[str], rule: str
) -> None:
    (problem,) = mapped(trial, name, arms, places).refusal(PlanError)
    assert problem.rule.startswith(rule)
    assert problem.column == f"participants.columns.{name}"
    assert f"`clusters: [{{name: {name}, kind: {name}}}]`" in problem.remedy
    assert f"`ignore_clusters: {{{name}: the reason}}`" in problem.remedy
    assert not any(place in str(problem) for place in SECRET)


def test_a_mapped_cluster_is_ignored_with_a_reason(trial: Trial) -> None:
    trial.edit("small.yaml", "seed: 1\n", "ignore_clusters: {site: a wing each}\nseed: 1\n")
    study = mapped(trial, "site", "TTTT" * 5 + "CCCC" * 4, NINE).read()
    assert set(study.clusters["state"]) == {"ignored"}


def test_sites_of_one_arm_each_are_no_strata(trial: Trial) -> None:
    """Adjusting for them leaves nothing of the contrast, or an interval that is too narrow."""
    trial.edit("small.yaml", "seed: 1\n", "stratification: [site]\nseed: 1\n")
    (problem,) = mapped(trial, "site", "TTTT" * 5 + "CCCC" * 4, NINE).refusal(PlanError)
    assert problem.rule.startswith("9 values of site, each in one arm, and nothing")
    assert problem.remedy.endswith("Take site out of `stratification`.")


def test_sites_that_all_arms_share_need_no_word(trial: Trial) -> None:
    study = mapped(trial, "site", "TC" * 18, NINE).read()
    assert set(study.clusters["state"]) <= {"found"}


def test_clusters_of_one_person_and_more_than_twenty_names(trial: Trial) -> None:
    trial.edit("small.yaml", "seed: 1\n", f"clusters: {VILLAGES}\nseed: 1\n")
    names = [[f"Nether {number}"] for number in [*range(25), 24]]
    trial.write("people.csv", people(["place"], names, "T" * 13 + "C" * 13))
    counts = trial.read().clusters.set_index("arm")
    assert counts["in_arm"].to_dict() == {"ipt": 13, "tau": 12}
    assert set(counts["smallest"]) == {1}
    assert counts["largest"].to_dict() == {"ipt": 1, "tau": 2}
    assert set(trial.read().participants["village"]) == {str(number) for number in range(1, 26)}


def test_strata_that_therapists_have_people_of_are_no_sites(trial: Trial) -> None:
    who = "[{name: who, column: number, kind: therapist}]"
    trial = having(trial, who, rows("ea eb fa fb ec ed fc fd"), "severity", "number")
    trial.edit("small.yaml", "sex: sex}", "sex: sex, stratum: severity}")
    trial.edit("small.yaml", "seed: 1\n", "stratification: [stratum]\nseed: 1\n")
    assert not any("begin again" in note for note in trial.read().notes)
