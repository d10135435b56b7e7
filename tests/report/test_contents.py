from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pandas as pd
import pytest

from ipt_outcomes.folder_registry import member, names
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.contents import (
    FOLDER,
    SECTIONS,
    figures_of_outcome,
    figures_of_trial,
    outcome_figures,
    picture_names,
    sections,
    trial_figures,
)
from ipt_outcomes.report.figures.saving import figure_bytes
from ipt_outcomes.report.material import report_material
from ipt_outcomes.report.pictures import save_pictures

from .advantage import made_up_advantage
from .clinical import made_up_clinical
from .evidence import made_up_evidence
from .joint import made_up_joint
from .ledger import made_up_effect_sizes, made_up_hypotheses
from .mediation import made_up_mediation
from .moderators import made_up_moderators
from .people import made_up_people
from .session_scores import made_up_session_scores
from .therapy import made_up_therapy
from .tipping import made_up_points, made_up_tipping

TIPPING = {"tipping": made_up_tipping(), "tipping_points": made_up_points()}


def ledger(frames: SimpleNamespace) -> dict[str, pd.DataFrame]:
    return {
        "hypotheses": made_up_hypotheses(frames.effects),
        "effect_sizes": made_up_effect_sizes(frames.effects),
        **made_up_clinical(),
        **made_up_moderators(),
        **made_up_joint(),
        **made_up_advantage(),
        **made_up_mediation(),
        **made_up_session_scores(),
        **made_up_therapy(),
    }


def _all_figures(plan: Plan) -> dict[str, bytes]:
    return dict.fromkeys(picture_names(plan), b"\x89PNG\r\n\x1a\n")


def test_the_names_of_the_figures(demo: Plan) -> None:
    assert figures_of_trial(demo) == (
        "flow",
        "attrition",
        "missing_patterns",
        "harms",
        "effects",
        "clinical_change",
        "jacobson",
        "relapse",
        "personalized_advantage",
        "therapy_dose",
        "session_courses",
        "off_track",
        "therapists",
        "evidence",
        "small_studies",
    )
    assert figures_of_outcome(demo, "phq9") == (
        "hypotheses",
        "effect_sizes",
        "means",
        "individuals",
        "moderators",
        "johnson_neyman",
        "mediation",
        "phases",
        "dose_response",
        "alliance",
        "scenarios",
        "tipping",
    )


def test_a_plan_has_the_figures_that_its_report_has_a_place_for(demo: Plan) -> None:
    """Of secondary outcomes fewer, and none of what the plan does not ask for."""
    assert figures_of_outcome(demo, "iip32") == ("hypotheses", "means", "individuals", "scenarios")
    asked = dict.fromkeys(
        (
            *("clinical_change", "personalized_advantage", "evidence", "moderators", "mediation"),
            *("relapse", "protocol", "clusters"),
        ),
        (),
    )
    assert demo.sessions is not None
    held = demo.sessions.model_copy(update={"scores": {}})
    plain = demo.model_copy(update=asked | {"adverse_events": None, "sessions": held})
    most = ("flow", "attrition", "missing_patterns", "effects")
    assert figures_of_trial(plain) == (*most, "therapy_dose")
    without = plain.model_copy(update={"sessions": None})
    assert figures_of_trial(without) == most
    assert figures_of_outcome(plain, "phq9") == (
        "hypotheses", "effect_sizes", "means", "individuals", "scenarios", "tipping",
    )  # fmt: skip
    assert picture_names(without)[3:5] == ("effects", "hypotheses_phq9")


def of_phq9(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["outcome"] == "phq9"] if "outcome" in frame else frame


def test_several_processes_draw_what_one_draws(
    demo: Plan, frames: SimpleNamespace, leaving: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    asked = {"clinical_change": (), "personalized_advantage": (), "moderators": (), "mediation": ()}
    asked |= {"relapse": (), "protocol": (), "clusters": (), "sessions": None}
    one = demo.about("phq9").model_copy(update=asked | {"evidence": (), "indirect": ()})
    tables = vars(frames) | ledger(frames) | TIPPING | leaving
    material = report_material(one, {name: of_phq9(frame) for name, frame in tables.items()})
    made = {}
    for processes in (1, 3):
        folder = tmp_path / str(processes)
        folder.mkdir()
        drawn = list(save_pictures(material, folder, processes=processes))
        assert sorted(drawn) == sorted(picture_names(material.plan))
        made[processes] = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert made[1] == made[3]
    assert set(made[1]) == {f"{name}.{kind}" for name in drawn for kind in ("png", "svg")}


def killed(folder: Path, name: str) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return name


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is one process")
def test_a_killed_process_that_draws_is_missed(
    change_plan: Callable[..., Plan], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by a system without memory. The others waited for its picture for ever."""
    monkeypatch.setattr("ipt_outcomes.report.pictures._save", killed)
    with pytest.raises(BrokenExecutor):
        list(save_pictures(report_material(change_plan(), {}), tmp_path, processes=2))


def test_the_names_are_had_without_plotting() -> None:
    code = (
        "import sys, ipt_outcomes as ipt; from ipt_outcomes.report.contents import picture_names;"
        "picture_names(ipt.read_plan('config/trials/demo_ipt.yaml'));"
        "print({'plotnine', 'matplotlib', 'great_tables', 'scipy'} & set(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"


def test_the_list_holds_every_file_of_the_folder_once() -> None:
    assert sorted(SECTIONS) == list(names(FOLDER))


def test_sections_stand_in_the_lists_order_with_their_titles(
    change_plan: Callable[..., Plan],
    frames: SimpleNamespace,
    leaving: dict[str, pd.DataFrame],
    make_scenarios: object,
) -> None:
    plan = change_plan(
        joint=[{"name": "depression", "outcomes": ["phq9", "hrsd17"], "claim": "any"}]
    )
    tables = vars(frames) | {"scenarios": make_scenarios()} | TIPPING  # type: ignore[operator]
    tables |= ledger(frames) | made_up_evidence(plan) | leaving
    tables |= made_up_people(plan, frames)
    made = sections(report_material(plan, tables, figures=_all_figures(plan)))
    assert [section.anchor for section in made] == [name.replace("_", "-") for name in SECTIONS]
    assert [section.title for section in made] == [
        "Flow of participants",
        "People at the start",
        "Who left",
        "Harms",
        "Contrasts at the endpoint",
        "The plan's hypotheses",
        "Several outcomes together",
        "Effect sizes by definition",
        "Adjusted mean trajectories",
        "Clinically significant change",
        "Individual trajectories (internal)",
        "Each person before and after (internal)",
        "Maintenance and relapse",
        "For whom: moderators",
        "Who does better with which treatment (personalized advantage)",
        "By what way: mediation",
        "What happened in therapy",
        "Change in each phase of the treatment",
        "Scores at the sessions",
        "Sessions attended, alliance and outcome (observational)",
        "Therapists and therapy groups (internal)",
        "Among other trials",
        "All visits",
        "Scores as they were given",
        "Models and their status",
        "Clusters",
        "Reliability of the scores",
        "Estimands",
        "Missing data",
        "Sensitivity: the contrasts under other choices",
        "What if those who left did worse?",
        "The effect of treatment received",
        "Methods",
        "Analysis plan",
        "Provenance",
    ]
    assert [section.anchor for section in made if section.internal] == [
        "individuals",
        "jacobson",
        "therapists",
    ]


def test_what_is_not_there_to_show_has_no_section(plan: Plan, frames: SimpleNamespace) -> None:
    anchors = {section.anchor for section in sections(report_material(plan, vars(frames)))}
    assert not anchors & {
        "flow",
        "means",
        "individuals",
        "scenarios",
        "clinical-change",
        "jacobson",
    }
    assert {"effects", "models", "missing", "provenance"} <= anchors


def test_a_section_more_is_a_file_and_a_word(
    plan: Plan, frames: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ipt_outcomes.report import contents
    from ipt_outcomes.report.section import Section, paragraphs

    extra = ModuleType("extra")
    extra.section = lambda _: Section("More", "more", paragraphs("Said."))  # type: ignore[attr-defined]
    monkeypatch.setattr(contents, "SECTIONS", ("more", *SECTIONS))
    monkeypatch.setattr(
        contents, "member", lambda folder, name: extra if name == "more" else member(folder, name)
    )
    assert sections(report_material(plan, vars(frames)))[0].title == "More"


def test_every_declared_figure_is_drawn_of_every_outcome(
    plan: Plan,
    frames: SimpleNamespace,
    leaving: dict[str, pd.DataFrame],
    make_scenarios: object,
) -> None:
    tables = vars(frames) | {"scenarios": make_scenarios()} | TIPPING  # type: ignore[operator]
    tables |= ledger(frames) | made_up_evidence(plan) | leaving
    material = report_material(plan, tables)
    assert [name for name, _ in trial_figures(material)] == list(figures_of_trial(plan))
    for outcome in ("phq9", "iip32"):  # with scenarios; without any, and its model failed
        drawn = dict(outcome_figures(material, outcome))
        assert list(drawn) == list(figures_of_outcome(plan, outcome))
        for figure in drawn.values():
            assert figure_bytes(figure, ["png"])["png"].startswith(b"\x89PNG")


def test_an_outcome_or_a_table_that_is_not_there_is_named(
    plan: Plan, frames: SimpleNamespace
) -> None:
    material = report_material(plan, {"models": frames.models})
    with pytest.raises(KeyError, match="phq8"):
        next(outcome_figures(material, "phq8"))
    with pytest.raises(KeyError, match="needs the table 'hypotheses'; given: models"):
        next(outcome_figures(material, "phq9"))
