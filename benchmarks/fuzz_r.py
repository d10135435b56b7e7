"""The random models of fuzz.py that R can express, by lme4, lmerTest, pbkrtest, nlme and emmeans.

Random effects go to lmer, us, cs, csh, ar1, ar1h and sp_exp to gls, or with a random term above the
person to lme. Means and contrasts are emmeans', joint tests pbkrtest's or lmerTest's. R's
optimisers stop early: where its minus twice the log-likelihood is more than 1e-4 above the
engine's, its other numbers are not compared.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
from tests.models.fuzz.case import Case, case_of
from tests.models.fuzz.engine_tables import answer, fitted
from tests.models.fuzz.oracle.description import Model, Question

import ipt_outcomes as ipt
from ipt_outcomes.models.result import Fit

HERE = Path(__file__).parent
FOUND = HERE / "fuzz_r.csv"
GLS = ("us", "cs", "csh", "ar1", "ar1h", "sp_exp")
# Of the log-likelihood; of a standard error; of a standard error and of df themselves.
LIKELIHOOD, ESTIMATE, SE, DF = 1e-4, 1e-3, 1e-3, 1e-2


def expressible(model: Model) -> bool:
    """Whether R can fit the model, with columns that are coded as here."""
    residual = model.residual
    if not model.fixed.intercept or any("arm" in term.columns for term in model.random):
        return False
    if residual is None:
        return True
    return residual.family in GLS and residual.group is None and len(model.random) < 2


def written(case: Case, folder: Path) -> dict[str, object]:
    """The row of models.csv for a case, whose data are put into the folder."""
    model, residual = case.model, case.model.residual
    wanted = {"y", *(name for term in model.fixed.terms for name in term)}
    wanted |= {name for term in model.random for name in term.columns if name != "1"}
    rows = case.frame.dropna(subset=sorted(wanted)).copy()
    rows["place"] = rows["visit"].cat.codes + 1
    rows["therapist"] = rows["therapist"].astype(object).where(rows["therapist"].notna(), "none")
    rows["treated"] = rows["treated"].astype(int)
    weights = rows["w"] if model.weights else pd.Series(1.0, rows.index)
    rows["R_weight"], rows["R_variance"] = weights, 1.0 / weights
    random = " + ".join(map(str, model.random))
    if residual is not None and model.random:
        above = model.random[0]
        random = "1" if above.columns == ("1",) else " + ".join(["0", *above.columns])
        rows["R_group"] = rows[above.group].astype(str)
        # A group of its own, with a design value of zero.
        alone = rows["R_group"] == "none"
        rows.loc[alone, "R_group"] = "none " + rows.loc[alone, "id"].astype(str)
    rows.to_csv(folder / f"{case.seed}.csv", index=False)
    kenward_roger = model.df_method.startswith("kenward-roger")
    return {
        "seed": case.seed,
        "fixed": str(model.fixed),
        "random": random,
        "family": residual.family if residual else "",
        "method": model.method,
        "df": "kenward-roger" if kenward_roger else "satterthwaite",
    }


def asked(case: Case, number: int, question: Question) -> dict[str, object]:
    """The row of questions.csv."""
    return {
        "seed": case.seed,
        "number": number,
        "kind": question.kind,
        "variable": ":".join(question.variables),
        "by": question.by or "",
        "at": next(iter(question.at.values()), ""),
        "weights": question.weights,
        "against": question.against or "",
    }


def compare_with_r(seeds: Iterable[int]) -> None:
    """Fit in R what it can express, and write what differs."""
    fits, models, questions, levels = {}, [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for seed in seeds:
            case = case_of(seed)
            if not expressible(case.model):
                continue
            try:
                fit = fitted(case.model, case.frame)
            except ipt.ModelError:
                continue
            gls = case.model.residual is not None
            if fit.status == "not converged" or (gls and fit.dropped_columns):
                continue
            fits[seed] = case, fit
            models.append(written(case, folder))
            rows = case.rows
            levels += [
                {"seed": seed, "variable": name, "level": level}
                for name, known in rows.levels.items()
                for level in known
            ]
            for number, question in enumerate(case.questions):
                factors = all(name in rows.levels for name in question.variables)
                lmer_joint = factors and not gls and not fit.dropped_columns
                if question.kind != "joint" or lmer_joint:
                    questions.append(asked(case, number, question))
        pd.DataFrame(models).to_csv(folder / "models.csv", index=False)
        pd.DataFrame(questions).to_csv(folder / "questions.csv", index=False)
        pd.DataFrame(levels).to_csv(folder / "levels.csv", index=False)
        subprocess.run(["Rscript", str(HERE / "fuzz.R"), name], check=True)
        answers = pd.read_csv(folder / "answers.csv", dtype={"question": str})
        failed = pd.read_csv(folder / "failed.csv")
    records: list[dict[str, object]] = []
    for seed, own in answers.groupby("seed"):
        case, fit = fits[seed]
        for record in compared(case, fit, own):
            records.append({"seed": seed, **record, "model": str(case)})
    found = pd.DataFrame(records, columns=["seed", "what", "detail", "engine", "r", "model"])
    found.to_csv(FOUND, index=False)
    print(f"{len(fits)} models, {len(failed)} that R refused, {len(answers)} numbers of R")
    print(found.groupby("what")["seed"].agg(["nunique", "count"]).to_string())


def compared(case: Case, fit: Fit, own: pd.DataFrame) -> list[dict[str, object]]:
    """The numbers of one model that differ; or that R stopped short of the maximum."""
    value = float(own.loc[own["question"] == "likelihood", "estimate"].iloc[0])
    gap = value - fit.minus_2_log_likelihood
    if abs(gap) > LIKELIHOOD:
        what = "R is short of the maximum" if gap > 0 else "R has a better maximum"
        return [record(what, "-2 log-likelihood", fit.minus_2_log_likelihood, value)]
    model, found = case.model, []
    kenward_roger = model.df_method.startswith("kenward-roger")
    # gls of an ML fit has standard errors times the root of n / (n - p).
    ml_of_gls = model.residual is not None and model.method == "ml"
    same_se = model.vcov == "model" and not ml_of_gls
    same_se = same_se and not (kenward_roger and (model.weights or model.residual))
    same_df = same_se and model.residual is None and model.df_method not in ("residual", "normal")
    same_df = same_df and model.information is None
    for number, rows in own[own["question"] != "likelihood"].groupby("question"):
        question = case.questions[int(number)]
        table = answer(fit, question)
        if question.kind == "joint":
            if same_df and table["status"].item() == "ok":
                f, df2 = float(rows["estimate"].iloc[0]), float(rows["df"].iloc[0])
                label = ":".join(question.variables)
                if df2 > 2.05 and abs(table["statistic"].item() - f) > 2e-3 * max(f, 0.01):
                    found.append(record("joint F", label, table["statistic"].item(), f))
                if df2 > 2.05 and abs(table["df2"].item() - df2) > DF * df2:
                    found.append(record("joint df2", label, table["df2"].item(), df2))
            continue
        for place, (mine, theirs) in enumerate(
            zip(table.to_dict("records"), rows.to_dict("records"), strict=True)
        ):
            label = f"{question.kind} {place}"
            known = mine["status"] != "not estimable"
            if known == np.isnan(theirs["estimate"]):
                found.append(record("estimable", label, mine["estimate"], theirs["estimate"]))
            elif mine["status"] == "ok":
                se = mine["se"]
                if abs(mine["estimate"] - theirs["estimate"]) > ESTIMATE * se:
                    found.append(record("estimate", label, mine["estimate"], theirs["estimate"]))
                if same_se and abs(se - theirs["se"]) > SE * se:
                    found.append(record("se", label, se, theirs["se"]))
                if same_df and abs(mine["df"] - theirs["df"]) > DF * theirs["df"]:
                    found.append(record("df", label, mine["df"], theirs["df"]))
    return found


def record(what: str, detail: str, engine: float, r: float) -> dict[str, object]:
    return {"what": what, "detail": detail, "engine": engine, "r": r}
