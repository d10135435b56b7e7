"""What kind of fault a disagreement is, so that a thousand seeds make a short list."""

from __future__ import annotations

from collections.abc import Callable

from .case import Case
from .disagreement import Disagreement
from .invariance import CHANGES

_CHANGES = frozenset(change.__name__ for change in CHANGES)

Rule = tuple[str, Callable[[Case, Disagreement], bool]]


def _joint_sandwich(case: Case, found: Disagreement) -> bool:
    joint = found.what.startswith("joint") or "kind='joint'" in found.detail
    return case.model.vcov != "model" and joint


def _kenward_roger(case: Case, found: Disagreement) -> bool:
    kenward_roger = case.model.df_method.startswith("kenward-roger")
    rooted = found.what == "crash" and "sqrt" in str(found.engine)
    return kenward_roger and (
        found.what == "sanity" or rooted or "ZeroDivision" in str(found.engine)
    )


RULES: list[Rule] = [
    ("AIC with ML and a residual covariance", lambda case, found: found.what == "AIC"),
    (
        "an arm's own random effects, therapists nested in arms",
        lambda case, found: (
            any("arm" in term.columns for term in case.model.random)
            and found.what in ("crash", "structure")
        ),
    ),
    ("joint test with a sandwich", _joint_sandwich),
    ("Kenward-Roger: a negative variance, df or F", _kenward_roger),
    (
        "a sandwich's covariance or degrees of freedom",
        lambda case, found: (
            case.model.vcov != "model"
            and found.what
            in ("se", "df", "p", "interval", "no residuals", "sanity", "crash", *_CHANGES)
        ),
    ),
    (
        "converged short of the maximum, or at a saddle",
        lambda case, found: found.what == "not stationary",
    ),
    ("a better maximum elsewhere", lambda case, found: found.what == "not the maximum"),
    ("refused, with a sound maximum", lambda case, found: found.what == "refused"),
    ("not converged, with a sound maximum", lambda case, found: found.what == "not converged"),
    ("not identified, and not refused", lambda case, found: found.what == "not identified"),
    ("what the data can estimate", lambda case, found: "estimable" in found.what),
    ("a warning or an error of another library", lambda case, found: found.what == "crash"),
    ("a change that should change nothing", lambda case, found: found.what in _CHANGES),
]


def cause(case: Case, found: Disagreement) -> str:
    """The first rule that fits; "unexplained" where none does."""
    for name, fits in RULES:
        if fits(case, found):
            return name
    return "unexplained"


REFUSALS = {
    "a group without two scores of a person": ("seen at two visits",),
    "one visit": ("at least two visits",),
    "a visit whose covariates are all missing": ("fill in the covariates",),
    "random terms and the residual that are one": ("cannot be told apart",),
    "parameters that the data do not identify": ("do not identify",),
    "a residual of zero": ("nothing is left for the residual",),
    "no admissible covariance to start from": ("no admissible covariance",),
    "more columns or parameters than rows": ("rows; keep fewer", "leave no residual"),
    "random columns that are zero or dependent": ("zero in every row", "linearly dependent"),
    "effects that no level has together": ("both of two columns",),
    "too few people for a variance or covariance": ("too few", "visits apart"),
}


def refusal(said: str) -> str:
    """What kind of refusal a message is; the message where it is none of those known."""
    for name, words in REFUSALS.items():
        if any(word in said for word in words):
            return name
    return f"other: {said[:60]}"
