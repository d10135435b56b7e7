"""The words that files use: for columns, arms and scales. A guess is only as good as these."""

from __future__ import annotations

import re

# Our name of a column: the words that files use for it, in order of trust, written as `plain`.
PARTICIPANT = (
    "participant", "participant_id", "participantid", "subject", "subject_id", "subjectid", "subj",
    "subjid", "usubjid", "patient", "patient_id", "patientid", "pid", "record_id", "study_id",
    "studyid", "id", "person", "client", "client_id",
)  # fmt: skip
ARM = (
    "arm", "group", "treatment_arm", "allocation", "randomisation", "randomization", "randomised",
    "randomized", "treatment", "treat", "trt", "tx", "therapy", "condition", "alloc", "grp",
    "intervention",
)  # fmt: skip
VISIT = (
    "visit", "timepoint", "time_point", "redcap_event_name", "event", "wave", "occasion",
    "assessment", "visit_name", "avisit", "when",
)  # fmt: skip
DAY = (
    "day", "days", "study_day", "reldays", "rel_days", "ady", "days_since_randomisation",
    "days_since_randomization", "day_since_randomisation", "day_since_randomization", "time",
)  # fmt: skip
BASELINE_COLUMN = (
    "basval", "base", "baseline", "baseline_score", "baseline_value", "bl", "blval", "base_score",
)  # fmt: skip
PEOPLE = {
    "stratum": ("stratum", "strata"),
    "site": ("site", "centre", "center", "clinic"),
    "therapist": ("therapist", "therapist_id", "clinician"),
    "age": ("age", "age_years", "years"),
    "sex": ("sex", "gender"),
    "problem_area": ("problem_area",),
    "prior_episodes": ("prior_episodes", "previous_episodes"),
    "withdrawal_day": ("withdrawal_day", "dropout_day"),
    "withdrawal_reason": ("withdrawal_reason", "dropout_reason"),
}
SESSIONS = {
    "session": ("session", "session_number", "session_no", "session_nr"),
    "attended": ("attended", "attendance", "came", "present"),
    "day": DAY,
    "therapist": PEOPLE["therapist"],
    "format": ("format", "modality"),
    "minutes": ("minutes", "duration_minutes", "length_minutes"),
    "homework": ("homework",),
    "alliance": ("alliance", "wai", "wai_sr"),
}

# What an arm's word stands for: label and role in the comparison.
_CONTROLS = {
    "Control": ("control", "cont", "ctrl", "ctl", "con"),
    "Waitlist": ("waitlist", "wait_list", "waiting_list", "wl", "wlc"),
    "Treatment as usual": ("tau", "usual_care", "treatment_as_usual", "uc", "cau"),
    "Placebo": ("placebo", "pbo", "plc"),
}
_TREATMENTS = {
    "IPT": ("ipt",),
    "CBT": ("cbt",),
    "Treatment": ("treatment", "active", "intervention"),
}

# Other words for a scale than its own name.
SCALE_WORDS = {
    "phq9": ("phq",),
    "hrsd17": ("hrsd", "hamd", "ham_d", "hdrs"),
    "bdi_ii": ("bdi", "bdi2"),
    "qids_sr16": ("qids", "qids_sr"),
    "gad7": ("gad",),
    "iip32": ("iip",),
    "sas_sr": ("sas",),
    "pcl5": ("pcl",),
    "ces_d": ("cesd",),
    "wai_sr": ("wai",),
    "core_om": ("core",),
    "ede_q": ("edeq", "ede"),
    "body_weight_lb": ("weight", "wt", "weight_lb", "body_weight"),
}


def plain(name: str) -> str:
    """A column's name in small letters, its parts joined by `_`: BDI.pre and bdiPre are bdi_pre."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", split.lower()).strip("_")


def known_arm(word: str) -> tuple[str, str] | None:
    """Label and role of an arm that is called `word`; None where the word says nothing."""
    for role, labels in (("control", _CONTROLS), ("treatment", _TREATMENTS)):
        for label, words in labels.items():
            if plain(word) in words:
                return label, role
    return None
