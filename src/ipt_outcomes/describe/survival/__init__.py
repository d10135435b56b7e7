"""Time to an event, by group: curves, tests, hazard ratios, restricted means.

The estimators are statsmodels'; what is made of them (limits, people who share a therapist, the
check of proportional hazards, the area under a curve) is here.
"""
