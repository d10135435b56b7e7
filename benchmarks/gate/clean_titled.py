"""Categories of people whose rare ones are two words with capitals, or months: they name nobody.

By the column's name: the frequent categories, separated by bars, and after `||` the rare ones, of
which a column has some, each on a row or two.
"""

from __future__ import annotations

WORDS = {
    "diagnosis_main": "Depression|Dysthymia|Anxiety||Bulimia Nervosa|Anorexia Nervosa|Social "
    "Phobia|Panic Disorder|Adjustment Disorder|Persistent Depression|Double Depression",
    "dx_label": "Major Depression|Social Anxiety|None||Generalised Anxiety|Specific "
    "Phobia|Separation Anxiety|Conduct Disorder|Binge Eating|Selective Mutism|Illness Anxiety",
    "secondary_dx": "none|anxiety|PTSD||Postpartum Depression|Seasonal Depression|Obsessive "
    "Compulsive|Body Dysmorphia|Acute Stress|Alcohol Dependence|Complicated Grief",
    "comorbid_2": "no|yes||Rheumatoid Arthritis|Multiple Sclerosis|Cystic Fibrosis|Atrial "
    "Fibrillation|Chronic Fatigue|Irritable Bowel|Heart Failure|Sleep Apnoea|Coeliac Disease",
    "diagnose_text": "Depression|Angst|Dysthymie||Rezidivierende Depression|Schwere "
    "Episode|Soziale Phobie|Bipolare Störung|Generalisierte Angststörung|Akute "
    "Belastungsreaktion",
    "diagnostic": "Dépression|Anxiété|Aucun||Trouble Panique|Phobie Sociale|Boulimie "
    "Nerveuse|Deuil Pathologique|Anxiété Généralisée|Épisode Majeur",
    "diagnostico": "Depresión|Ansiedad||Fobia Social|Trastorno Bipolar|Depresión Mayor|Bulimia "
    "Nerviosa|Duelo Complicado|Estrés Postraumático",
    "diagnosi": "Depressione|Ansia||Disturbo Bipolare|Fobia Sociale|Depressione "
    "Maggiore|Attacchi Di Panico|Lutto Complicato",
    "diagnoza": "Depresja|Lęk||Fobia Społeczna|Depresja Nawracająca|Bulimia "
    "Psychiczna|Zaburzenia Adaptacyjne",
    "occ": "Teacher|Nurse|Student|Retired||Police Officer|Taxi Driver|Truck Driver|Social "
    "Worker|Software Engineer|Dental Hygienist|Flight Attendant|Shop Assistant|Stay-at-home "
    "Parent",
    "job_title": "manager|clerk|cleaner||Sales Representative|Security Guard|Farm Labourer|Fire "
    "Fighter|Civil Servant|Graphic Designer|Nursery Nurse|Call Centre Agent|Lab Technician",
    "occupation_group": "Professional|Manual|Clerical||Skilled Trades|Plant Operative|Senior "
    "Official|Elementary Occupation|Process Operator|Small Employer",
    "beruf": "Lehrer|Pflege|Verkauf||Kaufmännische Angestellte|Leitender Beamter|Medizinische "
    "Fachangestellte|Freier Journalist|Gelernter Tischler|Technischer Zeichner",
    "profession": "Cadre|Ouvrier|Employé||Infirmière Libérale|Agent Administratif|Chauffeur "
    "Routier|Professeur Agrégé|Assistante Maternelle",
    "profesion": "Docente|Comercio|Hogar||Trabajador Social|Conductor Profesional|Técnico "
    "Sanitario|Auxiliar Administrativo|Policía Local",
    "beroep": "Zorg|Onderwijs|Bouw||Administratief Medewerker|Zelfstandig Ondernemer|Sociaal "
    "Werker|Gepensioneerd Docent",
    "first_language": "English|Spanish||Haitian Creole|Scottish Gaelic|Brazilian "
    "Portuguese|Mandarin Chinese|Sign Language|Cape Verdean|Levantine Arabic|Tok Pisin",
    "home_language": "english|french||Swiss German|Moroccan Arabic|Crimean Tatar|Northern "
    "Sotho|Hong Kong Cantonese|Mexican Spanish",
    "language_at_home": "Luganda|English|Swahili||Rukiga Runyankole|Ateso Kumam|Lusoga "
    "Lugwere|Juba Arabic|Sudanese Arabic",
    "muttersprache": "Deutsch|Türkisch|Russisch||Schweizer Deutsch|Kurdisch "
    "Kurmandschi|Brasilianisches Portugiesisch|Hocharabisch Levantinisch",
    "langue": "Français|Arabe||Créole Haïtien|Arabe Marocain|Portugais Brésilien|Langue Des "
    "Signes",
    "schooling": "Primary|Secondary|Tertiary||Some College|Vocational Training|Graduate "
    "School|Associate Degree|Trade Certificate|Junior High|Middle School",
    "highest_degree": "Bachelor|Master|None||Doctoral Degree|Professional Degree|Technical "
    "Diploma|Postgraduate Certificate|Honours Degree|Teaching Diploma",
    "edu_level": "low|medium|high||Some University|Elementary School|Adult Education|Unfinished "
    "Secondary|Foundation Degree",
    "abschluss": "Abitur|Realschule|Hauptschule||Mittlerer Abschluss|Allgemeine "
    "Hochschulreife|Polytechnische Oberschule|Abgeschlossene Lehre|Ohne Abschluss",
    "diplome": "Bac|Licence|Brevet||Certificat Professionnel|Maîtrise Universitaire|Études "
    "Secondaires|Diplôme Technique",
    "estudios": "Primaria|Secundaria||Formación Profesional|Estudios "
    "Universitarios|Bachillerato Incompleto|Grado Medio",
    "titolo_di_studio": "Licenza|Diploma|Laurea||Scuola Media|Laurea Magistrale|Istruzione "
    "Superiore|Diploma Professionale",
    "escolaridade": "Fundamental|Médio||Ensino Técnico|Superior Incompleto|Pós Graduação|Ensino "
    "Superior",
    "wave": "March 2019|September 2019|March 2020|September 2020||July 2020",
    "cohort_month": "January 2018|June 2018|January 2019||August 2018",
    "recruitment_period": "03/2019|09/2019|03/2020||07/2020",
    "welle": "März 2019|Oktober 2019|März 2020||Juli 2020",
    "vague": "mars 2019|septembre 2019|mars 2020||juin 2020",
    "intake": "Mar 19|Sep 19|Mar 20||Jul 20",
    "intake_wave": "Mar-2019|Sep-2019|Mar-2020||Jul-2020",
    "wave_short": "2019-03|2019-09|2020-03||2020-07",
    "period_old": "May 1996|October 1996|May 1997||July 1997",
    "ethnic_group": "White|Black|Asian||Pacific Islander|Native American|Mixed Heritage|Latin "
    "American|Roma Traveller|Other White|Middle Eastern",
    "faith": "Christian|Muslim|None||Latter-day Saints|Seventh-day Adventist|Reform "
    "Judaism|Greek Orthodox|Born-again Christian|Folk Religion",
    "work_status": "Working|Retired|Student||Sick Leave|Maternity Leave|Long-term Sick|Zero "
    "Hours|Voluntary Work|Looking After Home|Disability Pension",
    "living_with": "Alone|Partner|Parents||Assisted Living|Shared House|Supported "
    "Accommodation|Foster Family|Student Residence|Grown Children",
    "relationship": "Single|Married|Divorced||Civil Partnership|Living Apart|Never "
    "Married|Newly Separated|Common-law Partner",
    "familienstand": "ledig|verheiratet|geschieden||Getrennt Lebend|Eingetragene "
    "Partnerschaft|Fester Partner",
    "housing_type": "Own|Rent||Council Flat|Nursing Home|Mobile Home|Hostel Room|Housing "
    "Association|Detached House",
    "how_heard": "GP|Friend|Website||Radio Advert|Facebook Ad|Local Newspaper|Bus Shelter|Word "
    "Of Mouth|Employee Assistance|Library Poster",
    "medication_class": "SSRI|SNRI|None||Mood Stabiliser|Atypical Antipsychotic|Tricyclic "
    "Antidepressant|Sleep Aid|Herbal Remedy|Beta Blocker",
    "drug_name": "sertraline|fluoxetine|none||Lithium Carbonate|Sodium Valproate|Quetiapine "
    "Fumarate|Escitalopram Oxalate|Omega Three",
    "trauma_kind": "none|accident||Childhood Neglect|Domestic Violence|Combat Exposure|Natural "
    "Disaster|Sudden Bereavement|Sexual Assault",
    "why_left": "moved away|no time||Found Employment|Unhappy With Arm|Moved House|Lost "
    "Interest|Scheduling Conflict|Physical Illness|Feeling Better",
    "abbruch_warum": "Umzug|keine Zeit||Anderer Therapeut|Stationäre Aufnahme|Fehlende "
    "Motivation|Lange Anfahrt",
    "previous_help": "none|GP||Cognitive Therapy|Couples Counselling|Psychodynamic "
    "Therapy|Family Therapy|Peer Support|Mindfulness Course",
    "focus_of_ipt": "Grief|Role Transition|Dispute||Role Dispute|Interpersonal "
    "Sensitivity|Interpersonal Deficits|Marital Conflict",
    "stressor": "none|work||Job Loss|Marital Breakdown|Financial Hardship|Legal Trouble|Caring "
    "Responsibilities|Parental Illness",
    "caregiver": "mother|father||Maternal Grandmother|Paternal Aunt|Foster Mother|Older "
    "Sibling|Legal Guardian|Step Father",
    "income_source": "Salary|Pension||Unemployment Benefit|Universal Credit|Family "
    "Support|Petty Trade|Casual Labour|Subsistence Farming",
    "unit": "Outpatient|Inpatient||Day Hospital|Crisis Team|Perinatal Service|Community "
    "Team|Eating Disorders|Primary Care",
    "modality": "Individual|Group||Video Consultation|Home Visit|Telephone Call|Mixed Delivery",
    "insurer_type": "Public|Private||Social Assistance|Employer Plan|Veterans Affairs|Student "
    "Cover",
    "tipo_de_trabajo": "Formal|Informal||Trabajo Doméstico|Venta Ambulante|Cuenta Propia|Sector "
    "Público",
}  # fmt: skip
