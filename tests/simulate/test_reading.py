import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from ipt_outcomes.simulate import Truth, TruthError, read_truth

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = (ROOT / "config" / "simulations" / "demo_ipt.yaml").read_text(encoding="utf-8")


def edited(tmp_path: Path, old: str, new: str) -> Path:
    assert COMMITTED.count(old) == 1
    path = tmp_path / "truth.yaml"
    path.write_text(COMMITTED.replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("seed: 20261123", "seed: 20261123\nsede: 1", "sede"),
        ("  missed_visit: 0.03", "  missed_visits: 0.03", "dropout.missed_visits"),
        ("  female: 0.66", "  female: '0.66'", "people.female"),
        ("  female: 0.66", "  female: 1.66", "people.female"),
        ("n_per_arm: 80", "n_per_arm: 0", "n_per_arm"),
        ("n_per_arm: 80", "n_per_arm: 2026-11-23", "n_per_arm"),
        ("  reference: 14", "  reference: .nan", "dropout.reference"),
        ("  hrsd17:\n", "  hamd_of_mine:\n", "hamd_of_mine is not a registered scale"),
        ("cbt: -6.2, ", "", "hrsd17.change"),
        ("        - [0.3, 1.7, 2.9]\n", "", "phq9.items.thresholds needs 9 lists"),
        ("  scale: phq9\n  reference", "  scale: hrsd17\n  reference", "dropout.scale"),
        ("block_sizes: [3, 6]", "block_sizes: [4]", "block size"),
        ("river: [T04, T05], south: [T06, T07, T08]", "river: [T04, T05]",
         "cbt needs a therapist at every site"),
        ("groups: {river: 6}   # treated", "groups: {hill: 6}   # treated",
         "cbt has therapy groups where it has no therapist"),
        ("groups: {river: 6}   # treated", "groups: {river: 1}   # treated", "arms.cbt.groups"),
        ("waitlist: {sessions: 0,", "waitlist: {sessions: 4,", "waitlist needs therapists"),
        ("grief: 0.20", "grief: 0.30", "sum to 1"),
        ("visits: [-3.0, ", "visits: [", "one number a visit"),
    ],
)  # fmt: skip
def test_a_truth_file_that_breaks_a_rule_is_refused_by_name(
    tmp_path: Path, old: str, new: str, named: str
) -> None:
    with pytest.raises(TruthError, match=re.escape(named)):
        read_truth(edited(tmp_path, old, new))


def test_a_file_that_is_missing_or_not_yaml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TruthError, match="no such file"):
        read_truth(tmp_path / "none.yaml")
    path = tmp_path / "broken.yaml"
    for content in (b"trial: [", b"trial: demo\ntrial: demo\n", b"trial: \xff\n"):
        path.write_bytes(content)
        with pytest.raises(TruthError, match="not YAML"):
            read_truth(path)


def test_a_truth_cannot_be_changed(truth: Truth) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        truth.seed = 2
