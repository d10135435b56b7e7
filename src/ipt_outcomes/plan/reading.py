"""Reading a plan: YAML in, a frozen Plan out, every broken rule with its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ipt_outcomes.causes import each_once
from ipt_outcomes.errors import PlanError, Problem
from ipt_outcomes.instruments import read_own_instruments
from ipt_outcomes.marked_yaml import MarkedYaml, PathInFile, read_marked_yaml
from ipt_outcomes.plan.base import Part
from ipt_outcomes.plan.locking.lock_file import read_lock
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.refused_methods import refused_methods
from ipt_outcomes.plan.refused_tests import refused_tests
from ipt_outcomes.plan.rules import broken_rules
from ipt_outcomes.plan.short_forms import write_out
from ipt_outcomes.plan.undecided import Question, questions, without_marks
from ipt_outcomes.plan.visit_weeks import KEY as VISIT_WEEKS
from ipt_outcomes.plan.visit_weeks import give_weeks


def read_plan(path: str | Path) -> Plan:
    """Read and validate an analysis plan, and the scales of the user's own that it names.

    File names in the plan start from the folder that holds `config/` where the plan lies in
    `config/trials/`, and from the plan's own folder elsewhere; `config/instruments/` there holds
    the user's own scales. A value that ends in `?` is a guess: it is read, and `undecided` has its
    question; while one is left no result is made (`Plan.refuse_undecided`). Where the plan was
    locked (`<trial>.lock.yaml` beside it), `lock` has what it said then. Raises PlanError with
    file, line, rule and remedy of every broken rule.
    """
    path = Path(path)
    begin = "Begin with `trial:`; config/trials/demo_ipt.yaml is an example."
    marked = read_marked_yaml(path, "the plan", begin)
    tree, marks = without_marks(marked.tree, marked.lines)
    undecided = questions(marks, marked.text)
    try:
        plan = _read(path, replace(marked, tree=tree))
    except PlanError as error:
        found = _beside_questions(str(path), undecided, error.problems)
        raise PlanError(each_once(found)) from None
    plan._undecided = undecided
    plan._lock = read_lock(path, plan.trial)
    return plan


def _beside_questions(
    file: str, undecided: Sequence[Question], problems: Sequence[Problem]
) -> list[Problem]:
    """The questions, then what is wrong apart from them."""
    open_places = {mark.key for question in undecided for mark in question.marks}
    placeholders = {
        mark.choices[0] for question in undecided for mark in question.marks if mark.nothing_known
    }
    return [
        *(question.problem(file) for question in undecided),
        *(
            problem
            for problem in problems
            if problem.column not in open_places
            and not any(repr(word) in problem.rule for word in placeholders)
        ),
    ]


def _read(path: Path, marked: MarkedYaml) -> Plan:
    """The plan with its guesses in the place of what is to be decided."""
    write_out(marked.tree)
    wrong = give_weeks(marked.tree)
    if wrong is not None:
        line = marked.lines.get((VISIT_WEEKS,))
        raise PlanError([Problem(str(path), line, VISIT_WEEKS, *wrong, "key")])
    plan = _validated(path, marked)
    plan._file = str(path)
    plan._root = _root(path)
    plan._lines = marked.lines
    if path.stem != plan.trial:
        remedy = f"Write `trial: {path.stem}`, or rename the file to {plan.trial}.yaml."
        rule = "the trial is not named as its file"
        raise PlanError([Problem(str(path), plan.line("trial"), "trial", rule, remedy, "key")])
    plan._own_instruments = {
        **{measure.name: measure.as_instrument() for measure in plan.measures},
        **read_own_instruments(plan.root, (*plan.scales, *plan.session_scales)),
    }
    problems = [
        Problem(str(path), plan.line(*where), ".".join(map(str, where)), rule, remedy, "key")
        for where, rule, remedy in broken_rules(plan)
    ]
    if problems:
        raise PlanError(problems)
    return plan


def _validated(path: Path, marked: MarkedYaml) -> Plan:
    """The plan's classes; methods that are refused are told first, and not as unknown keys."""
    refused = [
        Problem(str(path), _line(marked, where), ".".join(map(str, where)), rule, remedy, "key")
        for where, rule, remedy in (*refused_methods(marked.tree), *refused_tests(marked.tree))
    ]
    try:
        plan = marked.validated(Plan, keys_of=Part)
    except PlanError as error:
        told = [f"{problem.column}." for problem in refused]
        refused += [
            problem
            for problem in error.problems
            if not any(place.startswith(f"{problem.column}.") for place in told)
        ]
    if refused:
        raise PlanError(sorted(refused, key=lambda problem: problem.line or 0))
    return plan


def _line(marked: MarkedYaml, where: PathInFile) -> int | None:
    known = (marked.lines.get(where[:length]) for length in range(len(where), 0, -1))
    return next((line for line in known if line is not None), None)


def _root(path: Path) -> Path:
    folder = path.resolve().parent
    inside = folder.name == "trials" and folder.parent.name == "config"
    return folder.parent.parent if inside else folder
