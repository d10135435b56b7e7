"""Words that stand on one or two rows of a category, as trials have them, and name nobody.

These were written after the rules, to find what the rules take for people and should not.
"""

from __future__ import annotations

WORDS = (
    """
North Carolina|West Virginia|Georgia|Washington|St. Louis|San Francisco|Jacksonville|Lincoln|Perth
Alice Springs|Bristol|Lancaster|Durham|York|Salzburg|Marburg|Nancy|Lille|Leuven|Aarhus|Trondheim
Umeå|Turku|Lima|Bogotá|Mendoza|San José|Natal|Florianópolis|Mérida|Ibadan|Nairobi|Goa|Pune|Osaka
Busan|Firenze|Sofia|Israel|Jordan|Chad|Mali|Costa Rica|Sri Lanka|Malta|Polish|Farsi|Urdu|Somali
Tigrinya|Catalan|Swahili|Yoruba|Zulu|Roman Catholic|Protestant|Buddhist|Sikh|Jehovah's Witness
Church of Scotland|Quaker|Alzheimer's disease|Parkinson's|Huntington|Crohn's disease|Asperger
Down syndrome|Tourette|Hodgkin|Hepatitis B|vitamin D|Hashimoto thyroiditis|St John's wort
Bach flowers|Alexander technique|Beck|Hamilton|Montgomery-Asberg|Beck Depression Inventory
Kessler|Holmes-Rahe|Lithium|Lexapro|Prozac|Abilify|Seroquel|Xanax|Ritalin|Johanniskraut|Opipramol
Mirena|Diane-35|Yasmin|L-Thyroxin|Marcumar|Metformin|Ramipril|Eliquis|Ventolin|COVID-19|headache
fracture of left arm|suicide attempt|overdose|pregnancy|tooth extraction|shingles|Lyme disease
baker|butcher|cook|miller|mason|Koch|Bäcker|Fischer|Bauer|Schneider|Müller|Landwirt|Kaufmann
Lehrer|Krankenschwester|Zimmermann|boulanger|marchand|Bakker|Visser|Other|Unknown|Refused|N.A.
n.a.|N/A|U.S.|U.K.|Ph.D.|B.Sc.|M.A.|MBA|High School|Some college|Mittlere Reife|A-levels|Matura
Baccalauréat|Bachelor|Diplom|Jan|Feb|March|April|May|June|August|max|Mark|Rose|Iris|Grace|Hope
Will|Faith|Joy|Summer|Sunday|Robin|Heather|Holly|Ruby|Frank|Victor|Dean|King|Bishop|GP|IAPT|CMHT
did not attend|moved to Berlin|hospitalised at UKE|partner|mother|lost job|prison|died|no contact
wrong number|wrong email|@home|24/7|twice a week|3x/week|10 mg/d|0.5 mg|1000 mg|10.000 IE|2000 IU
20,000 IU weekly|Vitamin B12|PCL-5|SCID-5|DSM-5|ICD-10|PHQ-9 > 15|BMI 30|BP 120/80|225mg|1/2 tablet
2019-2020|Q1 2021|week 12|Visit 3b|V3.1|T2b|1st|2nd|site visit|Zoom|MS Teams|WhatsApp|Skype call
F33.1 G|F32.11|M54.5|G47.0|N06AX21|-99|999|9999|99999|IPT-A 12|CBT-I|BDI-II 3|S-3|NO-1034|10/10
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
