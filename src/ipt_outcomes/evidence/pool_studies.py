"""`pool_studies`: random-effects meta-analysis, subgroups and meta-regression, as a table.

Formulas: docs/methods.md, "Pooling studies".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from ipt_outcomes.evidence.columns import rows_said, words_of
from ipt_outcomes.evidence.effects import EffectColumns, Effects, checked_effects
from ipt_outcomes.evidence.one_each import one_each, refuse_several
from ipt_outcomes.evidence.pooled_table import BETWEEN, JOINT, single_study, table_of
from ipt_outcomes.evidence.request import Request, checked_request
from ipt_outcomes.models.arguments import column_names, data_frame
from ipt_outcomes.models.errors import ModelError

_GROUPS = "the subgroups"


def pool_studies(
    frame: pd.DataFrame,
    *,
    effect: str,
    se: str | None = None,
    variance: str | None = None,
    study: str = "study",
    method: str = "reml",
    interval: str = "knapp-hartung",
    prediction: str = "metafor",
    several: str | None = None,
    rho: float | None = None,
    moderators: str | Sequence[str] | None = None,
    by: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Effects of studies pooled: y_i = x_i' beta + u_i + e_i, Var u = tau^2, Var e_i = v_i known.

    # ASSUME: the sampling variances are known, and not related to the effects. Of g they hold d^2:
    # see `small_study_test` with predictor="sample size".

    Args:
        frame: a row an effect, as `study_effects` gives it. A column comparison_kind
            ("randomised", "observational", "indirect") goes into the result.
        effect: column of effects, in any unit (g; a log risk ratio).
        se, variance: column of their standard errors, or of their squares; one of them.
        study: column with the study of each effect.
        method: of tau^2: "reml", "dl", "pm" (Paule-Mandel), "common" (tau^2 zero).
        interval: "knapp-hartung" (t on k - p df; Knapp and Hartung 2003),
            "knapp-hartung-adhoc" (the same, never narrower than "normal" in its standard error),
            "normal".
        prediction: of a new study's true effect: "metafor": sqrt(se^2 + tau^2) with the se and df
            of the estimate; "higgins": the plain se, t on k - p - 1 df (Higgins, Thompson and
            Spiegelhalter 2009, J R Stat Soc A 172:137-159). With several="correlated" the
            estimate's own, tau^2 + omega^2, and Satterthwaite df. None of method="common".
        several: what is done where studies have several effects; without it they are refused.
            "correlated": all are kept, tau^2 and omega^2 by REML, CR2 by study with Satterthwaite
            df (see `evidence/correlated.py`). Or one effect a study: "aggregate" (the mean),
            "first" (row), "lowest", "highest".
        rho: what sampling errors of effects of one study correlate, 0 to below 1, for
            "correlated" and "aggregate". ASSUME: the same between all effects of all studies,
            comparisons that share an arm among them.
        moderators: columns; numbers as they are, words as differences from the first level
            (sorted; a categorical's order).
        by: column of subgroups, each pooled by itself with its own tau^2, and tested for a
            difference with one tau^2 for all (as moderators=by does).
        level: of confidence and prediction intervals.

    Returns:
        One row a coefficient: group (the subgroup; "all" without), term ("intercept"; with words
        as moderators "name: level - reference"), estimate, se, df (infinite: normal), statistic
        (t), p_value, ci_lower, ci_upper. Of an intercept without moderators also
        prediction_lower, prediction_upper, prediction_df. With moderators a last row, term
        "moderators": statistic is the F of all of them, on df_numerator and df. With `by` a last
        row, group "between groups", with that F. tau2, its Q-profile limits, omega2 (within
        studies; "correlated" alone), i2 with limits (percent), q, q_df, q_p_value, of what the
        moderators leave. k_studies, k_effects (pooled). method, interval, dependence (words).
        narrower_than_normal: Knapp and Hartung's factor is below one, and the standard error is
        smaller than the plain one (where effects differ less than chance would have it; Jackson et
        al. 2017): "knapp-hartung-adhoc" is the guard. comparison_kind: the studies' kind, or "not
        said"; of moderators "observational", whatever the studies were, for nobody drew lots about
        a study's features. status: "ok"; "one study" (a subgroup of one: its own effect and normal
        interval); "fewer than 4 degrees of freedom" (of "correlated": the t approximation is poor);
        "variance not estimable" (of "correlated": a single study determines it).

    Raises:
        ModelError: an argument is none of its choices; no rows; a column is missing, text or
            infinite; effects or standard errors missing, or standard errors not above zero; a
            single study; not more effects (studies, with CR2) than coefficients; several effects
            of a study without `several`; moderators that cannot be told apart; comparisons of
            several kinds.
    """
    request = checked_request(
        method=method,
        interval=interval,
        prediction=prediction,
        several=several,
        rho=rho,
        moderators=moderators,
        level=level,
    )
    frame = data_frame(frame, "the table of effects")
    column_names(by=by)
    columns = EffectColumns(effect, se, variance, study)
    if by is None:
        return table_of(_prepared(frame, columns, request), request, "all")
    if request.moderators:
        raise ModelError("by= and moderators= together: give one of them")
    groups = words_of(frame, by, "by")
    if groups.nunique() < 2:
        raise ModelError(f"by={by!r} is the same in all rows: there are no subgroups")
    if request.several is not None and not request.correlated:
        _refuse_shared(words_of(frame, study, "study"), groups)
    tables = []
    for name in _levels(frame[by], groups):
        part = frame[(groups == name).to_numpy()]
        given = _prepared(part, columns, request)
        one = given.n_studies == 1
        tables.append(single_study(given, request, name) if one else table_of(given, request, name))
    tables.append(_difference(frame, groups, columns, request))
    return pd.concat(tables, ignore_index=True)


def _refuse_shared(labels: pd.Series, groups: pd.Series) -> None:
    shared = groups.groupby(labels).transform("nunique") > 1
    if shared.any():
        raise ModelError(
            f"the studies of {rows_said(shared)} have effects in several subgroups, and one effect "
            "a study cannot stand in all of them: take several='correlated'"
        )


def _levels(column: pd.Series, words: pd.Series) -> list[str]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return [str(each) for each in column.cat.categories if (words == str(each)).any()]
    return sorted(words.unique())


def _prepared(frame: pd.DataFrame, columns: EffectColumns, request: Request) -> Effects:
    given = checked_effects(frame, columns, request.moderators)
    if request.several is None:
        refuse_several(given)
    elif not request.correlated:
        given = one_each(given, request.several, request.rho)
    return given


def _difference(
    frame: pd.DataFrame, groups: pd.Series, columns: EffectColumns, request: Request
) -> pd.DataFrame:
    """The test of a difference between subgroups: all of a meta-regression on them."""
    # The kinds of comparison may differ between subgroups, and a difference is observational.
    together = frame.drop(columns="comparison_kind", errors="ignore").assign(**{_GROUPS: groups})
    asked = replace(request, moderators=(_GROUPS,))
    given = _prepared(together, columns, asked)
    table = table_of(given, asked, BETWEEN)
    return table[table["term"] == JOINT].assign(term="difference")
