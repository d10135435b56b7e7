"""The words that files use: for columns and scales. A guess is only as good as these."""

from __future__ import annotations

# Our name of a column: the words that files use for it, in order of trust, written as `plain`.
PARTICIPANT = (
    "participant", "participant_id", "participantid", "subject", "subject_id", "subjectid", "subj",
    "subjid", "usubjid", "patient", "patient_id", "patientid", "pid", "record_id", "study_id",
    "studyid", "id", "participant_number", "participant_no", "participant_nr", "participant_code",
    "subject_number", "subject_no", "subject_nr", "subject_code", "patient_number", "patient_no",
    "patient_nr", "patient_code", "study_number", "study_no", "study_code", "person", "client",
    "client_id", "client_code", "proband", "pseudonym", "case", "case_number", "code",
    "pat_nr", "patnr", "pat_no", "pat_id", "patid", "patienten_nr", "patientennr",
    "patientennummer", "patientnummer", "teilnehmer", "teilnehmer_nr", "teilnehmernr",
    "teilnehmer_id", "versuchsperson", "vpn", "vp", "vp_nr", "probanden_nr", "fallnummer",
    "n_patient", "no_patient", "num_patient", "numero_patient", "code_patient", "id_patient",
    "sujet", "n_sujet", "id_sujet", "numero_sujet", "deelnemer", "deelnemer_nr", "deelnemernummer",
    "respondentnummer", "paciente", "id_paciente", "n_paciente", "num_paciente", "numero_paciente",
    "participante", "id_participante", "sujeto", "id_sujeto",
    "number", "nr", "no", "nummer", "numero",
)  # fmt: skip
# A survey's number of a form that was sent in: the same person's next form has another.
RESPONSE = (
    "response_id", "responseid", "respondent", "respondent_id", "respondentid", "submission_id",
    "submissionid", "collector_id", "entry_id",
)  # fmt: skip
ARM = (
    "arm", "group", "treatment_arm", "allocation", "randomisation", "randomization", "randomised",
    "randomized", "treatment", "treat", "treated", "trt", "tx", "therapy", "condition", "alloc",
    "grp", "intervention", "study_arm", "trial_arm", "study_group", "treatment_group", "rand_group",
    "rand_arm", "random_group", "randomisation_arm", "randomization_arm", "randomisation_group",
    "randomization_group", "randomised_arm", "randomized_arm", "randomised_group",
    "randomized_group", "allocated_arm", "allocation_arm", "treatment_allocation",
    "arm_assignment", "group_assignment", "treatment_assignment",
    "behandlungsgruppe", "behandlungsarm", "studienarm", "studiengruppe", "gruppe",
    "untersuchungsgruppe", "bedingung", "behandlung", "bras", "bras_de_traitement",
    "bras_traitement", "groupe", "groupe_de_traitement", "traitement", "groep", "behandelgroep",
    "conditie", "behandeling", "brazo", "grupo", "grupo_de_tratamiento", "tratamiento", "condicion",
)  # fmt: skip
VISIT = (
    "redcap_event_name", "visit", "timepoint", "time_point", "event", "event_name", "wave",
    "occasion", "assessment", "visit_name", "avisit", "when", "visite", "visita", "zeitpunkt",
    "messzeitpunkt", "mzp", "erhebung", "erhebungszeitpunkt", "messung", "point_de_mesure",
    "temps_de_mesure", "evaluation", "meetmoment", "tijdstip", "meting", "momento",
    "redcap_repeat_instance", "repeat_instance", "period", "phase", "wave_number", "visit_number",
    "visit_no", "visitnum", "avisitn",
)  # fmt: skip
# Columns of numbers that count in a unit.
WEEK = (
    "week",
    "weeks",
    "time_weeks",
    "time_in_weeks",
    "weeks_since_randomisation",
    "weeks_since_randomization",
    "weeks_since_baseline",
    "wk",
    "study_week",
    "week_number",
    "woche",
    "semaine",
    "semana",
)
MONTH = (
    "month",
    "months",
    "time_months",
    "time_in_months",
    "months_since_randomisation",
    "months_since_randomization",
    "months_since_baseline",
    "study_month",
    "monat",
    "mois",
    "maand",
    "mes",
)
# Columns of numbers that do not say what they count.
TIME = (
    "time",
    "t",
    "zeit",
    "temps",
    "tijd",
    "tiempo",
    "tp",
    "session",
    "session_number",
    "sitzung",
)
DAY = (
    "day", "days", "time_days", "time_in_days", "days_since_baseline", "study_day", "reldays",
    "rel_days", "ady", "days_since_randomisation",
    "days_since_randomization", "day_since_randomisation", "day_since_randomization", "tag",
)  # fmt: skip
DATE = (
    "date", "datum", "fecha", "visit_date", "assessment_date", "date_of_assessment", "timestamp",
)  # fmt: skip
BASELINE_COLUMN = (
    "basval", "base", "baseline", "baseline_score", "baseline_value", "bl", "blval", "base_score",
)  # fmt: skip
# Names of a column of scores that say no scale, as statistics files have them.
SCORE = (
    "score", "total_score", "y", "outcome", "response", "value", "aval", "dv", "result", "rating",
    "punktwert", "wert", "valeur", "uitkomst", "puntuacion", "valor",
)  # fmt: skip
UNIT = ("unit", "units", "einheit", "unite", "eenheid", "unidad", "weight_unit")
PEOPLE = {
    "stratum": ("stratum", "strata"),
    "site": ("site", "centre", "center", "clinic", "redcap_data_access_group", "zentrum"),
    "therapist": ("therapist", "therapist_id", "clinician", "therapeut", "therapeute"),
    "age": (
        "age",
        "alter",
        "leeftijd",
        "edad",
        "age_years",
        "years",
        "age_at_baseline",
        "age_at_enrolment",
        "age_at_enrollment",
        "age_at_randomisation",
        "age_at_randomization",
    ),
    "sex": ("sex", "gender", "geschlecht", "sexe", "geslacht", "sexo"),
    "problem_area": ("problem_area",),
    "prior_episodes": ("prior_episodes", "previous_episodes"),
    "withdrawal_day": ("withdrawal_day", "dropout_day", "day_left", "day_of_withdrawal"),
    "withdrawal_reason": (
        "withdrawal_reason", "dropout_reason", "reason_left", "reason_for_leaving", "why_left",
        "reason_for_withdrawal", "reason_withdrawn", "reason_why_left", "reason_for_dropout",
        "reason_for_dropping_out", "reason_for_discontinuation", "grund_des_abbruchs",
        "grund_fur_abbruch", "abbruchgrund", "grund_des_ausscheidens", "raison_de_sortie",
        "reden_uitval", "motivo_de_abandono",
    ),
    "not_treated_reason": (
        "not_treated_reason", "reason_not_treated", "reason_not_started", "why_not_started",
    ),
}  # fmt: skip
WITHDRAWAL_DATE = (
    "withdrawal_date", "date_left", "date_of_leaving", "date_of_withdrawal", "date_withdrawn",
    "dropout_date",
)  # fmt: skip
SESSION_DATE = ("session_date", "date_of_session", *DATE)
EVENTS = {
    "event": (
        "ae_term", "aeterm", "adverse_event", "ae_event", "ae_description", "ae_category", "ae",
        "event_term", "event_category", "event",
    ),
    "serious": (
        "serious", "sae", "aeser", "ae_serious", "serious_ae", "serious_event", "seriousness",
        "schwerwiegend",
    ),
    # Of numbers alone: the last ones may be dates.
    "day": (
        *DAY, "onset_day", "start_day", "ae_day", "astdy", "aestdy", "event_day", "day_of_onset",
        "onset", "start", "beginn",
    ),
    "severity": ("severity", "aesev", "ae_severity", "intensity"),
    "related": ("related", "aerel", "ae_related", "relatedness", "causality", "relationship"),
}  # fmt: skip
EVENT_DATE = (
    "onset_date", "start_date", "ae_date", "ae_start_date", "aestdtc", "event_date", "onset",
    "date_of_onset", "start", "beginn", *DATE,
)  # fmt: skip
RATINGS = {
    "rater": ("rater", "rater_id", "rater_code", "rated_by", "coder", "judge", "observer"),
    "treatment_seen": ("treatment_seen", "treatment_guess", "guessed_treatment", "blind_guess"),
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

# Other words for a scale than its own name.
SCALE_WORDS = {
    "phq9": ("phq",),
    "hrsd17": ("hrsd", "hamd", "ham_d", "hdrs"),
    "hrsd24": ("hamd24", "hamd_24", "ham_d_24", "hrsd_24", "hdrs24", "hdrs_24"),
    "bdi_ii": ("bdi", "bdi2", "bdii", "bdi_2"),
    "qids_sr16": ("qids", "qids_sr"),
    "gad7": ("gad",),
    "iip32": ("iip",),
    "sas_sr": ("sas",),
    "pcl5": ("pcl",),
    "ces_d": ("cesd",),
    "wai_sr": ("wai",),
    "core_om": ("core",),
    "ede_q": ("edeq", "ede"),
    "body_weight_lb": (
        "weight",
        "wt",
        "weight_lb",
        "weight_lbs",
        "wt_lb",
        "weight_kg",
        "wt_kg",
        "body_weight_kg",
        "gewicht_kg",
        "poids_kg",
        "body_weight",
        "gewicht",
        "poids",
    ),
}

# Names of columns, and of nothing that a participant's row holds.
KNOWN_NAMES = frozenset({
    *PARTICIPANT, *RESPONSE, *ARM, *VISIT, *DAY, *WEEK, *MONTH, *TIME, *DATE, *BASELINE_COLUMN,
    *(word for words in PEOPLE.values() for word in words),
}) - {"control", "treatment", "active", "intervention", "code", "no", "base"}  # fmt: skip
