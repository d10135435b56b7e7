"""Random effects: blocks of people, therapists, sites, crossed or nested, as one `Problem`."""

from ipt_outcomes.models.random_effects.model import RandomEffectsProblem, build_random_effects

__all__ = ["RandomEffectsProblem", "build_random_effects"]
