from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from pathlib import Path

import pytest

from ipt_outcomes.errors import DataError, PlanError
from ipt_outcomes.ingest.gate import pseudonyms
from ipt_outcomes.ingest.study import Study, read_study
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.provenance import manifest
from ipt_outcomes.storage import write_table

from ..conftest import Trial, trial  # noqa: F401

KEY = "00112233445566778899aabbccddeeff"


@pytest.fixture
def keyed(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trial]:  # noqa: F811
    monkeypatch.setenv("SMALL_KEY", KEY)
    trial.edit("small.yaml", "seed: 1\n", "seed: 1\npseudonyms: {key_env: SMALL_KEY}\n")
    yield trial


def expected(identifier: str, key: str = KEY) -> str:
    return "P" + hmac.new(key.encode(), identifier.encode(), hashlib.sha256).hexdigest()[:16]


def test_the_same_in_every_file(keyed: Trial) -> None:
    study = keyed.read()
    assert list(study.participants["participant"]) == [expected("001"), expected("1e5")]
    assert set(study.scores["participant"]) == {expected("001"), expected("1e5")}
    assert set(study.sessions["participant"]) == {expected("001")}
    assert "participants' identifiers are replaced by a keyed hash" in study.notes


def test_neither_identifiers_nor_the_key_are_written(keyed: Trial, tmp_path: Path) -> None:
    keyed.write("people.csv", (keyed.folder / "people.csv").read_text().replace("001,", "Zanz77,"))
    for name in ("sessions.csv", "phq.csv", "bdi.csv", "iip.csv"):
        text = (keyed.folder / name).read_text()
        keyed.write(name, text.replace("\n001,", "\nZanz77,"))
    study: Study = keyed.read()
    out = tmp_path / "out"
    for name in ("participants", "sessions", "scores"):
        write_table(getattr(study, name), out / f"{name}.parquet")
    (out / "manifest.json").write_text(manifest(keyed.plan(), inputs=[], outputs=[]))
    (out / "notes.txt").write_text("\n".join(study.notes) + repr(study))
    for path in out.iterdir():
        assert b"Zanz77" not in path.read_bytes()
        assert KEY.encode() not in path.read_bytes()


def test_identifiers_of_any_class_may_be_replaced(keyed: Trial) -> None:
    for path in keyed.folder.glob("*.csv"):
        text = path.read_text().replace("001,", "9434765919,").replace("1e5,", "4010232137,")
        path.write_text(text.replace("id,", "nhs_number,"))
    plan = keyed.folder / "small.yaml"
    plan.write_text(plan.read_text().replace("participant: id", "participant: nhs_number"))
    assert list(keyed.read().participants["participant"]) == [
        expected("9434765919"),
        expected("4010232137"),
    ]
    plan.write_text(plan.read_text().replace("pseudonyms: {key_env: SMALL_KEY}\n", ""))
    problems = keyed.refusal(DataError)
    assert len(problems) == 5
    assert all("medical record number" in problem.rule for problem in problems)


def test_a_key_file_outside_the_project(trial: Trial, tmp_path: Path) -> None:  # noqa: F811
    outside = tmp_path.parent / f"{tmp_path.name}.key"
    outside.write_text(KEY + "\n")
    trial.edit("small.yaml", "seed: 1\n", f"seed: 1\npseudonyms: {{key_file: {outside}}}\n")
    assert trial.read().participants.loc[0, "participant"] == expected("001")
    outside.unlink()
    (problem,) = trial.refusal(PlanError)
    assert problem.column == "pseudonyms.key_file"
    assert "secrets.token_hex" in problem.remedy


@pytest.mark.parametrize("place", ["my.key", "deep/my.key", "../{}/my.key"])
def test_a_key_file_in_the_project_is_refused(trial: Trial, place: str) -> None:  # noqa: F811
    place = place.format(trial.folder.name)
    trial.edit("small.yaml", "seed: 1\n", f"seed: 1\npseudonyms: {{key_file: {place}}}\n")
    with pytest.raises(PlanError, match="lies in the project"):
        read_plan(trial.folder / "small.yaml")


@pytest.mark.parametrize("key", ["", "short", "x" * 31])
def test_a_missing_or_short_key(keyed: Trial, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("SMALL_KEY", key)
    (problem,) = keyed.refusal(PlanError)
    assert problem.line is not None
    assert problem.column == "pseudonyms.key_env"
    assert "short" not in problem.rule or key != "short" or "shorter than" in problem.rule


@pytest.mark.parametrize("both", ["{}", "{key_env: A, key_file: /b}"])
def test_one_place_for_the_key(trial: Trial, both: str) -> None:  # noqa: F811
    trial.edit("small.yaml", "seed: 1\n", f"seed: 1\npseudonyms: {both}\n")
    with pytest.raises(PlanError, match="one of them"):
        trial.plan()


def test_a_collision_is_refused(keyed: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pseudonyms, "DIGITS", 0)
    with pytest.raises(DataError, match="one pseudonym"):
        read_study(keyed.plan())
