"""What is assumed of missing scores, in sentences that need no statistics."""

from __future__ import annotations

from ipt_outcomes.missing.dropout_weights import DropoutWeights
from ipt_outcomes.phrases import listed, people
from ipt_outcomes.plan.missing_scores import ASSUMPTION_TITLES, TOO_FEW
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.sensitivity.imputed import Pooled
from ipt_outcomes.sensitivity.noticeable import Noticeable

LABELS = {
    **ASSUMPTION_TITLES,
    "planned": "missing at random, by the plan's model",
    "mar": "missing at random, imputed",
    "weighted": "missing at random, by weights",
    "j2r_jackknife": "jump to reference, by conditional means",
    "by_reason": "by the reason for leaving",
    "worse": "test arm's leavers worse",
    "selection": "leaving depends on the unseen score",
    "completers": "completers only",
    "locf": "last score carried forward",
}
PLANNED = {
    False: "Who was not assessed would have fared like people of the same arm with the same "
    "earlier scores. Nothing is filled in.",
    True: "Who was not assessed would have fared like people of the same arm with the same "
    "baseline score. Nothing is filled in: they are left out.",
}
MAR = (
    "The same, with each missing score drawn many times from those that are likely. Completed "
    "scores are compared at the endpoint alone, where covariates may weigh otherwise than over "
    "all visits: that, and chance, is what differs from the plan's analysis."
)
REFERENCE = {
    "j2r": "From when they left on, people fared as if they had been in the arm {arm} all along: "
    "what the treatment had given them was lost at once.",
    "cr": "People who left fared from the start as if they had been in the arm {arm}: the "
    "treatment did nothing for them but what shows in their earlier scores.",
    "cir": "People who left kept what the treatment had given until then, and from then on changed "
    "as people of the arm {arm} did.",
}
LMCF = "People who left stayed, on average, where their arm was when they left."
OVERCOVER = " Its interval (Rubin's rules) is wider than such estimates vary from trial to trial."
JACKKNIFE = (
    "The same, with the most likely course in place of many drawn ones, so that no chance is in "
    "it. Its interval is narrower: it says how much such an estimate varies from trial to trial, "
    "found by leaving out one person at a time, where drawn scores also vary as scores do that "
    "nobody has seen. Both are answers; regulators mostly ask for the wider one, so that what is "
    "not known does not look like information."
)
PULLS = (
    " It makes arms alike and so favours a claim that they are: no such conclusion is drawn from "
    "it, and those who left the test arm are taken to be worse instead."
)
_OLD_WAY = " Shown for readers who ask for it, and never the primary analysis."
COMPLETERS = (
    "Who was not assessed at the endpoint is left out. Those who stay differ from those who leave, "
    f"and not alike in every arm, so that chance no longer makes arms comparable.{_OLD_WAY}"
)
LOCF = (
    "Nobody changed any more after the last score; who has none after the baseline is left out. "
    "What is made up counts as if it had been measured, so that the interval is too narrow, and "
    f"either arm may be favoured.{_OLD_WAY}"
)
NO_JACKKNIFE = (
    "its standard error comes from leaving out one person at a time, and people of the same "
    "{clusters} are not independent of one another"
)
NO_COUNTERPART = (
    "the reference arm has its own {clusters}, and what one of them would have added to the scores "
    "of somebody of another arm is not known"
)

NO_WEIGHTS = "nobody who left has a score after the baseline by which to weigh"


def reference_in_words(name: str, arm: str) -> str:
    """What a reference-based strategy assumes, the arm by its name: a label makes nothing anew."""
    return REFERENCE[name].format(arm=arm.replace("_", " "))


def worse_in_words(worse: Noticeable | None, margin: float | None) -> tuple[str, str]:
    """The label and the sentence of people who left the test arm worse by so many points."""
    points = Noticeable(margin, "the margin") if margin is not None else worse
    assert points is not None
    return f"test arm's leavers {points.words} worse", (
        f"People who left the test arm fared {points.words} worse ({points.what}) than people of "
        "the same arm with the same earlier scores; those who left the other arm did not."
    )


def selection_in_words(odds: float, unit: Noticeable) -> str:
    """What a selection model assumes, its parameter as odds for a difference that people know."""
    times = {2.0: "twice", 3.0: "three times", 0.5: "half"}.get(odds, f"{odds:g} times")
    return (
        "Whether people left depended on how they would have fared. Of two people of the same arm "
        f"with the same earlier scores, of whom one would next score {unit.words} worse "
        f"({unit.what}), that one had {times} the odds of leaving before. The data cannot tell "
        "these odds: they are the plan's."
    )


def reasons_in_words(plan: Plan, counts: dict[str, int], others: int) -> str:
    """What is assumed of whom, by the reasons that the plan names; others are counted together."""
    missing = plan.missing
    said = [
        f"“{reason}” ({people(counts[reason])}): {ASSUMPTION_TITLES[wanted]}"
        for reason, wanted in missing.reasons.items()
    ]
    rest = f"another reason, or none ({people(others)}): {ASSUMPTION_TITLES[missing.other_reasons]}"
    return f"By the reason for leaving. {'; '.join([*said, rest])}."


def weights_in_words(plan: Plan, made: DropoutWeights) -> str:
    """What weights for dropout assume, and how large they are."""
    whole = made.summary.iloc[-1]
    total = int(whole["people"])
    said = (
        "Who left would have fared like those who stayed in the same arm, with the same baseline "
        "and the same last score, and everybody might have stayed. People who stayed count for "
        f"those like them who left: weights go from {whole['minimum']:.2f} to "
        f"{whole['maximum']:.2f} (mean {whole['mean']:.2f}), and {people(total)} tell as much as "
        f"{whole['effective_people']:.0f} who count alike."
    )
    if plan.clusters:
        names = listed([cluster.one for cluster in plan.clusters], "or")
        said += f" The interval allows for any likeness of people of the same {names}."
    return said


def with_imputations(assumes: str, made: Pooled) -> str:
    """What is assumed, on how many imputations it rests, and whether these are too few."""
    said = (
        f"{assumes} {made.imputations:,} imputations: another seed moves an estimate by about "
        f"{made.monte_carlo_se:.2g} points."
    )
    if made.wanted > made.imputations:
        said += (
            f" That is too few for how much is missing: write `missing: {{imputations: "
            f"{made.wanted}}}`."
        )
    return said


def label_of(label: str, made: Pooled) -> str:
    """The label, which says where imputations are too few."""
    return f"{label} ({TOO_FEW})" if made.wanted > made.imputations else label


def not_computed(reasons: dict[str, list[str]]) -> str:
    """A sentence for each reason why something has no numbers: of what, and why."""
    return "".join(
        f" Not computed: {listed([f'“{label}”' for label in of])} ({why})."
        for why, of in reasons.items()
    )
