"""How many identities the gate finds that another program makes up, with its own names and numbers.

    python -m pip install -r benchmarks/requirements-peers.txt
    OMP_NUM_THREADS=1 python -m benchmarks.gate.elsewhere

Faker has names, national numbers, telephones, addresses, postcodes and number plates of many
countries; and occupations, which name nobody. Writes benchmarks/gate/elsewhere.csv, in the form of
rates.csv.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from random import Random

from benchmarks.gate.columns import Column
from benchmarks.gate.measure import ALL, rates
from benchmarks.gate.sets import column_of_each_kind, with_rare
from faker import Faker

WRITTEN = Path(__file__).with_suffix(".csv")
COUNTRIES = """
en_GB en_US de_DE fr_FR es_ES es_MX it_IT pl_PL sv_SE no_NO da_DK fi_FI nl_NL pt_BR pt_PT tr_TR
en_IN hi_IN zh_CN zh_TW ja_JP ko_KR ru_RU uk_UA el_GR he_IL ar_SA cs_CZ bg_BG ro_RO hu_HU hr_HR
vi_VN th_TH fa_IR zu_ZA yo_NG id_ID lt_LT et_EE
""".split()  # noqa: SIM905
CLASSES = {
    "given name": "first_name",
    "family name": "last_name",
    "given and family name": "name",
    "national number": "ssn",
    "telephone": "phone_number",
    "e-mail address": "email",
    "street and number": "street_address",
    "postcode": "postcode",
    "number plate": "license_plate",
    "user name": "user_name",
    "bank account": "iban",
}
EACH = 2
# Countries of which Faker has occupations in their own words.
WITH_OCCUPATIONS = ("en_GB", "fr_FR", "es_ES", "pl_PL", "pt_BR")
OCCUPATIONS = 200


def columns() -> Iterator[Column]:
    """Of every country what Faker has of it; classes that it does not have are left out."""
    for country in COUNTRIES:
        made = Faker(country)
        made.seed_instance(2027)
        for of, method in CLASSES.items():
            if not hasattr(made, method):
                continue
            for n in range(EACH):
                random = Random(f"{country} {of} {n}")

                def make(_: Random, one: str = method, of_country: Faker = made) -> str:
                    return str(getattr(of_country, one)()).replace("\n", ", ")

                yield from column_of_each_kind(random, of, make)


def occupations() -> Iterator[Column]:
    """An occupation of two or three words with capitals, on a row of a category."""
    for country in WITH_OCCUPATIONS:
        made = Faker(country)
        made.seed_instance(2027)
        for n in range(OCCUPATIONS):
            random = Random(f"{country} occupation {n}")
            while not 2 <= len(words := made.job().split()) <= 3:
                pass
            word = " ".join(word[:1].upper() + word[1:] for word in words)
            yield with_rare(random, f"rare occupation, {country}", word)


def main() -> None:
    found = rates(chain(columns(), occupations()))
    found.to_csv(WRITTEN, index=False, lineterminator="\n")
    print(found[found["class"] == ALL].to_string(index=False))


if __name__ == "__main__":
    main()
