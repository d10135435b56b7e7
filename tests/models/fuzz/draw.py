"""A random model for a random trial: what is fitted, how, and what is asked of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .oracle.description import Fixed, Model, Question, Random, Residual

FAMILIES = ("us", "cs", "csh", "ar1", "ar1h", "toep", "toeph", "ad", "adh", "sp_exp")
Term = tuple[str, ...]


def model(
    rng: np.random.Generator, kind: str, arms: Sequence[str]
) -> tuple[Model, tuple[Question, ...]]:
    """`kind` is "visits", "random", "crossed" or "mixed"; `arms` are the levels, in order."""
    fixed, questions = _fixed(rng, arms, visits=kind != "random" or rng.random() < 0.4)
    residual = None
    random: tuple[Random, ...] = ()
    cluster = None
    if kind in ("visits", "mixed"):
        residual = _residual(rng, mixed=kind == "mixed")
    if kind == "random":
        random, cluster = _random(rng)
    elif kind == "crossed":
        random = (Random(("1",), "id"), Random(("1",), "rater"))
    elif kind == "mixed":
        random, cluster = _above(rng)
    method = "ml" if rng.random() < 0.2 else "reml"
    vcov = "model"
    if kind != "crossed" and rng.random() < 0.35:
        vcov = str(rng.choice(["CR0", "CR2", "CR3"]))
    if vcov == "model":
        cluster = None
    df = _df(rng, method, vcov)
    information = str(rng.choice(["observed", "expected"])) if rng.random() < 0.15 else None
    weights = "w" if rng.random() < 0.12 else None
    made = Model(fixed, residual, random, weights, method, df, vcov, cluster, information)
    return made, questions


def _df(rng: np.random.Generator, method: str, vcov: str) -> str | None:
    if rng.random() < 0.55:
        return None
    choices = ["satterthwaite", "residual", "normal"]
    if method == "reml" and vcov == "model":
        choices += ["kenward-roger-linear", "kenward-roger", "satterthwaite"]
    return str(rng.choice(choices))


def _crossed(*names: str) -> list[Term]:
    return [*((name,) for name in names), tuple(names)]


def _fixed(
    rng: np.random.Generator, arms: Sequence[str], *, visits: bool
) -> tuple[Fixed, tuple[Question, ...]]:
    intercept = rng.random() > 0.15
    terms: list[Term]
    joint: list[Term]
    weights = "proportional" if rng.random() < 0.2 else "equal"
    against = arms[0] if rng.random() < 0.3 else None
    if visits:
        if not intercept and rng.random() < 0.5:
            terms = [("arm", "visit")]
            joint = [("arm", "visit")]
        else:
            interaction = rng.random() < 0.8
            terms = _crossed("arm", "visit") if interaction else [("arm",), ("visit",)]
            joint = list(terms)
        asked = [
            Question("means", ("arm",), by="visit", weights=weights),
            Question("contrast", ("arm",), by="visit", weights=weights, against=against),
            Question("contrast", ("arm",), weights=weights),
        ]
    else:
        terms = _crossed("arm", "week")
        joint = [("arm",), ("arm", "week")]
        asked = [
            Question("means", ("arm",), at={"week": 2.0}, weights=weights),
            Question("contrast", ("arm",), at={"week": 3.0}, weights=weights),
        ]
    extra = rng.random()
    if extra < 0.3:
        terms.append(("baseline",))
    elif extra < 0.4 and visits:
        # The covariate last or first: which columns are aliased follows from the order.
        terms += [("baseline",), ("baseline", "visit")]
        joint.append(("baseline", "visit"))
    elif extra < 0.5:
        terms += [("baseline",), ("mood",)]
        joint.append(("mood",))
    elif extra < 0.56:
        terms += [("baseline",), ("baseline_copy",)]
    elif terms == [("arm", "visit")]:
        # Cell means: a further factor would need two codings of arm:visit at once.
        terms.append(("age",))
    elif extra < 0.64:
        terms += [("sex",), ("age",)]
        joint.append(("sex",))
    elif extra < 0.68:
        terms.append(("group",))
    elif extra < 0.72:
        terms = [*terms, ("sex",), ("arm", "sex")]
        joint.append(("arm", "sex"))
    asked += [Question("joint", term) for term in joint]
    return Fixed(tuple(terms), intercept), tuple(asked)


def _residual(rng: np.random.Generator, *, mixed: bool) -> Residual:
    families = FAMILIES[:-1] if mixed else FAMILIES
    family = str(rng.choice(families))
    group = "arm" if rng.random() < (0.1 if mixed else 0.2) else None
    return Residual(family, "day" if family == "sp_exp" else "visit", group)


def _random(rng: np.random.Generator) -> tuple[tuple[Random, ...], str | None]:
    """Random terms, and a cluster that holds every group whole (None: the default)."""
    people = ("1", "week") if rng.random() < 0.5 else ("1",)
    correlated = len(people) == 1 or rng.random() < 0.75
    own = Random(people, "id", correlated=correlated)
    choice = rng.random()
    if choice < 0.45:
        return (own,), "site" if rng.random() < 0.2 else None
    if choice < 0.6:
        return (Random(("1",), "site", inner="id"),), None
    if choice < 0.75:
        return (Random(("1",), "site"), own), None
    if choice < 0.92:
        return (Random(("treated",), "therapist"), own), None
    if choice < 0.96:
        return (Random(("arm",), "nested_therapist"), own), None
    return (Random(("1", "week"), "site"), Random(("1",), "id")), None


def _above(rng: np.random.Generator) -> tuple[tuple[Random, ...], str | None]:
    """Random terms above people who have a residual covariance."""
    if rng.random() < 0.5:
        return (Random(("1",), "site"),), None
    return (Random(("treated",), "therapist"),), None
