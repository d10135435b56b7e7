"""A small trial in a folder of its own, any file of which a test may replace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ipt_outcomes.errors import InputError, Problem
from ipt_outcomes.ingest.study import Study, read_study
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan

PLAN = """\
trial: small
title: "A small trial"
source: synthetic
participants:
  file: people.csv
  columns: {participant: id, arm: group, age: years, sex: sex}
  arm_codes: {T: ipt, C: tau}
  covariates:
    income: {column: income, type: number}
    housing: {column: housing, type: category}
sessions:
  file: sessions.csv
  columns: {participant: id, session: nr, attended: came, minutes: minutes, format: how}
scores:
  - file: phq.csv
    shape: long
    columns: {participant: id, day: day}
    scales:
      phq9: {items: [q1, q2, q3, q4, q5, q6, q7, q8, q9]}
      hrsd17: {total: ham}
  - file: bdi.csv
    shape: wide
    columns: {participant: id}
    scales:
      bdi_ii: {before: bdi_0, after: bdi_8}
  - file: iip.csv
    shape: long
    columns: {participant: id, visit: when}
    visit_codes: {T0: before, T1: after}
    scales:
      iip32: {total: iip}
arms:
  - {name: tau, label: "Usual care", role: control}
  - {name: ipt, label: "IPT", role: treatment}
visits:
  - {name: before, label: "Before", week: 0, phase: baseline, window: [-14, 0]}
  - {name: after, label: "After", week: 8, phase: treatment, window: [42, 70]}
outcomes:
  - {name: phq9, label: "PHQ-9", scale: phq9, role: primary, endpoint: after}
contrasts:
  - {test: ipt, comparison: tau, hypothesis: superiority}
models: {growth: null}
seed: 1
"""

FILES = {
    "people.csv": (
        "id,group,years,sex,income,housing,phone\n001,T,34,f,1200.5,rented,x\n1e5,C,NA,,,,\n"
    ),
    "sessions.csv": "id,nr,came,minutes,how\n001,1,yes,50,individual\n001,2,0,,\n",
    "phq.csv": (
        "id,day,q1,q2,q3,q4,q5,q6,q7,q8,q9,ham\n"
        "001,-3,0,1,2,3,0,1,2,3,0,20\n"
        "001,56,1,1,1,1,,1,1,1,1,\n"
        "1e5,0,3,3,3,3,3,3,3,3,3,30\n"
    ),
    "bdi.csv": "id,bdi_0,bdi_8\n001,30,12\n1e5,25,NA\n",
    "iip.csv": "id,when,iip\n001,T0,60\n001,T1,40\n1e5,before,70\n",
}


@dataclass
class Trial:
    """The folder, and what reading it gives."""

    folder: Path

    def write(self, name: str, content: str | bytes) -> None:
        data = content.encode() if isinstance(content, str) else content
        (self.folder / name).write_bytes(data)

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text()
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        self.write(name, text.replace(old, new))

    def plan(self) -> Plan:
        return read_plan(self.folder / "small.yaml")

    def read(self) -> Study:
        return read_study(self.plan())

    def refusal(self, kind: type[InputError]) -> tuple[Problem, ...]:
        with pytest.raises(kind) as refused:
            self.read()
        assert type(refused.value) is kind
        return refused.value.problems


def made_small(folder: Path) -> Trial:
    """The small trial, in this folder."""
    small = Trial(folder)
    small.write("small.yaml", PLAN)
    for name, text in FILES.items():
        small.write(name, text)
    return small


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return made_small(tmp_path)


@pytest.fixture
def only() -> Callable[[tuple[Problem, ...]], Problem]:
    """The one problem there is."""

    def the_one(problems: tuple[Problem, ...]) -> Problem:
        assert len(problems) == 1, "\n".join(map(str, problems))
        return problems[0]

    return the_one
