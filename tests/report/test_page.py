from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.page import report_page

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


def _page(plan: Plan, frames: SimpleNamespace, **changes: Any) -> str:
    figures = {"flow": PNG, "effects": "<svg><script>alert(1)</script></svg>"}
    figures |= {f"means_{outcome.name}": PNG for outcome in plan.outcomes}
    given: dict[str, Any] = {
        "models": frames.models,
        "means": frames.means,
        "effects": frames.effects,
        "flow": frames.flow,
        "outcomes": frames.outcomes,
        "figures": figures,
        "versions": VERSIONS,
        "notes": ["7 therapists; this model does not account for them."],
    }
    return report_page(plan, **(given | changes))


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
    links = [str(a["href"]) for tag, a in tags if tag == "a"]
    assert len(links) == 9
    assert {link.removeprefix("#") for link in links} <= set(ids)


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
    assert "INTERNAL" not in _page(plan, frames)
    html = _page(plan, frames, figures={"individuals_phq9": PNG})
    assert "INTERNAL: this page shows individual trajectories and is not for release" in html


def test_a_failed_model_stands_in_the_red_box(plan: Plan, frames: SimpleNamespace) -> None:
    html = _page(plan, frames)
    box = html[html.index('class="failed"') : html.index("<nav")]
    assert "1 of 8 models cannot be relied on" in box
    assert "positive definite at Week 28" in box
    assert 'class="failed"' not in _page(plan, frames, models=frames.models.assign(status="ok"))


def test_the_page_counts_scores_and_shows_its_notes(plan: Plan, frames: SimpleNamespace) -> None:
    html = _page(plan, frames)
    seen = frames.outcomes
    seen = seen[(seen["outcome"] == "phq9") & (seen["arm"] == "ipt") & (seen["visit"] == "week_16")]
    assert f"{seen['score'].notna().sum()} of 40" in html
    assert "7 therapists; this model does not account for them." in html
    assert plan.digest in html
    assert "Scores observed" not in _page(plan, frames, outcomes=None)


def test_no_missing_number_shows_as_a_programmers_word(plan: Plan, frames: SimpleNamespace) -> None:
    words = re.sub(r"<style>.*?</style>|<[^>]*>", " ", _page(plan, frames), flags=re.S)
    assert not re.search(r"\b(nan|None|NaN|<NA>|inf)\b", words)


def test_the_same_page_twice_has_the_same_bytes(plan: Plan, frames: SimpleNamespace) -> None:
    assert _page(plan, frames) == _page(plan, frames)


def test_a_figure_without_a_place_is_refused(plan: Plan, frames: SimpleNamespace) -> None:
    with pytest.raises(KeyError, match="means_phq8"):
        _page(plan, frames, figures={"means_phq8": PNG})
