"""How missing scores were imputed in the scenarios, for the Methods: from the plan and the fits."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.estimand_of import first_estimand
from ipt_outcomes.plan.kinds.ancova import Ancova
from ipt_outcomes.plan.kinds.mmrm import Mmrm
from ipt_outcomes.plan.missing_scores import FEWER, MANY, MANY_PEOPLE
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reference_arm import reference_arm
from ipt_outcomes.plan.trial import Outcome
from ipt_outcomes.report.analysis_words import analysis_words
from ipt_outcomes.report.numbers import count, plain_number
from ipt_outcomes.report.wording import arm_labels, instrument_of

_FAMILY = "missing_scores"
_OF_REFERENCE = {
    "j2r": "jump to reference",
    "cr": "copy reference",
    "cir": "copy increments in reference",
}

_WISHART = (
    " was drawn by data augmentation under an inverse-Wishart prior (degrees of freedom: {df}) "
    "with the restricted maximum likelihood estimate as its mean"
)
_PRIORS = {
    "us": "the unstructured covariance matrix"
    + _WISHART.format(df="two more than there are visits"),
    "once": "the residual variance" + _WISHART.format(df="3"),
    "other": "the parameters of the covariance had the restricted likelihood as their posterior "
    "density, and were drawn by an independence sampler",
}
_POOLED = (
    "The results of the completed data sets were pooled by Rubin's rules, with the degrees of "
    "freedom of Barnard and Rubin (1999, Biometrika 86:948–955)."
)
_LEFT = (
    "People who left are those without a score at the endpoint or after it; gaps before a score "
    "that was given were imputed under missing at random whatever was assumed of who left."
)
_TIPPING = (
    "For the tipping points the imputed scores of people who left, under missing at random, were "
    "made worse or better by so many points in each arm of a contrast, until its conclusion changed"
)
_NO_NUMBERS = "What could not be computed is named with the reason beside the scenarios."


def imputed_outcomes(plan: Plan) -> tuple[Outcome, ...]:
    """The outcomes of which the plan wants missing scores imputed, where its analyses allow it.

    The primary analysis has the baseline score as a covariate, and there are several arms. Whether
    a score is missing is not known from the plan.
    """
    wanted = plan.missing.outcomes
    return tuple(
        outcome
        for outcome in plan.outcomes_in_order
        if (wanted == "all" or outcome.role == "primary") and _possible(plan, outcome)
    )


def imputation_in_words(
    plan: Plan, models: pd.DataFrame, scenarios: pd.DataFrame | None
) -> tuple[str, ...]:
    """Two paragraphs, how scores were imputed and under which assumptions; none where none were.

    `models` and `scenarios` are the tables of these names: the fitted covariance decides how many
    imputations there are, and an outcome that lacks no score at the endpoint has no scenario.
    """
    if scenarios is None:
        return ()
    own = scenarios.loc[scenarios["family"] == _FAMILY]
    made = set(own["outcome"])
    outcomes = tuple(outcome for outcome in imputed_outcomes(plan) if outcome.name in made)
    if not outcomes:
        return ()
    computed = own["outcome"].isin([outcome.name for outcome in outcomes])
    choices = set(own.loc[computed, "choice"])
    return _how(plan, models, outcomes), _assumptions(plan, outcomes, choices)


def _possible(plan: Plan, outcome: Outcome) -> bool:
    options = plan.request(plan.primary_of(outcome.name)).options
    covariate = isinstance(options, Ancova) or (
        isinstance(options, Mmrm) and options.baseline in (None, "covariate")
    )
    return covariate and len(plan.arms) > 1


def _how(plan: Plan, models: pd.DataFrame, outcomes: tuple[Outcome, ...]) -> str:
    words, clusters = analysis_words(plan), [cluster.several for cluster in plan.clusters]
    names = dict.fromkeys(plan.primary_of(outcome.name) for outcome in outcomes)
    primary = listed([words[name].running for name in names])
    effects = f", with its random effects of {listed(clusters)}" if clusters else ""
    visits = ""
    if not all(isinstance(plan.request(name).options, Ancova) for name in names):
        visits = " at the visits at which every arm was assessed"
    return " ".join(
        [
            f"For the scenarios{_first_estimand(plan)}, missing scores of {_of(plan, outcomes)} "
            f"were imputed{_set_aside(plan)}. Multiple imputations were drawn from the model of "
            f"the primary analysis ({primary}){effects}, fitted by restricted maximum likelihood "
            f"to the scores that were given{visits}. "
            f"{_how_many(plan, models, outcomes)} under each assumption, each with its own draw of "
            f"the parameters from their posterior distribution: {_priors(plan, models, outcomes)}.",
            *dict.fromkeys(_compared(plan, name) for name in names),
            _POOLED,
        ]
    )


def _first_estimand(plan: Plan) -> str:
    return ", which are of the first estimand alone" if len(plan.estimands) > 1 else ""


def _set_aside(plan: Plan) -> str:
    """What an event makes missing is imputed as what was never given."""
    first = first_estimand(plan)
    if any(first.strategy_of(event) == "hypothetical" for event in plan.events):
        return ", and so were scores after an event that the estimand does not use"
    return ""


def _of(plan: Plan, outcomes: tuple[Outcome, ...]) -> str:
    if len(outcomes) == len(plan.outcomes):
        return "every outcome" if len(outcomes) > 1 else "the outcome"
    return listed([outcome.label for outcome in outcomes])


def _how_many(plan: Plan, models: pd.DataFrame, outcomes: tuple[Outcome, ...]) -> str:
    """How many imputations there were, by outcome where these differ."""
    found: dict[int, list[str]] = {}
    for outcome in outcomes:
        found.setdefault(_imputations(plan, models, outcome), []).append(outcome.label)
    if len(found) == 1:
        return f"There were {count(next(iter(found)))}"
    of = [f"{count(n)} of {listed(labels)}" for n, labels in found.items()]
    return f"There were {'; '.join(of)}"


def _imputations(plan: Plan, models: pd.DataFrame, outcome: Outcome) -> int:
    named = plan.missing.imputations
    if named is not None:
        return named
    plain = _covariance(plan, models, outcome) in {"us", "once"} and not plan.clusters
    return MANY if plain and _people(models, outcome) <= MANY_PEOPLE else FEWER


def _priors(plan: Plan, models: pd.DataFrame, outcomes: tuple[Outcome, ...]) -> str:
    kinds = dict.fromkeys(_covariance(plan, models, outcome) for outcome in outcomes)
    said = ["the fixed effects had a flat prior", *(_PRIORS[kind] for kind in kinds)]
    if plan.clusters:
        said.append(
            "the standard deviations of the random effects had half-t priors with 2 degrees of "
            "freedom (Huang and Wand 2013, Bayesian Anal 8:439–452)"
        )
    return "; ".join(said)


def _covariance(plan: Plan, models: pd.DataFrame, outcome: Outcome) -> str:
    """Of the model that was fitted: `us`, `other`, or `once` where it is of one visit."""
    primary = plan.primary_of(outcome.name)
    if isinstance(plan.request(primary).options, Ancova):
        return "once"
    formulas = _rows(plan, models, outcome)["formula"]
    return "us" if all(re.search(r"\bus\(", formula) for formula in formulas) else "other"


def _people(models: pd.DataFrame, outcome: Outcome) -> int:
    randomised = models.loc[models["outcome"] == outcome.name, "randomised"]
    return 0 if randomised.empty else int(randomised.max())


def _rows(plan: Plan, models: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    own = models["analysis"] == plan.primary_of(outcome.name)
    found: pd.DataFrame = models.loc[own & (models["outcome"] == outcome.name)]
    return found


def _covariates(plan: Plan, name: str) -> list[str]:
    names = plan.adjusted_for(plan.request(name))
    return ["the baseline score", *(each.replace("_", " ") for each in names)]


def _compared(plan: Plan, name: str) -> str:
    """How completed scores were compared."""
    several = [cluster.several for cluster in plan.clusters]
    effects = f", and random effects of the same {listed(several)}" if several else ""
    return (
        "Completed scores were compared at the endpoint by analysis of covariance with the same "
        f"covariates, {listed(_covariates(plan, name))}{effects}."
    )


def _assumptions(plan: Plan, outcomes: tuple[Outcome, ...], choices: set[str]) -> str:
    """`choices` are those that were computed: what was planned and was not is not claimed."""
    arms, reference, missing = arm_labels(plan), reference_arm(plan), plan.missing
    assumed = ["missing at random, as people of the same arm with the same earlier scores"]
    of_reference = [words for name, words in _OF_REFERENCE.items() if name in choices]
    if of_reference and reference is not None:
        assumed.append(
            f"{listed(of_reference)}, the reference arm being {arms[reference]} (Carpenter, Roger "
            "and Kenward 2013, J Biopharm Stat 23:1352–1371)"
        )
    if "lmcf" in choices:
        assumed.append("last mean carried forward")
    if "by_reason" in choices:
        assumed.append("one or another of these, by the reason for leaving")
    if "worse" in choices:
        assumed.append(
            f"worse than under missing at random by {_each(plan, outcomes, _worse)}, of people who "
            "left the test arm"
        )
    if "selection" in choices and missing.leaving_odds is not None:
        assumed.append(
            "that leaving depended on the score that nobody saw, who would next score worse by "
            f"{_each(plan, outcomes, _noticeable)} having {plain_number(missing.leaving_odds)} "
            "times the odds of leaving"
        )
    said = [_LEFT, f"Of their scores it was assumed in turn: {'; '.join(assumed)}."]
    said += _other_ways(plan, outcomes, choices)
    claims = _with_margin(plan, outcomes)
    said.append(
        f"{_TIPPING}{'; where there is a margin, in the test arm alone' if claims else ''}."
    )
    if claims and of_reference:
        said.append(
            "Assumptions of a reference arm make arms alike: no conclusion that they are was drawn "
            "from them."
        )
    return " ".join([*said, _NO_NUMBERS])


def _other_ways(plan: Plan, outcomes: tuple[Outcome, ...], choices: set[str]) -> list[str]:
    """What was done without multiple imputation."""
    said = []
    if "j2r_jackknife" in choices:
        said.append(
            "Jump to reference was also computed by conditional means, with standard errors from "
            "the jackknife (Wolbers et al. 2022, Pharm Stat 21:1246–1257)."
        )
    if "weighted" not in choices:
        return said
    groups = [cluster.one for cluster in plan.clusters]
    by = f"groups of people who shared no {listed(groups, 'or')} with others" if groups else (
        "person"
    )  # fmt: skip
    covariates = _covariates(plan, plan.primary_of(outcomes[0].name))
    said.append(
        "Without imputation, people who were assessed at the endpoint were also weighted by the "
        "inverse of their probability of staying (stabilised weights from a logistic model with "
        f"the visit, the arm, {', '.join(covariates)} and the last score), with sandwich standard "
        f"errors (CR2) by {by}."
    )
    return said


def _each(plan: Plan, outcomes: tuple[Outcome, ...], words: Callable[[Plan, Outcome], str]) -> str:
    """What is said of every outcome: once where it is the same of all, else with each."""
    found: dict[str, list[str]] = {}
    for outcome in outcomes:
        found.setdefault(words(plan, outcome), []).append(instrument_of(plan, outcome.name).name)
    if len(found) == 1:
        return next(iter(found))
    return ", ".join(f"{said} of the {listed(names)}" for said, names in found.items())


def _worse(plan: Plan, outcome: Outcome) -> str:
    margins = _margins(plan, outcome)
    if margins:
        return f"the margin ({_points(max(margins))})"
    return _noticeable(plan, outcome)


def _noticeable(plan: Plan, outcome: Outcome) -> str:
    least = plan.entry_of(outcome.scale).least_important_points
    if least is not None:
        return f"the least difference that patients notice ({_points(least)})"
    return "half a standard deviation of the baseline"


def _points(points: float) -> str:
    return f"{plain_number(points)} {'point' if points == 1 else 'points'}"


def _margins(plan: Plan, outcome: Outcome) -> list[float]:
    contrasts = plan.contrasts_of(outcome.name)
    return [each.margin for each in contrasts if each.margin is not None]


def _with_margin(plan: Plan, outcomes: tuple[Outcome, ...]) -> bool:
    return any(_margins(plan, outcome) for outcome in outcomes)
