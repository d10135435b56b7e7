from __future__ import annotations

from pathlib import Path

import pytest

from ipt_outcomes.configured_trials import configured_trials
from ipt_outcomes.errors import PlanError


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "config.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_trials_in_their_order(tmp_path: Path) -> None:
    assert configured_trials(write(tmp_path, "trials:\n  - b\n  - a_1\n")) == ("b", "a_1")


def test_a_trial_called_no_is_no_truth_value(tmp_path: Path) -> None:
    """YAML's older rule makes `no` false, and the run looked for False.yaml."""
    assert configured_trials(write(tmp_path, "trials: [no, on]\n")) == ("no", "on")


def test_those_asked_for_stand_for_the_files(tmp_path: Path) -> None:
    assert configured_trials(tmp_path / "not_there.yaml", ["a"]) == ("a",)
    with pytest.raises(PlanError, match="a trial's name begins with a letter"):
        configured_trials(tmp_path / "not_there.yaml", ["../../x"])


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        ("trials: [a]\ntrials: [b]\n", 2, "there twice"),
        ("trails: [a]\n", None, "no key 'trails'"),
        ("trials:\n", 1, "no trial is listed"),
        ("trials: a\n", 1, "no trial is listed"),
        ("trials:\n  - a\n  - ../../x\n", 3, "a trial's name"),
        ("trials:\n  - a\n  - a\n", 3, "listed once"),
        ("trials:\n  - true\n", 2, "a trial's name"),
        ("trials:\n  - 7\n", 2, "a trial's name"),
        ("trials: [caf\xe9]\n".encode("latin-1"), None, "not UTF-8"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, text: str | bytes, line: int | None, rule: str
) -> None:
    with pytest.raises(PlanError) as refused:
        configured_trials(write(tmp_path, text))
    problem = next(each for each in refused.value.problems if rule in each.rule)
    assert problem.line == line or line is None
