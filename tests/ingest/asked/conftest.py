"""Trials of two arms and three visits in files that were once misread."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from ipt_outcomes.ingest.study import Survey, survey_study
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan

CASES = Path(__file__).parent / "cases"
PLAN = """\
trial: case
title: "A case"
source: synthetic
participants:
  file: {file}
  shape: {shape}
  columns: {{participant: {who}, arm: {arm}}}
  arm_codes: {arms}
{people}scores:
  - file: {file}
{scores}arms:
  - {{name: wl, label: "Waitlist", role: control}}
  - {{name: ipt, label: "IPT", role: treatment}}
visits:
  - {{name: t0, label: "Baseline", week: 0, phase: baseline}}
  - {{name: t1, label: "Middle", week: 6, phase: treatment}}
  - {{name: t2, label: "End", week: 12, phase: treatment}}
outcomes:
  - {{name: y, label: "Outcome", scale: {scale}, role: primary, endpoint: t2}}
contrasts:
  - {{test: ipt, comparison: wl, hypothesis: superiority}}
models: {{growth: null}}
seed: 1
"""
LONG = """\
    shape: long
    columns: {{participant: {who}, visit: {visit}}}
    visit_codes: {codes}
    scales:
      {scale}: {{{mapped}}}
"""


@dataclass
class Case:
    """A folder in which plans are written, and what is read by them."""

    folder: Path

    def plan(self, file: str, scale: str, scores: str, **more: str) -> Plan:
        """The plan of a file, one of the cases unless it was written here."""
        if not (self.folder / file).exists():
            shutil.copy(CASES / file, self.folder)
        said = {"shape": "long", "who": "id", "arm": "arm", "arms": "{}", "people": ""} | more
        text = PLAN.format(file=file, scale=scale, scores=scores, **said)
        (self.folder / "case.yaml").write_text(text)
        return read_plan(self.folder / "case.yaml")

    def long(self, file: str, scale: str, mapped: str, beside: str = "", **more: str) -> Survey:
        """What reading a long file gives; `beside` are lines of the plan beside its scales."""
        said = {"who": "id", "visit": "visit", "codes": "{}"} | more
        scores = LONG.format(scale=scale, mapped=mapped, **said) + beside
        more = {key: word for key, word in more.items() if key not in ("visit", "codes")}
        return survey_study(self.plan(file, scale, scores, **more))

    def totals(self, values: list[str], scale: str, beside: str = "") -> Survey:
        """What reading such totals gives, one a person, at baseline."""
        rows = [f"{100 + n},{'wl' if n % 2 else 'ipt'},t0,{v}" for n, v in enumerate(values)]
        (self.folder / "totals.csv").write_text("\n".join(["id,arm,visit,y", *rows]) + "\n")
        return self.long("totals.csv", scale, "total: y", beside)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)
