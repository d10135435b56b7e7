"""The paragraph of the methods on other studies."""

from __future__ import annotations

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.evidence import Evidence
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import plain_number
from ipt_outcomes.report.wording import arm_labels, as_one, contrast_label, outcome_labels

_SEVERAL = {
    "correlated": "all kept, as correlated and hierarchical effects with cluster-robust standard "
    "errors (CR2) and Satterthwaite degrees of freedom",
    "aggregate": "replaced by their mean",
    "first": "represented by the first in the file",
    "lowest": "represented by the one that favoured the treatment least",
    "highest": "represented by the one that favoured it most",
}


def evidence_in_methods(plan: Plan) -> str:
    """How other studies were pooled and the trial set among them; empty where there are none."""
    if not plan.evidence:
        return ""
    arms = arm_labels(plan)
    by_source: dict[str, list[str]] = {}
    for each in plan.evidence:
        label = contrast_label(plan, each.test, each.comparison)
        by_source.setdefault(each.source, []).append(label)
    of = [f"{listed(labels)} (source: {source})" for source, labels in by_source.items()]
    level = plain_number(100 * (1 - plan.alpha))
    text = (
        f"The trial was set among other studies: {'; '.join(of)}. Their effects were Hedges' g as "
        "the Metapsy database computes it (the variance is that of d), and the trial's was "
        "computed alike from the means and standard deviations observed at the endpoint. The other "
        "studies were pooled by random effects, with the between-study variance by restricted "
        f"maximum likelihood and {level}% prediction intervals.{_how(plan)} Whether small studies "
        "had other effects was tested by Egger's regression, on sample sizes where they were "
        "known, with ten studies or more. Each study was left out in turn."
    )
    for entry in plan.indirect:
        named = {each.name: each for each in plan.evidence}
        first, second = named[entry.first], named[entry.second]
        text += (
            f" {as_one(arms[first.test])} and {as_one(arms[second.test])} were compared "
            f"indirectly, by way of {arms[first.comparison]} (Bucher's method)."
        )
    return text


def _how(plan: Plan) -> str:
    """Knapp and Hartung's intervals, and what was done with several effects of a study."""
    said = ""
    if any(each.several != "correlated" for each in plan.evidence):
        said += " Intervals were Knapp and Hartung's"
        alone = all(each.several != "correlated" for each in plan.evidence)
        said += "." if alone else ", but where several effects of a study were kept."
    for rule in dict.fromkeys(each.several for each in plan.evidence if each.several):
        own = [each for each in plan.evidence if each.several == rule]
        named = listed([contrast_label(plan, each.test, each.comparison) for each in own])
        rho = _rho(own)
        said += f" Several effects of a study were {_SEVERAL[rule]}{rho} ({named})."
    return said


def _rho(entries: list[Evidence]) -> str:
    values = list(dict.fromkeys(each.rho for each in entries if each.rho is not None))
    if not values:
        return ""
    return f", with a correlation of {listed([plain_number(each) for each in values])}"


def evidence_facts(plan: Plan) -> list[tuple[str, tuple[str, ...]]]:
    """The plan's entries as a term and its lines."""
    labels = outcome_labels(plan)
    lines = []
    for each in plan.evidence:
        line = f"{contrast_label(plan, each.test, each.comparison)}, {labels[each.outcome]}: "
        line += f"{each.file}; source: {each.source}"
        for key, words in (("where", "where"), ("without", "without")):
            said = [
                f"{column} is {_written(cells)}" for column, cells in getattr(each, key).items()
            ]
            line += f"; {words} {listed(said)}" if said else ""
        line += f"; several effects of a study: {each.several or 'none'}"
        line += f", rho {plain_number(each.rho)}" if each.rho is not None else ""
        lines.append(line)
    for entry in plan.indirect:
        lines.append(f"{entry.name}: indirectly, {entry.first} against {entry.second}")
    return [("Other studies", tuple(lines))] if lines else []


def _written(cells: object) -> str:
    words = cells if isinstance(cells, tuple) else (cells,)
    return listed(
        [plain_number(each) if isinstance(each, float) else str(each) for each in words], "or"
    )
