"""The words that files use: for columns, arms and scales. A guess is only as good as these."""

from __future__ import annotations

import re

# Our name of a column: the words that files use for it, in order of trust, written as `plain`.
PARTICIPANT = (
    "participant", "participant_id", "participantid", "subject", "subject_id", "subjectid", "subj",
    "subjid", "usubjid", "patient", "patient_id", "patientid", "pid", "record_id", "study_id",
    "studyid", "id", "participant_number", "participant_no", "participant_nr", "participant_code",
    "subject_number", "subject_no", "subject_nr", "subject_code", "patient_number", "patient_no",
    "patient_nr", "patient_code", "study_number", "study_no", "study_code", "person", "client",
    "client_id", "client_code", "respondent", "proband", "pseudonym", "case", "case_number", "code",
    "number", "nr", "no",
)  # fmt: skip
ARM = (
    "arm", "group", "treatment_arm", "allocation", "randomisation", "randomization", "randomised",
    "randomized", "treatment", "treat", "trt", "tx", "therapy", "condition", "alloc", "grp",
    "intervention", "study_arm", "trial_arm", "study_group", "treatment_group", "rand_group",
    "rand_arm", "random_group", "randomisation_arm", "randomization_arm", "randomisation_group",
    "randomization_group", "randomised_arm", "randomized_arm", "randomised_group",
    "randomized_group", "allocated_arm", "allocation_arm", "treatment_allocation",
    "arm_assignment", "group_assignment", "treatment_assignment",
)  # fmt: skip
VISIT = (
    "redcap_event_name", "visit", "timepoint", "time_point", "event", "event_name", "wave",
    "occasion", "assessment", "visit_name", "avisit", "when", "redcap_repeat_instance",
    "repeat_instance",
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
    "site": ("site", "centre", "center", "clinic", "redcap_data_access_group"),
    "therapist": ("therapist", "therapist_id", "clinician"),
    "age": (
        "age",
        "age_years",
        "years",
        "age_at_baseline",
        "age_at_enrolment",
        "age_at_enrollment",
        "age_at_randomisation",
        "age_at_randomization",
    ),
    "sex": ("sex", "gender"),
    "problem_area": ("problem_area",),
    "prior_episodes": ("prior_episodes", "previous_episodes"),
    "withdrawal_day": ("withdrawal_day", "dropout_day"),
    "withdrawal_reason": ("withdrawal_reason", "dropout_reason"),
}
SESSIONS = {
    "session": (
        "session",
        "session_number",
        "session_no",
        "session_nr",
        "session_num",
        "redcap_repeat_instance",
        "repeat_instance",
    ),
    "attended": (
        "attended",
        "attendance",
        "came",
        "present",
        "session_attended",
        "attended_session",
        "session_attendance",
    ),
    "day": DAY,
    "therapist": PEOPLE["therapist"],
    "format": ("format", "modality", "session_format"),
    "minutes": ("minutes", "duration_minutes", "length_minutes", "session_minutes"),
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
    "IPT": ("ipt", "interpersonal_psychotherapy", "interpersonal_therapy"),
    "CBT": ("cbt", "cognitive_behavioural_therapy", "cognitive_behavioral_therapy"),
    "Treatment": ("treatment", "active", "intervention"),
}
# What one word says of an arm among others, the first that is there: a control is one whatever else
# is said of it, and a therapy beside the usual care is no usual care.
_AMONG_OTHERS = (
    ("control", ("control", "placebo", "waitlist", "wait_list", "waiting_list", "wl", "delayed")),
    ("treatment", (*_TREATMENTS["IPT"], *_TREATMENTS["CBT"])),
    ("control", ("tau", "usual_care", "treatment_as_usual", "care_as_usual", "usual_treatment")),
    ("treatment", _TREATMENTS["Treatment"]),
)

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


def arm_described(text: str) -> tuple[str, str] | None:
    """What a description of an arm says of it, "Waiting list (12 weeks)": its word and its role.

    None where no word of it is known.
    """
    known = known_arm(text)
    if known is not None:
        return plain(text), known[1]
    parts = f"_{plain(text)}_"
    for role, words in _AMONG_OTHERS:
        for word in words:
            if f"_{word}_" in parts:
                return word, role
    return None
