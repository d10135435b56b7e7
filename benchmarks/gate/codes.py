"""Participants' identifiers that are made of a person's name or birth, as studies do make them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from benchmarks.gate.birth import born
from benchmarks.gate.contact import plain

# The names of one trial, the frequent ones first: given names | family names.
NAMES = {
    "English": "Jack Ellie Callum Megan Sean Bethan Gareth Niamh Rhys Siobhan Duncan Eilidh Craig "
    "Rhiannon Ewan Kirsty Trevor Beryl Darren Tracey|Hughes Murray Reid Lloyd Barker Gallagher "
    "Sutherland Prescott Haines Whittaker Ogden Pickering Rowlands Devlin Tierney Kilbride "
    "Entwistle Ashworth Bamford Cathcart",
    "German": "Jonas Lena Moritz Hannah Felix Svenja Torsten Ulrike Detlef Gisela Kerstin Florian "
    "Katrin Bernd Anja Dirk|Maier Vogel Keller Lorenz Brandt Seidel Pohl Ziegler Kuhn Albrecht "
    "Dietrich Ziemann Stöcker Hollerbach Rautenberg Giesler Bröker",
    "French": "Camille Nicolas Élodie Julien Aurélie Pascal Nadège Benoît Solène Gaëtan Maud Yann|"
    "Lambert Chevalier Gauthier Perrin Marchand Rousseau Guillot Barbier Le-Goff Delattre "
    "Boulay Tessier Vasseur",
    "Spanish": "Alejandro Paula Sergio Nerea Iker Montserrat Ramón Yolanda Fermín Araceli Iñaki "
    "Remedios|Navarro Molina Ortega Serrano Castro Vidal Ibáñez Echeverría Quiroga Zubiri Arrieta "
    "Peralta Villanueva",
    "Polish": "Tomasz Magdalena Krzysztof Iwona Sławomir Halina Radosław Ewelina Mirosław Dorota|"
    "Woźniak Mazur Krawczyk Pawlak Zając Wróbel Sikora Baran Szewczyk Dudek Jabłoński",
    "Nordic": "Lars Kari Anders Marit Henrik Solveig Jukka Tuula Oskar Elsa Torbjørn Ragnhild|"
    "Larsen Berg Lund Pettersen Nyström Wikström Heikkilä Laine Salonen Kjellberg Rasmussen",
    "Ugandan": "Moses Grace Isaac Harriet Patrick Agnes Godfrey Juliet Ronald Prossy Dennis Sarah|"
    "Okello Achieng Mugisha Nakato Ssemakula Namubiru Opio Byaruhanga Kiggundu Tumusiime Atim "
    "Wasswa Nalwanga Lubega",
    "Kenyan": "Kevin Mercy Brian Faith Collins Purity Dennis Naomi Wycliffe Caroline|Kamau Njoroge "
    "Odhiambo Kiprono Chebet Wambui Mutua Omondi Kariuki Barasa Cheruiyot Nyambura",
    "Indian": "Amit Pooja Sanjay Neha Rajesh Sunita Manoj Geeta Ravi Meenakshi|Verma Pillai Rao "
    "Bhatt Menon Kulkarni Deshpande Chauhan Trivedi Krishnan",
    "Turkish": "Murat Esra Burak Merve Serkan Özlem Cem Hatice Tolga Nurcan|Koç Kurt Özdemir Aslan "
    "Polat Erdoğan Aksoy Güneş Bulut Tekin",
    "Hungarian": "László Katalin Gábor Zsuzsanna Attila Ildikó Zoltán Erzsébet|Nagy Szabó Tóth "
    "Kovács Horváth Varga Molnár Balogh Farkas Lakatos",
    "Brazilian": "Gabriel Fernanda Lucas Camila Rodrigo Juliana Marcelo Patrícia Edson Cleide|"
    "Barbosa Cardoso Teixeira Nascimento Moraes Freitas Cavalcanti Batista Rezende Siqueira",
}  # fmt: skip
SCRIPTS = {
    "Cyrillic": "Андрей Елена Михаил Светлана Юрий Галина Павел Ирина|Морозов Волкова Зайцев "
    "Павлова Козлов Степанова Орлов Макарова",
    "Greek": "Γιάννης Κατερίνα Θανάσης Δέσποινα Σπύρος Αναστασία|Καραγιάννης Μακρής Αγγελόπουλος "
    "Ζαφειρίου Λάμπρου Σταματίου",
    "Arabic script": "علي مريم حسن زينب خالد هدى|العلي الحسن صالح عثمان المنصوري كريم",
    "Chinese script": "建国 丽华 文杰 晓燕 海燕 国强|吴 周 徐 孙 马 朱 胡 郭 何 高",
    "Korean": "은주 성민 혜진 동현 수진 재호|김 이 박 정 한 오 서 신 권 황",
}

Series = Callable[[Random, int], list[str]]
# How many people a large trial has: in it names come back.
LARGE = (400, 1500)


class _Person:
    def __init__(self, random: Random, names: tuple[list[str], list[str]], number: int) -> None:
        self.given, self.family = (_frequent(random, among) for among in names)
        self.birth = born(random)
        self.number = number
        self.year = f"{self.birth:%Y}"
        self.yy = f"{self.birth:%y}"
        # The family name first, or the given name.
        self.initials = _latin(self.given)[0] + _latin(self.family)[0]
        self.sex = random.choice("FM")

    def letters(self, of_family: int, of_given: int) -> str:
        return _latin(self.family)[:of_family] + _latin(self.given)[:of_given]


def _latin(word: str) -> str:
    return plain(word).upper() or "X"


def _frequent(random: Random, among: list[str]) -> str:
    return among[min(int(random.paretovariate(0.8)) - 1, len(among) - 1)]


def _series(write: Callable[[_Person], str], languages: dict[str, str] = NAMES) -> Series:
    """A trial's people come from one country, most of them."""

    def make(random: Random, people: int) -> list[str]:
        names = random.choice(list(languages.values())).split("|")
        given, family = names[0].split(), names[1].split()
        # A trial of many people has other names, too: those of the other countries.
        for words in languages.values() if random.random() < 0.5 else ():
            given += words.split("|")[0].split()
            family += words.split("|")[1].split()
        numbers = range(1, people + 1)
        cells = [write(_Person(random, (given, family), n)) for n in numbers]
        return list(dict.fromkeys(cells))

    return make


def _ways(*ways: Callable[[_Person], str], languages: dict[str, str] = NAMES) -> tuple[Series, ...]:
    return tuple(_series(way, languages) for way in ways)


CLASSES: dict[str, tuple[Series, ...]] = {
    "code of initials and birth year": _ways(
        lambda p: p.initials + p.year,
        lambda p: p.initials + p.yy,
        lambda p: p.year + p.initials,
        lambda p: f"{p.initials}-{p.year}",
        lambda p: f"{p.initials.lower()}_{p.yy}",
        lambda p: f"{p.yy}-{p.initials}",
    ),
    "code of initials, birth year and number": _ways(
        lambda p: f"{p.initials}{p.year}-{p.number:02d}",
        lambda p: f"{p.number:03d}-{p.initials}{p.yy}",
        lambda p: f"{p.year}_{p.initials}_{p.number:03d}",
        lambda p: f"{p.initials}-{p.sex}-{p.year}",
        lambda p: f"{p.initials}{p.sex}{p.yy}",
        lambda p: f"S{p.number % 3 + 1}-{p.initials}{p.year}",
    ),
    "code of birth year and number": _ways(
        lambda p: f"{p.year}-{p.number:03d}",
        lambda p: f"{p.number:03d}/{p.year}",
        lambda p: f"P{p.year}_{p.number}",
        lambda p: f"{p.number:03d}{p.sex}{p.year}",
    ),
    "code of birth date and number": _ways(
        lambda p: f"{p.birth:%Y%m%d}_{p.number:02d}",
        lambda p: f"{p.number:03d}_{p.birth:%d%m%Y}",
        lambda p: f"P{p.number:02d}-{p.birth:%Y%m%d}",
        lambda p: f"{p.birth:%d.%m.%Y}/{p.number}",
        lambda p: f"{p.birth:%d%m%y}-{p.number:03d}",
        lambda p: f"{p.number:03d}-{p.birth:%y%m%d}",
        lambda p: f"{p.birth:%d%m%y}{p.sex}",
        lambda p: f"{p.birth:%y%m%d}{p.number:03d}",
    ),
    "code of given name and number": _ways(
        lambda p: f"{p.given.lower()}{p.number}",
        lambda p: f"{p.given}_{p.number:02d}",
        lambda p: f"{p.number:02d}-{p.given}",
        lambda p: f"{p.given.upper()}{p.number}",
        lambda p: f"P{p.number:02d}-{p.given}",
        lambda p: f"site{p.number % 4 + 1}_{p.given}{p.number}",
        lambda p: f"{_latin(p.given).lower()}{p.yy}",
    ),
    "code of given name and initial": _ways(
        lambda p: p.given + _latin(p.family)[0],
        lambda p: f"{p.given.lower()}_{_latin(p.family)[0].lower()}",
        lambda p: f"{p.given} {_latin(p.family)[0]}.",
        lambda p: f"{p.given}{_latin(p.family)[0]}{p.number}",
        lambda p: f"{p.given}-{_latin(p.family)[0]}-{p.number % 3 + 1}",
    ),
    "code of family name and number": _ways(
        lambda p: f"{p.family}-{p.number:03d}",
        lambda p: f"{p.number:03d}_{p.family}",
        lambda p: f"{_latin(p.family)}{p.number}",
        lambda p: f"{p.family.lower()}.{p.number}",
        lambda p: f"{p.family}{p.yy}",
        lambda p: f"IPT-{p.family}-{p.number:02d}",
    ),
    "code of initial and family name": _ways(
        lambda p: (_latin(p.given)[0] + _latin(p.family)).lower(),
        lambda p: f"{p.family.lower()}{_latin(p.given)[0].lower()}",
        lambda p: f"{p.family}{_latin(p.given)[0]}",
        lambda p: f"{_latin(p.given)[0].lower()}.{_latin(p.family).lower()}",
        lambda p: f"{_latin(p.given)[0]}{_latin(p.family)}{p.number}",
        lambda p: f"{p.family}_{_latin(p.given)[0]}_{p.number:02d}",
    ),
    "code of letters of names": _ways(
        lambda p: p.letters(4, 2),
        lambda p: p.letters(3, 3),
        lambda p: p.letters(5, 1) + f"{p.number % 9}",
        lambda p: f"{p.letters(3, 3).lower()}{p.number:02d}",
    ),
    "code of letters of names and birth year": _ways(
        lambda p: p.letters(4, 2) + p.yy,
        lambda p: p.letters(2, 2) + p.year,
        lambda p: p.letters(3, 2).lower() + p.yy,
        lambda p: f"{p.letters(3, 3)}-{p.year}",
        lambda p: f"{p.year}{p.letters(3, 1)}",
    ),
    "code of given and family name": _ways(
        lambda p: f"{p.given}{p.family}",
        lambda p: f"{_latin(p.given)}{_latin(p.family)}".lower() + f"{p.number:02d}",
        lambda p: f"{p.given}.{p.family}".lower(),
        lambda p: f"{p.family}_{p.given}_{p.number}",
        lambda p: f"{p.number}-{p.given}-{p.family}",
    ),
    "code of initials and running number": _ways(
        lambda p: f"{p.number:03d}-{p.initials}",
        lambda p: f"{p.initials}{p.number:02d}",
        lambda p: f"{p.initials}_{p.number:03d}",
        lambda p: f"{p.number}{p.initials.lower()}",
    ),
    "code of a name in another script": _ways(
        lambda p: f"{p.given}{p.number}",
        lambda p: f"{p.family}-{p.number:03d}",
        lambda p: f"{p.number:02d}_{p.given}",
        languages=SCRIPTS,
    ),
}
