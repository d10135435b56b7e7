from __future__ import annotations

import numpy as np

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.random_streams import named_stream


def test_a_stream_depends_on_its_seed_and_its_names_alone() -> None:
    first = named_stream(7, "missing", "phq9").normal(size=50)
    named_stream(7, "another").normal(size=3)
    assert np.array_equal(first, named_stream(7, "missing", "phq9").normal(size=50))
    for other in (named_stream(8, "missing", "phq9"), named_stream(7, "missing", "bdi"),
                  named_stream(7, "missingphq9"), named_stream(7, "missing")):  # fmt: skip
        drawn = other.normal(size=50)
        assert not np.array_equal(first, drawn)
        assert abs(np.corrcoef(first, drawn)[0, 1]) < 0.5


def test_the_numbers_stay_what_they_are() -> None:
    """Reproducible results rest on it: a release must not change what is drawn under a name."""
    assert named_stream(20261123, "a", "b").integers(0, 1000, 5).tolist() == [
        622,
        51,
        374,
        341,
        615,
    ]


def test_a_plans_seed_is_the_root(demo: Plan) -> None:
    drawn = demo.stream("a", "b").integers(0, 1000, 5)
    assert drawn.tolist() == named_stream(demo.seed, "a", "b").integers(0, 1000, 5).tolist()
