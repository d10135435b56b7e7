"""Simulated studies in the Metapsy format, to demonstrate how a trial is set among others.

    python -m ipt_outcomes.simulate.studies config/simulations/demo_ipt_studies.yaml FILE

No such study exists. They are drawn study by study: a true effect theta ~ N(effect, tau^2), people
of each arm, and of every instrument the mean and standard deviation that so many people would give.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from ipt_outcomes.simulate.reading import TruthError, read_model

_PART = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
# By the standard's name of an instrument: the mean of those not treated at the end, and the SD.
_SCALES = {"phq-9": (11.6, 5.6), "bdi-2": (21.4, 10.6), "hdrs-17": (13.8, 6.2)}
_COUNTRIES = ("eu", "us", "eas", "oth")
# A programme whose words are not ASCII: files of the database come in Latin-1.
_REFERENCE = "Étude simulée nº {number}: drawn at random, not a publication."
_NAMES = (
    "study", "condition_arm1", "condition_arm2", "multi_arm1", "multi_arm2", "outcome_type",
    "instrument", "time", "time_weeks", "rating", "mean_arm1", "sd_arm1", "n_arm1", "mean_arm2",
    "sd_arm2", "n_arm2", "event_arm1", "event_arm2", "totaln_arm1", "totaln_arm2", ".g", ".g_se",
    "country", "year", "rob", "full_ref",
)  # fmt: skip


class ComparedArms(BaseModel):
    """Studies of one comparison: how many, and what is true of them."""

    model_config = _PART

    arm_1: str = Field(description="condition_arm1")
    arm_2: str = Field(description="condition_arm2")
    studies: int = Field(ge=1, description="how many")
    effect: float = Field(description="mean of the true effects, standard deviations; + favours 1")
    tau: float = Field(ge=0, description="standard deviation of the true effects between studies")
    two_instruments: int = Field(ge=0, description="how many studies report two instruments")
    responses: int = Field(ge=0, description="how many report responses and no means")
    followed_up: int = Field(ge=0, description="how many have a row at follow-up as well")
    people: tuple[int, int] = Field(description="fewest and most people of an arm")


class StudiesTruth(BaseModel):
    """What the simulated studies are drawn from."""

    model_config = _PART

    seed: int = Field(ge=0)
    correlation: float = Field(ge=0, lt=1, description="between a person's two instruments")
    comparisons: tuple[ComparedArms, ...] = Field(min_length=1)


def simulated_studies(truth: StudiesTruth) -> Iterator[dict[str, Any]]:
    """A row an effect, with the standard's columns; a missing value is None."""
    number = 0
    for place, arms in enumerate(truth.comparisons):
        seeds = np.random.SeedSequence([truth.seed, place])
        draw = np.random.Generator(np.random.PCG64(seeds))
        for study in range(arms.studies):
            number += 1
            yield from _study(truth, arms, number, study, draw)


def _study(
    truth: StudiesTruth, arms: ComparedArms, number: int, study: int, draw: np.random.Generator
) -> Iterator[dict[str, Any]]:
    theta = arms.effect + arms.tau * float(draw.standard_normal())
    n_1 = int(draw.integers(arms.people[0], arms.people[1] + 1))
    n_2 = max(2, n_1 + int(draw.integers(-3, 4)))
    shared: dict[str, Any] = {
        "study": f"Simulated {number:02d}",
        "condition_arm1": arms.arm_1,
        "condition_arm2": arms.arm_2,
        "country": str(draw.choice(_COUNTRIES)),
        "year": int(draw.integers(1995, 2024)),
        "rob": int(draw.integers(0, 5)),
        "time": "post",
        "time_weeks": float(draw.integers(8, 21)),
        "full_ref": _REFERENCE.format(number=number),
    }
    names = list(draw.permutation(list(_SCALES)))
    if study >= arms.studies - arms.responses:
        share = 0.27
        odds = share / (1 - share) * np.exp(theta * np.pi / np.sqrt(3))
        yield shared | {
            "outcome_type": "response",
            "instrument": names[0],
            "rating": _rating(names[0]),
            "event_arm1": int(draw.binomial(n_1, odds / (1 + odds))),
            "event_arm2": int(draw.binomial(n_2, share)),
            "totaln_arm1": n_1,
            "totaln_arm2": n_2,
        }
        return
    # What both instruments of a person have in common moves their means together.
    common = np.sqrt(truth.correlation) * draw.standard_normal(2)
    own = np.sqrt(1.0 - truth.correlation)
    for name in names[: 2 if study < arms.two_instruments else 1]:
        error = common + own * draw.standard_normal(2)
        yield shared | _means(name, theta, (n_1, n_2), error, draw)
    if study < arms.followed_up:
        later = {"time": "fu", "time_weeks": shared["time_weeks"] + 26.0}
        error = common + own * draw.standard_normal(2)
        yield shared | _means(names[0], 0.7 * theta, (n_1, n_2), error, draw) | later


def _means(
    name: str,
    theta: float,
    people: tuple[int, int],
    error: NDArray[np.float64],
    draw: np.random.Generator,
) -> dict[str, Any]:
    middle, sd = _SCALES[name]
    row: dict[str, Any] = {"outcome_type": "msd", "instrument": name, "rating": _rating(name)}
    for arm, (n, shift) in enumerate(zip(people, (-theta, 0.0), strict=True), 1):
        mean = middle + sd * (shift + error[arm - 1] / np.sqrt(n))
        spread = sd * np.sqrt(draw.chisquare(n - 1) / (n - 1))
        row |= {f"mean_arm{arm}": round(float(mean), 1), f"sd_arm{arm}": round(float(spread), 1)}
        row[f"n_arm{arm}"] = n
    return row


def _rating(name: str) -> str:
    return "clinician" if name.startswith("hdrs") else "self-report"


def metapsy_text(rows: Iterator[dict[str, Any]]) -> str:
    """The rows as files of the database come: `;`, decimal commas, a first column without a name,
    words in quotes, NA where a value is missing.
    """
    lines = [";".join(f'"{name}"' for name in ("", *_NAMES))]
    for number, row in enumerate(rows, 1):
        lines.append(";".join([f'"{number}"', *(_cell(row.get(name)) for name in _NAMES)]))
    return "\n".join(lines) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return "NA"
    return f'"{value}"' if isinstance(value, str) else f"{value:g}".replace(".", ",")


def main() -> int:
    """Write the studies."""
    parser = argparse.ArgumentParser(
        prog="python -m ipt_outcomes.simulate.studies",
        description="Simulate studies and write them in the Metapsy format.",
    )
    parser.add_argument("truth", help="what they are drawn from (YAML)")
    parser.add_argument("file", help="the file to write")
    given = parser.parse_args()
    try:
        truth = read_model(given.truth, StudiesTruth)
    except TruthError as error:
        print(error, file=sys.stderr)
        return 1
    Path(given.file).write_bytes(metapsy_text(simulated_studies(truth)).encode("latin-1"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
