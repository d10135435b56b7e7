"""The keys of an analysis plan: each a field with its type, its default and what it says."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.advantage_index import AdvantageIndex
from ipt_outcomes.plan.adverse_events_file import AdverseEventsFile
from ipt_outcomes.plan.analyses import Models, NamedAnalysis
from ipt_outcomes.plan.analysis_sets import AnalysisSet
from ipt_outcomes.plan.base import Choices, ColumnName, Label, Name, Variable
from ipt_outcomes.plan.clinical_change import ClinicalChange
from ipt_outcomes.plan.clusters import Cluster
from ipt_outcomes.plan.effect_size import EffectSize
from ipt_outcomes.plan.estimands import Estimand, Event
from ipt_outcomes.plan.evidence import Evidence, IndirectComparison
from ipt_outcomes.plan.fidelity_file import FidelityFile
from ipt_outcomes.plan.from_file import FromFile
from ipt_outcomes.plan.joint_outcomes import JointOutcomes
from ipt_outcomes.plan.measures import Measure
from ipt_outcomes.plan.mediation import Mediation
from ipt_outcomes.plan.missing_scores import MissingScores
from ipt_outcomes.plan.moderators import Moderator
from ipt_outcomes.plan.multiplicity import HypothesisFamily
from ipt_outcomes.plan.participants_file import ParticipantsFile
from ipt_outcomes.plan.privacy import Privacy, Pseudonyms
from ipt_outcomes.plan.protocol import Protocol
from ipt_outcomes.plan.relapse import Relapse
from ipt_outcomes.plan.score_files import Scores
from ipt_outcomes.plan.sessions_file import SessionsFile
from ipt_outcomes.plan.treatment_received import TreatmentReceived
from ipt_outcomes.plan.trial import Arm, Contrast, Enrolment, Outcome, Visit


class PlanKeys(FromFile):
    """What a plan's file may say, key by key.

    `config/README.md` is made from these fields in this order (`page.py`); what follows from them
    is in `plan.py`, and the rules that tie one to another are in `rules.py` and beside it.
    """

    trial: Name = Field(description="the trial's name, as the plan's file is called")
    title: Label = Field(description="the report's title")
    source: Annotated[
        Literal["real", "synthetic"],
        Choices({"synthetic": "simulated ones; everything made from them says so"}),
    ] = Field(description="what the people are")
    description: str = Field(default="", description="what the report says below the title")
    participants: ParticipantsFile = Field(description="the people randomised")
    sessions: SessionsFile | None = Field(
        default=None, description="the sessions of therapy, one row a planned session"
    )
    fidelity: FidelityFile | None = Field(
        default=None, description="ratings of sessions, one row a session and rater"
    )
    adverse_events: AdverseEventsFile | None = Field(
        default=None, description="the adverse events, one row an event"
    )
    scores: tuple[Scores, ...] = Field(
        min_length=1, description="a list: each file of scores, and which column is what"
    )
    allocation: Annotated[
        Literal["randomised", "observational"],
        Choices(
            {
                "observational": "people or their clinicians chose, or another cause did; every "
                "table says that the arms were not randomised"
            }
        ),
    ] = Field(default="randomised", description="how people came into the arms")
    arms: tuple[Arm, ...] = Field(
        min_length=1,
        description="the arms; the first is the reference. One arm is a study without a "
        "comparison: its contrasts are changes since the baseline",
    )
    visits: tuple[Visit, ...] = Field(
        min_length=2, description="the planned assessments in their order, the baseline first"
    )
    measures: tuple[Measure, ...] = Field(
        default=(),
        description="a list: scales that are in no registry, and of which the files hold totals",
    )
    outcomes: tuple[Outcome, ...] = Field(min_length=1, description="the outcomes, each a scale")
    contrasts: tuple[Contrast, ...] = Field(
        default=(),
        description="the comparisons, each the test arm minus the comparison arm. There must be "
        "one, but in a study of one arm, where the key says nothing",
    )
    stratification: tuple[Variable, ...] = Field(
        default=(),
        description="the variables of the randomisation's strata; every analysis is adjusted for "
        "them",
    )
    clusters: tuple[Cluster, ...] = Field(
        default=(),
        description="a list: what people share, so that they are not independent. Every analysis "
        "has a random effect of each",
    )
    ignore_clusters: dict[ColumnName, Label] = Field(
        default_factory=dict,
        description="clusters that no analysis takes into account, each with the reason, which the "
        "report prints: `{therapist: one therapist treated all}`",
    )
    models: Models = Field(
        default=Models(), description="the analyses of every outcome; the first is primary"
    )
    analyses: tuple[NamedAnalysis, ...] = Field(
        default=(), description="a list: further analyses, each under a name of its own"
    )
    events: tuple[Event, ...] = Field(
        default=(), description="a list: what may happen and change what later scores mean"
    )
    estimands: tuple[Estimand, ...] = Field(
        default=(),
        description="a list: what is estimated. All analyses are of the first; of each further one "
        "the primary analysis is made again, under its name. Without the key, scores count "
        "whatever a person did, and not after an event by design",
    )
    missing: MissingScores = Field(
        default=MissingScores(), description="scores that were never given, in the scenarios"
    )
    analysis_sets: tuple[AnalysisSet, ...] = Field(
        default=(),
        description="a list: sets of people that are counted in the flow, and in which the primary "
        "analysis is made again. No set but all people randomised is a randomised comparison",
    )
    treatment_received: tuple[TreatmentReceived, ...] = Field(
        default=(),
        description="a list: effects of a treatment on those who receive it if it is offered "
        "(complier-average causal effects)",
    )
    effect_size: EffectSize = Field(
        default=EffectSize(),
        description="the standardised effect in the report's tables and figures",
    )
    multiplicity: tuple[HypothesisFamily, ...] = Field(
        default=(), description="a list: hypotheses that are tested together, family by family"
    )
    joint: tuple[JointOutcomes, ...] = Field(
        default=(),
        description="a list: outcomes that are modelled together, such as co-primary ones",
    )
    clinical_change: tuple[ClinicalChange, ...] = Field(
        default=(),
        description="a list: outcomes whose people are judged one by one: recovered, improved, "
        "unchanged, deteriorated, harmed (Jacobson and Truax), response and remission",
    )
    moderators: tuple[Moderator, ...] = Field(
        default=(), description="a list: for whom the arms may differ by more, or by less"
    )
    evidence: tuple[Evidence, ...] = Field(
        default=(), description="a list: other studies that the trial is set among, pooled"
    )
    indirect: tuple[IndirectComparison, ...] = Field(
        default=(),
        description="a list: treatments compared by way of what both were compared with in the "
        "studies of `evidence`",
    )
    personalized_advantage: tuple[AdvantageIndex, ...] = Field(
        default=(),
        description="a list: indices of who is expected to do better in which of two arms",
    )
    mediation: tuple[Mediation, ...] = Field(
        default=(),
        description="a list: outcomes through which the arms may come to differ in another",
    )
    relapse: tuple[Relapse, ...] = Field(
        default=(),
        description="a list: people who were well at a visit, and when they were ill again",
    )
    protocol: tuple[Protocol, ...] = Field(
        default=(),
        description="a list: what the treatments' protocols ask of the sessions, which are held "
        "against it",
    )
    enrolment: Enrolment | None = Field(
        default=None, description="people before randomisation, as counts"
    )
    pseudonyms: Pseudonyms | None = Field(
        default=None,
        description="identifiers become hashes under a key that only you have, the same in all the "
        "trial's files",
    )
    privacy: Privacy | None = Field(
        default=None, description="how alike people must be, so that nobody stands out"
    )
    few: int = Field(
        default=5,
        ge=0,
        description="fewer people than this with a score at a visit are marked “few” wherever a "
        "number rests on them",
    )
    alpha: float = Field(
        default=0.05, gt=0, lt=0.5, description="the level of tests; intervals are at 1 − alpha"
    )
    seed: int = Field(
        default=0,
        ge=0,
        description="a whole number, the root of all that is drawn at random: each purpose has a "
        "stream of its own, by name",
    )
