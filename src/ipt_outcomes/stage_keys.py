"""What the stages ask of the plan, as `plan_part` takes keys: the groups that several share.

A newcomer adds a key here where a stage comes to read it; a test runs every stage and compares.
"""

from __future__ import annotations

CLUSTERS = ("clusters", "ignore_clusters")
ADJUSTED = ("stratification", "models.covariates")
STUDY = (
    *("participants", "sessions", "fidelity", "adverse_events", "scores"),
    *("arms.name", "arms.role", "visits.name", "visits.phase", "visits.week", "visits.window"),
    *(f"protocol.{key}" for key in ("arms", "sessions", "phases")),
)
SCORED = ("scoring", "visits.name", "visits.week", "visits.window", "visits.pick")
MODELS = (
    "allocation",
    "stratification",
    *(f"clusters.{key}" for key in ("name", "kind", "randomised", "arms", "effect", "within")),
    "models.missing_covariate",
    "participants.confirmed",
    "arms.label",
    "arms.role",
    "estimands.name",
    "estimands.label",
    "estimands.outcomes",
    "arms.name",
    "visits.name",
    "visits.week",
    "visits.phase",
)
EVENTS = (
    *(f"events.{key}" for key in ("name", "day", "after", "arms")),
    "estimands.events",
    "estimands.composite",
)
CONTRASTS = (
    "contrasts",
    "alpha",
    "few",
    "outcomes.name",
    "outcomes.scale",
    "outcomes.role",
)
JOINT = tuple(f"joint.{key}" for key in ("name", "outcomes", "claim"))
MODERATORS = tuple(f"moderators.{key}" for key in ("name", "planned", "outcomes", "groups"))
EVIDENCE = (
    *(
        f"evidence.{key}"
        for key in (
            *("name", "file", "outcome", "test", "comparison", "where", "without", "several"),
            *("rho", "studies", "better", "event", "columns", "encoding", "delimiter", "decimal"),
        )
    ),
    "indirect",
    "trial",
    "allocation",
    "alpha",
    *(f"contrasts.{key}" for key in ("test", "comparison", "outcomes")),
    *(f"outcomes.{key}" for key in ("name", "scale", "endpoint")),
)
ADVANTAGE = (
    *(
        f"personalized_advantage.{key}"
        for key in (
            "name",
            "planned",
            "outcome",
            "test",
            "comparison",
            "predictors",
            "learner",
            "folds",
            "repeats",
            "permutations",
            "missing_outcomes",
        )
    ),
    "seed",
)
MEDIATION = ("mediation", "seed")
THERAPY = (
    *("protocol", "fidelity.ratings.of", "alpha", "stratification", "visits.phase"),
    *(f"contrasts.{key}" for key in ("test", "comparison", "outcomes")),
    *(f"clusters.{key}" for key in ("name", "kind", "within", "randomised")),
    *(f"outcomes.{key}" for key in ("name", "scale", "role", "endpoint")),
    # What the primary analysis, which is found among all, is adjusted for: therapists are looked at
    # by the same covariates.
    *("models", "analyses"),
    *(f"estimands.{key}" for key in ("name", "label", "outcomes")),
)
SESSION_SCORES = (
    *("sessions.scores", "models.growth", "alpha", "seed"),
    *(
        f"clinical_change.{key}"
        for key in (
            *("outcome", "visit", "source", "reliability", "minimal_important_difference"),
            *("cutoff", "clinical", "functional", "response", "remission"),
        )
    ),
    *(f"visits.{key}" for key in ("name", "phase", "window")),
    *(f"outcomes.{key}" for key in ("name", "scale", "role", "endpoint")),
)
ENDPOINTS = (*MODELS, *CONTRASTS, "outcomes.endpoint")
ATTRITION = (
    *("alpha", "few", "events.after", "events.arms"),
    *(f"contrasts.{key}" for key in ("test", "comparison", "outcomes")),
)
HARMS = ("allocation", "adverse_events.file")
RELAPSE = (
    *(
        f"relapse.{key}"
        for key in ("outcome", "visit", "of", "relapse", "in_a_row", "maintenance_randomised")
    ),
    *(f"clinical_change.{key}" for key in ("outcome", "remission", "response", "source")),
)
