from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.material import report_material
from ipt_outcomes.report.page import report_page

from .made_up import typed

PNG = b"\x89PNG\r\n\x1a\n and the rest"
VERSIONS = {"Python": "3.11.7"}


class _Tags(HTMLParser):
    """Every tag with its attributes, and the ids."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def _tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Tags()
    parser.feed(html)
    return parser.tags


NOTE = "7 therapists; this model does not account for them."


def _page(plan: Plan, frames: SimpleNamespace, **changes: Any) -> str:
    """The page with figures; `changes` are tables, or `figures`, `versions` and `notes`."""
    figures: dict[str, bytes | str] = {"flow": PNG}
    figures |= {"effects": "<svg><script>alert(1)</script></svg>"}
    figures |= {f"means_{outcome.name}": PNG for outcome in plan.outcomes}
    given: dict[str, Any] = {"figures": figures, "versions": VERSIONS, "notes": [NOTE]}
    given |= {name: changes[name] for name in given if name in changes}
    tables = {name: t for name, t in (vars(frames) | changes).items() if t is not None}
    tables = {name: t for name, t in tables.items() if name not in given}
    return report_page(report_material(plan, tables, **given))


def test_the_page_asks_for_nothing_outside_itself(plan: Plan, frames: SimpleNamespace) -> None:
    html = _page(plan, frames)
    tags = _tags(html)
    assert not {"script", "link", "iframe", "object", "base"} & {tag for tag, _ in tags}
    for tag, attributes in tags:
        for name in ("src", "href", "srcset", "data", "action"):
            address = attributes.get(name)
            if address is not None:
                assert address.startswith(("data:image/", "#")), (tag, address[:40])
    assert "@import" not in html
    assert not re.search(r"url\(", html)
    assert "default-src 'none'" in html


def test_every_figure_has_words_and_every_contents_entry_a_place(
    plan: Plan, frames: SimpleNamespace
) -> None:
    tags = _tags(_page(plan, frames))
    images = [attributes for tag, attributes in tags if tag == "img"]
    assert len(images) == 6
    assert all(image["alt"] for image in images)
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [str(a["href"]).removeprefix("#") for tag, a in tags if tag == "a"]
    headings = [str(attributes["id"]) for tag, attributes in tags if tag == "h2"]
    # After the contents, Missing data leads to the Methods.
    assert links.pop() == "methods"
    assert links == headings
    assert len(links) == 13
    regions = [attributes.get("aria-label") for _, attributes in tags if "tabindex" in attributes]
    assert len(regions) == 12 and all(regions)


def test_whatever_the_plan_or_the_data_say_is_escaped(
    change_plan: Callable[..., Plan], plan: Plan, frames: SimpleNamespace
) -> None:
    evil = "<script>alert(1)</script>"
    content = plan.model_dump(mode="json")
    changes = {
        part: [each | {"label": f"{evil}{each['name']}"} for each in content[part]]
        for part in ("arms", "visits", "outcomes")
    }
    changed = change_plan(title=evil, description=evil, **changes)
    flow = frames.flow.assign(detail=frames.flow["detail"].replace("Moved away", evil))
    html = _page(
        changed,
        frames,
        models=frames.models.assign(reason=evil, status="failed", formula=evil),
        effects=frames.effects.assign(conclusion=evil),
        flow=flow,
        versions={evil: evil},
        notes=[f"Site {evil}"],
        clusters=frames.clusters.assign(column=evil, state="found"),
    )
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_synthetic_trial_says_so_and_a_real_one_does_not(
    plan: Plan, frames: SimpleNamespace, real_plan: Plan, real_frames: SimpleNamespace
) -> None:
    assert "SYNTHETIC" in _page(plan, frames)
    assert "SYNTHETIC" not in _page(real_plan, real_frames)


def test_individual_trajectories_make_the_page_internal(
    plan: Plan, frames: SimpleNamespace
) -> None:
    without = _page(plan, frames)
    assert "INTERNAL" not in without and "Individual trajectories" not in without
    html = _page(plan, frames, figures={"individuals_phq9": PNG})
    assert '<a href="#individuals">Individual trajectories (internal)</a>' in html
    assert "INTERNAL: this page shows individual trajectories and is not for release" in html


def test_a_failed_model_stands_in_the_red_box(plan: Plan, frames: SimpleNamespace) -> None:
    html = _page(plan, frames)
    box = html[html.index('class="failed"') : html.index("<nav")]
    assert "1 of 8 models cannot be relied on" in box
    assert "Interpersonal problems (IIP-32), mixed model for repeated measures: " in box
    assert "positive definite at Week 28" in box
    assert 'class="failed"' not in _page(
        plan, frames, models=frames.models.assign(status="ok", reason=None)
    )


def test_the_page_counts_scores_and_shows_its_notes(plan: Plan, frames: SimpleNamespace) -> None:
    html = _page(plan, frames)
    seen = frames.outcomes
    seen = seen[(seen["outcome"] == "phq9") & (seen["arm"] == "ipt") & (seen["visit"] == "week_16")]
    assert f"{seen['score'].notna().sum()} of 40" in html
    assert NOTE in html
    assert plan.digest in html
    assert "Scores observed" not in _page(plan, frames, outcomes=None)


def test_clusters_that_the_plan_does_not_know_stand_at_the_top(
    plan: Plan, frames: SimpleNamespace
) -> None:
    own = frames.clusters["name"] == "therapist"
    found = frames.clusters[own].assign(
        column="ward", name=None, kind=None, state="found", levels=40, in_arm=20, mixed=1
    )
    clusters = pd.concat([frames.clusters, typed("clusters", found.to_dict("records"))])
    html = _page(plan, frames, clusters=clusters)
    asked = html.index("40 values of ward, each in one arm: was it randomised?")
    assert asked < html.index("<strong>In short</strong>")
    assert "into 40 groups, of which no arm shares any but 1." in html
    assert "was it randomised" not in _page(plan, frames)
    # It is nobody's random effect, and stands in no table of clusters.
    assert html.count("ward,") == 1


def test_ignored_clusters_stand_at_the_top_with_the_reason(
    change_plan: Callable[..., Plan], plan: Plan, frames: SimpleNamespace
) -> None:
    ignoring = change_plan(clusters=[], ignore_clusters={"therapist": "one treated nearly all"})
    html = _page(ignoring, frames, clusters=None, intraclass=None)
    reason = html.index("plan&#39;s reason: one treated nearly all.")
    assert html.index("Clusters ignored: therapist") < reason < html.index("In short")
    assert "Clusters ignored" not in _page(plan, frames)


def test_clusters_have_a_section_with_sizes_and_correlations(
    plan: Plan, frames: SimpleNamespace
) -> None:
    html = _page(plan, frames)
    section = html[html.index('id="clusters"') :]
    assert 'id="table-cluster-sizes"' in section and 'id="table-intraclass"' in section
    assert "Therapists are few (8 in CBT and 8 in IPT)" in section
    assert "0.046 (0.000\u00a0to\u00a00.171)" in section
    assert "estimated at zero" in section


def test_what_was_done_about_missing_data_stands_once(plan: Plan, frames: SimpleNamespace) -> None:
    html = _page(plan, frames)
    assert html.count("Missing scores after baseline were not filled in") == 1
    assert html.count("a missing baseline score was replaced") == 1
    section = html[html.index('<h2 id="missing">') : html.index('<h2 id="methods">')]
    assert '<a href="#methods">Methods</a>' in section
    assert "Missing scores after baseline" not in section


def test_scenarios_have_a_section_with_words_figure_and_table(
    plan: Plan, frames: SimpleNamespace, make_scenarios: Callable[..., pd.DataFrame]
) -> None:
    figures = {"scenarios_phq9": PNG, "scenarios_iip32": PNG}
    html = _page(plan, frames, scenarios=make_scenarios("items"), figures=figures)
    assert "Unanswered items: does the rule matter?" in html
    assert "no conclusion changes." in html
    assert 'id="table-scenarios-missing_items"' in html
    # The figure of an outcome without scenarios says that there are none: it is not on the page.
    images = [attributes["alt"] for tag, attributes in _tags(html) if tag == "img"]
    assert images == [
        "The contrasts of Depression, self-report (PHQ-9) at the endpoint under the plan's choices "
        "and others."
    ]


@pytest.mark.parametrize("empty", [True, False])
def test_a_page_without_scenarios_says_nothing_of_them(
    plan: Plan,
    frames: SimpleNamespace,
    make_scenarios: Callable[..., pd.DataFrame],
    *,
    empty: bool,
) -> None:
    given = make_scenarios().iloc[:0] if empty else None
    html = _page(plan, frames, scenarios=given, figures={"scenarios_phq9": PNG})
    assert "under other choices" not in html and "scenarios" not in html


def test_no_missing_number_shows_as_a_programmers_word(plan: Plan, frames: SimpleNamespace) -> None:
    words = re.sub(r"<style>.*?</style>|<[^>]*>", " ", _page(plan, frames), flags=re.S)
    assert not re.search(r"\b(nan|None|NaN|<NA>|inf)\b", words)


def test_the_same_page_twice_has_the_same_bytes(plan: Plan, frames: SimpleNamespace) -> None:
    assert _page(plan, frames) == _page(plan, frames)


def test_a_figure_without_a_place_is_refused(plan: Plan, frames: SimpleNamespace) -> None:
    with pytest.raises(KeyError, match="means_phq8"):
        _page(plan, frames, figures={"means_phq8": PNG})
