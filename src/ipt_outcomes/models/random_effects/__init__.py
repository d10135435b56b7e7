"""Random effects: blocks of people, therapists, sites, crossed or nested, as one `Problem`."""

from ipt_outcomes.models.random_effects.mixed import MixedProblem, build_mixed
from ipt_outcomes.models.random_effects.model import RandomEffectsProblem, build_random_effects

__all__ = ["MixedProblem", "RandomEffectsProblem", "build_mixed", "build_random_effects"]
