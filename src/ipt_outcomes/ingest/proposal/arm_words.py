"""The words of arms, in the languages that files come in: which say a control, which a therapy."""

from __future__ import annotations

import re
from typing import Literal

from ipt_outcomes.plain_words import plain

ArmRole = Literal["treatment", "control"]

# What an arm's whole word stands for: its label.
_CONTROLS = {
    "Control": ("control", "cont", "ctrl", "ctl", "con", "controls"),
    "Waitlist": ("waitlist", "wait_list", "waiting_list", "wl", "wlc", "waiting"),
    "Treatment as usual": ("tau", "usual_care", "treatment_as_usual", "uc", "cau"),
    "Placebo": ("placebo", "pbo", "plc"),
}
_TREATMENTS = {
    "IPT": ("ipt", "interpersonal_psychotherapy", "interpersonal_therapy"),
    "CBT": ("cbt", "cognitive_behavioural_therapy", "cognitive_behavioral_therapy"),
    "Treatment": ("treatment", "active", "intervention"),
}
# What a word says of an arm among others, the first that is there: a control is one whatever else
# is said of it, and a therapy beside the usual care is no usual care. As `plain` writes them, with
# `_` on both sides. English, German, French, Dutch, Spanish.
_AMONG_OTHERS: tuple[tuple[ArmRole, re.Pattern[str]], ...] = (
    (
        "control",
        re.compile(
            r"_(no_treatment|no_intervention|no_therapy|not_treated|untreated|minimal_contact|control\w*?"
            r"|ctrl|ctl|placebo|pbo|sham|wait_?list\w*?|waiting_list\w*?|waiting|wl|wlc|delayed"
            r"|kontroll[a-z]*|wart(?:e|en)|warte[a-z]+|keine_behandlung|unbehandelt[a-z]*"
            r"|minimalkontakt|scheinbehandlung|temoins?|liste_d_attente|attente|sans_traitement"
            r"|contact_minimal|controle\w*?|wachtlijst\w*?|wacht[a-z]*|geen_behandeling"
            r"|lista_de_espera|espera|sin_tratamiento)(?=_)"
        ),
    ),
    (
        "treatment",
        re.compile(
            r"_(ipt|interpersonal_psychotherapy|interpersonal_therapy|interpersonelle\w*?"
            r"|psychotherapie_interpersonnelle|therapie_interpersonnelle|terapia_interpersonal"
            r"|psicoterapia_interpersonal|interpersoonlijke\w*?|cbt|kvt|tcc|cgt|emdr|dbt|mbct"
            r"|psychodynamic\w*?|exposure|behaviou?ral_activation|family_therapy"
            r"|cognitive_behaviou?ral_therapy|cognitive_therapy|kognitive_verhaltenstherapie"
            r"|verhaltenstherapie)(?=_)"
        ),
    ),
    (
        "control",
        re.compile(
            r"_(tau|cau|usual_care|treatment_as_usual|care_as_usual|therapy_as_usual"
            r"|usual_treatment|as_usual|routine_care|standard_care|ublich[a-z]*"
            r"|regelversorgung|standardbehandlung|gebruikelijke_(?:zorg|behandeling)|soins_habituels"
            r"|soins_courants|soins_usuels|traitement_habituel|tratamiento_habitual"
            r"|atencion_habitual|cuidados?_habituales?)(?=_)"
        ),
    ),
    (
        "treatment",
        re.compile(
            r"_(treatment|treated|active|intervention|experimental|drug|therapy|psychotherapy"
            r"|[a-z]*behandlung|behandlungs?[a-z]*|interventions[a-z]*|therapie|therapie[a-z]+"
            r"|psychotherapie|experimental[a-z]*|traitement|groupe_experimental|behandel[a-z]*"
            r"|interventie\w*?|tratamiento|intervencion|terapia)(?=_)"
        ),
    ),
)


def known_arm(word: str) -> tuple[str, ArmRole] | None:
    """Label and role of an arm that is called `word`; None where the word says nothing."""
    for label, words in _CONTROLS.items():
        if plain(word) in words:
            return label, "control"
    for label, words in _TREATMENTS.items():
        if plain(word) in words:
            return label, "treatment"
    return None


def is_therapy(text: str) -> bool:
    """Whether a description of an arm names a psychotherapy, and no control."""
    parts = f"_{plain(text)}_"
    found = next((words for _, words in _AMONG_OTHERS if words.search(parts)), None)
    return found is _AMONG_OTHERS[1][1]


def arm_described(text: str) -> tuple[str, ArmRole] | None:
    """What a description of an arm says of it, "Waiting list (12 weeks)": its word and its role.

    None where no word of it is known.
    """
    known = known_arm(text)
    if known is not None:
        return plain(text), known[1]
    parts = f"_{plain(text)}_"
    for role, words in _AMONG_OTHERS:
        found = [match[1] for match in words.finditer(parts)]
        if found:
            return min(found, key=len), role
    return None
