"""The factors of a right-hand side, as written: plain names, and calls such as log(x).

A name that stands by itself is a column, also where formulaic has a function of that name (C, I, Q,
log, center, scale): which of the two is meant can be seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Expression:
    """One factor of a term.

    text       as formulaic writes it: "arm", "log(x)"
    variables  the columns it is made of, sorted
    functions  the functions it calls; none for a plain name
    """

    text: str
    variables: tuple[str, ...]
    functions: tuple[str, ...]

    @property
    def plain(self) -> bool:
        """Whether it is a column as it stands."""
        return not self.functions and self.variables == (self.text,)


@lru_cache(maxsize=256)
def expressions(formula: str) -> tuple[Expression, ...]:
    """The distinct factors of a right-hand side, in the order of their first mention.

    Raises:
        formulaic.errors.FormulaicError, AttributeError: it cannot be parsed.
    """
    from formulaic import Formula
    from formulaic.utils.variables import Variable, get_required_variables

    found: dict[str, Expression] = {}
    for term in Formula(formula):
        for factor in term.factors:
            method = factor.eval_method.value
            if method == "literal" or factor.expr in found:
                continue
            functions: set[str] = set()
            if method != "lookup":
                functions = {
                    str(name)
                    for name in get_required_variables(factor.expr)
                    if Variable.Role.CALLABLE in name.roles
                }
            variables = {str(name) for name in factor.required_variables} - functions
            found[factor.expr] = Expression(
                factor.expr, tuple(sorted(variables)), tuple(sorted(functions))
            )
    return tuple(found.values())
