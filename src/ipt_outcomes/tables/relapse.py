"""The tables of relapse: who was well, how long, and by how much groups differ in that."""

from __future__ import annotations

import pandera.pandas as pa

from ipt_outcomes.tables.columns import between, flag, number, one_of, text, whole
from ipt_outcomes.tables.place import Place

_PLACE = Place("describe").said()
_OF = {
    "outcome": text("the plan's outcome"),
    "visit": text("the visit at which people were well, from which on planned weeks count"),
    "of": text("who is followed", one_of("remission", "response")),
    "by": text("what the groups are", one_of("arm", "maintenance")),
}
_GROUP = text("the arm; or whether allocated to maintenance sessions: `maintenance`, `none`")

RELAPSE_GROUPS = pa.DataFrameSchema(
    {
        **_OF,
        "group": _GROUP,
        "assessed": whole("of an arm, people with a score at the visit", nullable=True),
        "well": whole("of these, those who were well", nullable=True),
        "followed": whole("people who were well and have a later score"),
        "relapsed": whole("of these, those who relapsed"),
        "median_weeks": number(
            "planned weeks to the visit by which half have relapsed; missing where they have not"
        ),
        "horizon": number("weeks up to which the restricted mean is taken"),
        "restricted_mean": number(
            "mean weeks without relapse up to there: area under the curve, which a relapse found "
            "at that very visit does not lessen"
        ),
        "se": number(
            "its standard error (Greenwood), people being independent; missing where nobody "
            "relapsed before the horizon"
        ),
        "ci_lower": number("lower confidence limit at the plan's 1 - alpha"),
        "ci_upper": number("upper confidence limit"),
        "few": flag("whether fewer people are followed than the plan's `few`"),
    },
    unique=["outcome", "visit", "of", "by", "group"],
    strict=True,
    title="relapse_groups",
    metadata=_PLACE,
    description="People who were well at a visit, and how many relapsed.",
)

RELAPSE_CURVES = pa.DataFrameSchema(
    {
        **_OF,
        "group": _GROUP,
        "week": number("planned weeks since the visit, of the one at which a relapse was seen"),
        "at_risk": whole("people well and followed just before"),
        "relapsed": whole("those who relapsed then"),
        "still_well": number("share without relapse afterwards (Kaplan-Meier)", between(0, 1)),
        "se": number("its standard error (Greenwood)"),
        "ci_lower": number("lower confidence limit at the plan's 1 - alpha, by log(-log)"),
        "ci_upper": number("upper confidence limit"),
    },
    unique=["outcome", "visit", "of", "by", "group", "week"],
    strict=True,
    title="relapse_curves",
    metadata=_PLACE,
    description="The share without relapse, by group and week.",
)

RELAPSE_COMPARISONS = pa.DataFrameSchema(
    {
        **_OF,
        "test": _GROUP,
        "comparison": text("the group that it is compared with"),
        "comparison_is": text(
            "how people came into these groups; those who are well are no random part of an arm",
            one_of("randomised", "observational"),
        ),
        "measure": text(
            "the one to read is the hazard ratio where a relapse is only known to lie between two "
            "assessments (complementary log-log); beside it that of Cox's model on the visits' "
            "planned weeks (ties by Efron), and the difference in weeks, which does not see "
            "relapses found at the last visit",
            one_of(
                "hazard ratio", "hazard ratio, between assessments", "difference in restricted mean"
            ),
        ),
        "estimate": number("a ratio, or weeks: test minus comparison"),
        "se": number("its standard error; of a ratio, of its logarithm"),
        "df": number("degrees of freedom where people share clusters; else missing"),
        "ci_lower": number("lower confidence limit at the plan's 1 - alpha"),
        "ci_upper": number("upper confidence limit"),
        "p_value": number("two-sided, of no difference", between(0, 1)),
        "horizon": number("weeks up to which the restricted mean is taken"),
        "proportionality": number(
            "of the hazard ratio, chi-squared (1 df) of its changing over time, as cox.zph"
        ),
        "proportionality_p": number("its p value", between(0, 1)),
        "log_rank": number("chi-squared (1 df) of the log-rank test, people being independent"),
        "log_rank_p": number("its p value", between(0, 1)),
        "n_test": whole("people of the test group who are followed"),
        "relapsed_test": whole("of these, those who relapsed"),
        "n_comparison": whole("the same of the comparison group"),
        "relapsed_comparison": whole("likewise"),
        "few": flag("whether a group has fewer people than the plan's `few`"),
        "se_method": text(
            "by the model; or, where people share clusters, leaving out each cluster in turn",
            one_of("model", "grouped jackknife"),
            nullable=True,
        ),
        "reason": text("why there is no number; else missing", nullable=True),
        "status": text("ok, not estimable, or variance not estimable"),
    },
    unique=["outcome", "visit", "of", "by", "test", "comparison", "measure"],
    strict=True,
    title="relapse_comparisons",
    metadata=_PLACE,
    description="Relapse compared between arms, and between people with and without maintenance.",
)  # fmt: skip
