"""What YAML can do and no plan needs is refused, with its line, before it does anything."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ipt_outcomes.errors import PlanError
from ipt_outcomes.marked_yaml import MarkedYaml, read_marked_yaml
from ipt_outcomes.plain_yaml import DEEPEST, MOST_BYTES, MOST_ENTRIES


def read(folder: Path, text: str | bytes) -> MarkedYaml:
    path = folder / "plan.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_marked_yaml(path, "the plan", "Begin.")


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        ("a: 1\nb: &c 2\n", 2, "stand for what is written elsewhere"),
        ("a: &x {b: 1}\nc: *x\n", 1, "stand for what is written elsewhere"),
        ("a: 1\n<<: {b: 2}\n", 2, "takes over the keys"),
        ("c: &c {x: 1}\n", 1, "stand for what is written elsewhere"),
        ("a: !!python/object/apply:os.system [x]\n", 1, "`!` before a word"),
        ("a: !!binary aGk=\n", 1, "`!` before a word"),
        ("arms: !!set {a, b}\n", 1, "`!` before a word"),
        ("a: 1\nb: {[x, y]: 1}\n", 2, "stand where a key does"),
        ("a: 1\n{x: y}: 1\n", 2, "stand where a key does"),
        ("a:\n  ? [x, y]\n  : 1\n", 2, "stand where a key does"),
        (f"a: 1\nseed: {'9' * 5000}\n", 2, "more than 30 digits"),
        ('a: 1\nb: "\\ud800"\n', 2, "half a character"),
        ('title: "x\\u0000y"\n', 1, "a control character"),
        ('title: "x\\ay"\n', 1, "a control character"),
        ("a: 1\n---\nb: 2\n", 2, "a second document"),
        (f"a: 1\nb: {'[' * 300}{']' * 300}\n", 2, f"more than {DEEPEST} deep"),
        (f"a: {'{x: ' * 300}1{'}' * 300}\n", 1, f"more than {DEEPEST} deep"),
        ("trials: [a]\ntrials: [b]\n", 2, "there twice"),
        ("a: 2026-02-28\nb: [1, 2026-02-30]\n", 2, "a date or a number that there is not"),
        ("a: 2026-13-01\n", 1, "a date or a number that there is not"),
    ],
)
def test_it_is_refused_with_its_line(tmp_path: Path, text: str, line: int, rule: str) -> None:
    with pytest.raises(PlanError) as refused:
        read(tmp_path, text)
    (problem,) = refused.value.problems
    assert (problem.line, rule in problem.rule) == (line, True), problem
    assert problem.remedy


def test_deep_by_indentation_is_refused(tmp_path: Path) -> None:
    deep = "".join(f"{'  ' * depth}k:\n" for depth in range(2000)) + "  " * 2000 + "k: 1\n"
    with pytest.raises(PlanError, match=r"deep|bytes"):
        read(tmp_path, deep)


@pytest.mark.parametrize(
    "text",
    [
        "# " + "x" * MOST_BYTES,
        "arms:\n" + "  - {name: a, label: b}\n" * MOST_ENTRIES,
        "a: [" + "1," * MOST_ENTRIES + "1]\n",
        # Nine times nine, eight times over.
        "a0: &a0 x\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)),
    ],
)
def test_more_than_a_plan_is_refused_unread(tmp_path: Path, text: str) -> None:
    with pytest.raises(PlanError, match=r"bytes|entries|elsewhere"):
        read(tmp_path, text)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A pipe would wait for ever, a device would never end."""
    os.mkfifo(tmp_path / "plan.yaml")
    with pytest.raises(PlanError, match="no file that can be read"):
        read_marked_yaml(tmp_path / "plan.yaml", "the plan", "Begin.")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    with pytest.raises(PlanError, match="no file that can be read"):
        read_marked_yaml(tmp_path / "zero.yaml", "the plan", "Begin.")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a: 'R&D * 2!'\n", {"a": "R&D * 2!"}),
        ("label: Who? & why\n", {"label": "Who? & why"}),
        ("'<<': 1\n", {"<<": 1}),
        ("number: '" + "1" * 40 + "'\n", {"number": "1" * 40}),
        ("---\na: no\n", {"a": "no"}),
        ("a: >-\n  two\n  lines\nb: |\n  x\n  y\n", {"a": "two lines", "b": "x\ny\n"}),
        ("a: >-\n  two & two\n  are *four*!\n", {"a": "two & two are *four*!"}),
        ('a: "tab\\there"\n', {"a": "tab\there"}),
    ],
)
def test_what_people_write_is_read(tmp_path: Path, text: str, tree: dict[str, object]) -> None:
    assert read(tmp_path, text).tree == tree


def test_a_link_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").symlink_to("plan.yaml")
    with pytest.raises(PlanError, match="the plan cannot be opened"):
        read_marked_yaml(tmp_path / "plan.yaml", "the plan", "Begin.")
