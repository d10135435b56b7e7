"""Plans with studies of their own, and the trial's scores that they are set beside."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan

from ..conftest import ROOT
from ..demo_plan import demo_plan_text

HEADER = (
    '"";"study";"condition_arm1";"condition_arm2";"outcome_type";"instrument";"time";'
    '"mean_arm1";"sd_arm1";"n_arm1";"mean_arm2";"sd_arm2";"n_arm2";"event_arm1";"event_arm2";'
    '"totaln_arm1";"totaln_arm2";"precalc_g";"precalc_g_se"'
)
ENTRY = {
    "name": "ours",
    "file": "studies.csv",
    "source": "made up",
    "outcome": "phq9",
    "test": "ipt",
    "comparison": "waitlist",
    "where": "{condition_arm1: ipt, condition_arm2: wl, time: post}",
}


def means(study: str, numbers: str, arms: str = "ipt wl", more: str = "bdi-2 post") -> str:
    """A row of means: `numbers` are mean, SD and people of each arm."""
    one, two = arms.split()
    instrument, time = more.split()
    cells = [f'"{word}"' for word in ("1", study, one, two, "msd", instrument, time)]
    return ";".join([*cells, *numbers.split(), *["NA"] * 6])


# g = 0.4304 by R's esc and the Metapsy database; and two that are made up.
THREE = (
    means("Elkin", "9,8 7,9 61 13,2 7,8 62"),
    means("Öst", "10,0 8,0 30 14,0 9,0 28"),
    means("Third", "11,0 6,5 44 12,0 7,0 41"),
)


def studies_plan(folder: Path, *rows: str, more: str = "", **changes: str | None) -> Plan:
    """The demonstration plan, read from `folder`, with one entry; None takes a key of it away.

    `more` is text after it. The studies' file has these rows, in Latin-1.
    """
    (folder / "studies.csv").write_bytes("\r\n".join([HEADER, *rows, ""]).encode("latin-1"))
    entry = {key: value for key, value in (ENTRY | changes).items() if value is not None}
    lines = [f"    {key}: {value}" for key, value in entry.items()]
    lines[0] = "  - " + lines[0].strip()
    path = folder / "demo_ipt.yaml"
    text = "\n".join([demo_plan_text(ROOT), "evidence:", *lines, more, ""])
    path.write_text(text, encoding="utf-8")
    return read_plan(path)


def scores(**of_arms: list[float]) -> pd.DataFrame:
    """The columns of the table `outcomes` that are read, at the endpoint of the PHQ-9."""
    rows = [("phq9", "week_16", arm, score) for arm, values in of_arms.items() for score in values]
    return pd.DataFrame(rows, columns=["outcome", "visit", "arm", "score"])


TRIAL = scores(ipt=[8.0, 10.0, 12.0], cbt=[9.0, 10.0, 14.0], waitlist=[12.0, 14.0, 19.0])
