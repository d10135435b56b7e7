"""The page that says what the gate finds and what not, made from the measured rates.

    python -m benchmarks.gate.page > docs/data-protection.md

It reads rates.csv, small_trials.csv and elsewhere.csv: run `measure.py` and `elsewhere.py` first.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from benchmarks.gate.measure import ALL

from ipt_outcomes.ingest.gate import cardinality, own_words, strangers

KINDS = ("whole column", "participant ids", "hidden in a category")
CLEAN = "clean"
# Of `elsewhere.py`, which cannot be imported without Faker.
COUNTRIES = 40

_BEGINNING = Path(__file__).with_name("page.md")


def _percent(row: pd.Series) -> str:
    """Rounded down: all is all."""
    return f"{100 * int(row['refused']) // int(row['columns'])}%"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _overall(many: pd.DataFrame, few: pd.DataFrame) -> str:
    rows = []
    for kind in (*KINDS, CLEAN):
        row = [f"{kind}, refused"]
        for rates in (many, few):
            of = rates[(rates["kind"] == kind) & (rates["class"] == ALL)].iloc[0]
            row += [f"{of['columns']}", f"{of['rate']:.1%}"]
        rows.append(row)
    return _table(["", "columns", "24 to 239 people", "columns", "8 to 18 people"], rows)


def _by_class(rates: pd.DataFrame) -> str:
    of = rates[rates["kind"].isin(KINDS)]
    shown = of.assign(shown=of.apply(_percent, axis=1))
    wide = shown.pivot(index="class", columns="kind", values="shown")[list(KINDS)]
    # Codes made of people are participants' identifiers only.
    wide = wide.loc[list(dict.fromkeys(of["class"]))].fillna("")
    rows = [[str(name), *map(str, row)] for name, row in zip(wide.index, wide.values, strict=True)]
    return _table(["class", *KINDS], rows)


def _alarms(rates: pd.DataFrame) -> str:
    of = rates[(rates["kind"] == CLEAN) & (rates["class"] != ALL)]
    rows = [
        [str(row["class"]), f"{row['columns']}", f"{row['refused']}"] for _, row in of.iterrows()
    ]
    return _table(["clean columns", "columns", "refused"], rows)


def page() -> str:
    here = Path(__file__).parent
    many, few, others = (
        pd.read_csv(here / f"{name}.csv") for name in ("rates", "small_trials", "elsewhere")
    )
    classes = many[(many["kind"] == KINDS[0]) & (many["class"] != ALL)]
    beginning = _BEGINNING.read_text(encoding="utf-8").format(
        people=cardinality.FEWEST_PEOPLE,
        share=cardinality.SHARE,
        words=cardinality.SHARE_OF_WORDS,
        digits=strangers.DIGITS,
        rows=strangers.FEWEST_ROWS,
        fewest=own_words.FEWEST,
        classes=len(classes),
        countries=COUNTRIES,
    )
    parts = [
        beginning,
        _overall(many, few),
        "\nWhat another program makes up (Faker 40.63.0), 24 to 239 people, `elsewhere.py`:\n",
        _by_class(others),
        "",
        _alarms(others),
        "\nOf columns of 24 to 239 people, by class, `measure.py`:\n",
        _by_class(many),
        "",
        _alarms(many),
    ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
