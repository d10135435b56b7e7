"""sp_exp: people whose scores have times of their own, and a covariance that depends on them."""

from ipt_outcomes.models.real_times.timed_problem import build_real_times

__all__ = ["build_real_times"]
