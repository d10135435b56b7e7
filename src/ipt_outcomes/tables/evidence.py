"""The trial among other studies: their effects, what they come to, and without each of them."""

from __future__ import annotations

import pandera.pandas as pa

from ipt_outcomes.tables.columns import flag, number, one_of, text, whole
from ipt_outcomes.tables.place import Place

KINDS = ("randomised", "observational", "indirect", "not said")
_WHICH = {
    "evidence": text("the plan's entry of `evidence`, or of `indirect`"),
    "outcome": text("the trial's outcome that stands for theirs"),
    "test": text("test arm of the trial's contrast, which a positive effect favours"),
    "comparison": text("comparison arm"),
}
_INTERVAL = {
    "estimate": number(
        "Hedges' g as the Metapsy database computes it; above zero in favour of test"
    ),
    "se": number("its standard error"),
    "ci_lower": number("lower confidence limit at the plan's 1 - alpha"),
    "ci_upper": number("upper confidence limit"),
}
_KIND = text("how the arms came about", one_of(*KINDS))
_POOLED_OF = text(
    "what is pooled: the other studies, these and the trial, or two sets of studies set against "
    "each other",
    one_of("other studies", "with this trial", "indirect"),
)

EVIDENCE_STUDIES = pa.DataFrameSchema(
    {
        **_WHICH,
        "place": whole("the row's place in the forest plot, from the top"),
        "row": text(
            "what the row is", one_of("study", "trial", "pooled", "prediction", "indirect")
        ),
        "label": text("its words in the forest plot"),
        "study": text("the study, as its file names it; the trial's name", nullable=True),
        **_INTERVAL,
        "weight_percent": number("weight among the other studies, in percent"),
        "n_test": whole("people behind the effect, arm like test", nullable=True),
        "n_comparison": whole("the same of the other arm", nullable=True),
        "made_from": text(
            "means, change scores, events, precalculated, database, or several of them",
            nullable=True,
        ),
        "comparison_is": _KIND,
    },
    unique=["evidence", "place"],
    strict=True,
    title="evidence_studies",
    metadata=Place("evidence").said(),
    description="Other studies and the trial among them, as a forest plot shows them. The interval "
    "of a row `prediction` is where the true effect of a new study is expected.",
)

EVIDENCE_POOLED = pa.DataFrameSchema(
    {
        **_WHICH,
        "pooled_of": _POOLED_OF,
        **_INTERVAL,
        "df": number("degrees of freedom"),
        "p_value": number("two-sided, of the difference from zero"),
        "prediction_lower": number("lower limit of the true effect of a new study"),
        "prediction_upper": number("upper limit"),
        "tau2": number("variance of the true effects between studies"),
        "tau2_lower": number("its lower confidence limit (Q profile)"),
        "tau2_upper": number("its upper confidence limit"),
        "omega2": number("variance of the true effects within studies"),
        "i2": number("share of the effects' variance that is not chance, percent"),
        "i2_lower": number("its lower confidence limit"),
        "i2_upper": number("its upper confidence limit"),
        "q": number("Cochran's Q"),
        "q_df": number("its degrees of freedom"),
        "q_p_value": number("of no difference between the studies' true effects"),
        "studies": whole("studies"),
        "effects": whole("effects"),
        "people": whole(
            "the most people behind one effect of each study, added up; missing where a study's "
            "are not known",
            nullable=True,
        ),
        "without_effect": whole("rows of the file left out, from which no effect can be made"),
        "dependence": text("what was done with several effects of a study"),
        "method": text("how it was pooled"),
        "few_studies": flag("whether there are fewer than five, too few to know how they differ"),
        "comparison_is": _KIND,
        "status": text("ok; fewer than 4 degrees of freedom; or why there is no number"),
    },
    unique=["evidence", "pooled_of"],
    strict=True,
    title="evidence_pooled",
    metadata=Place("evidence").said(),
    description="What other studies come to, by random effects, with and without the trial.",
)

EVIDENCE_SMALL_STUDIES = pa.DataFrameSchema(
    {
        **_WHICH,
        "term": text(
            "slope: the change of the effect with the predictor, which is tested; limit: the "
            "effect where the predictor is zero",
            one_of("slope", "limit"),
        ),
        "predictor": text(
            "what says that a study is small: sqrt(1/n1 + 1/n2), or the standard error where "
            "people are not known",
            one_of("sample size", "se"),
        ),
        "estimate": number("of the regression"),
        "se": number("its standard error"),
        "df": number("degrees of freedom"),
        "ci_lower": number("lower confidence limit at the plan's 1 - alpha"),
        "ci_upper": number("upper confidence limit"),
        "p_value": number("two-sided, of the difference from zero"),
        "studies": whole("studies"),
        "status": text("ok; fewer than 10 studies, of which there is no test"),
    },
    unique=["evidence", "term"],
    strict=True,
    title="evidence_small_studies",
    metadata=Place("evidence").said(),
    description="Whether small studies have other effects than large ones (Egger's regression).",
)

EVIDENCE_LEFT_OUT = pa.DataFrameSchema(
    {
        **_WHICH,
        "left_out": text("the study left out"),
        **_INTERVAL,
        "df": number("degrees of freedom"),
        "tau2": number("variance of the true effects between the others"),
        "i2": number("share of the effects' variance that is not chance, percent"),
        "studies": whole("studies that are left"),
        "status": text("ok, or fewer than 4 degrees of freedom"),
    },
    unique=["evidence", "left_out"],
    strict=True,
    title="evidence_left_out",
    metadata=Place("evidence").said(),
    description="The pooled effect without each study in turn, where there are three or more.",
)
