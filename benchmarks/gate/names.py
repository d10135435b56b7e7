"""People's names, in ten scripts."""

from __future__ import annotations

from random import Random

from benchmarks.gate.columns import Classes, Make

# Given names | family names, by language.
LATIN = {
    "English": "Oliver Amelia George Isla Harry Ava Freddie Poppy Archie Jessica Leo Evie Theodore "
    "Grace Margaret Doreen Keith Maureen Tyler Brooklyn Kayla Brianna Logan Mason|Smith Jones "
    "Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White "
    "Roberts Green Hall Wood Jackson Clarke O'Neill Fitzgerald McDonald",
    "German": "Heinrich Sieglinde Jürgen Uwe Petra Lukas Leonie Finn Mia Horst Waltraud Björn "
    "Annegret Kevin|Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann "
    "Schäfer Koch Bauer Richter Klein Köhler",
    "French": "Françoise Jean-Pierre Chloé Léa Manon Théo Mathis Sylvie Thierry Hervé Odile "
    "Baptiste|Martin Bernard Dubois Thomas Robert Petit Durand Leroy Moreau Lefèvre Fournier "
    "Girard",
    "Spanish": "José María Guadalupe Jesús Carmen Lucía Hugo Martina Álvaro Ximena Rocío Pilar|"
    "García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Ruiz Hernández Díaz",
    "Italian": "Giuseppe Giulia Francesco Chiara Alessio Federica Salvatore Concetta Matteo Ilaria|"
    "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco",
    "Polish": "Agnieszka Małgorzata Zbigniew Wojciech Grażyna Jakub Zuzanna Paweł Bożena Łukasz|"
    "Nowak Kowalski Wiśniewska Wójcik Kowalczyk Kamińska Lewandowski Zielińska Szymański",
    "Nordic": "Sven Ingrid Astrid Bjørn Sigrid Håkan Åsa Göran Mette Søren Aino Juhani Päivi "
    "Guðrún "
    "Þór|Andersson Johansson Hansen Olsen Nielsen Jensen Korhonen Virtanen Mäkinen Nilsson "
    "Lindqvist",
    "Portuguese": "João Antônio Thiago Beatriz Larissa Vinícius Rafaela Joaquim Inês "
    "Conceição|Silva "
    "Santos Oliveira Souza Pereira Lima Ferreira Costa Almeida Ribeiro",
    "Dutch": "Sanne Daan Femke Joost Marieke Thijs Lotte Pieter Wouter Anouk|Jansen Bakker Visser "
    "Smit Meijer Mulder Bos Vos Peters Hendriks",
    "Turkish": "Mehmet Ayşe Fatma Mustafa Emre Zeynep Elif Hüseyin Gülşen Çağla|Yılmaz Kaya Demir "
    "Şahin Çelik Yıldız Öztürk Aydın Arslan Doğan",
    "Indian": "Priya Rahul Ananya Suresh Lakshmi Vikram Deepika Arjun Kavita Sandeep|Sharma Singh "
    "Kumar Gupta Reddy Iyer Nair Mukherjee Chatterjee Desai",
    "Vietnamese": "Nguyen Linh Huong Minh Tuan Thao Duc Phuong Quang Ngoc|Tran Le Pham Hoang "
    "Phan Vu "
    "Dang Bui Do Ngo",
    "Chinese": "Wei Xiaoming Li Jing Yan Zhiqiang Meiling Haoran Yuxuan Qiang|Wang Li Zhang Liu "
    "Chen "
    "Yang Huang Zhao Wu Zhou",
    "Arabic": "Mohammed Fatima Ahmad Khadija Youssef Layla Abdelrahman Noura Tariq Samira|Al-Masri "
    "Haddad Khoury El-Sayed Mansour Nasser Benali Rahman Hussein Farouk",
    "African": "Chinedu Ngozi Thabo Nomvula Kwame Akosua Oluwaseun Wanjiku Sipho Amara|Okafor "
    "Adeyemi "
    "Dlamini Nkosi Mensah Owusu Mwangi Otieno Ndlovu Diallo",
}
OTHER = {
    "Cyrillic": "Иван Анна Сергей Ольга Дмитрий Наталья Владимир Татьяна Алексей Екатерина Оксана "
    "Тарас Богдан|Иванов Смирнова Кузнецов Попова Васильев Петрова Соколов Шевченко Коваленко "
    "Бондаренко Лебедев Новикова",
    "Greek": "Γιώργος Μαρία Δημήτρης Ελένη Κωνσταντίνος Αικατερίνη Νίκος Βασιλική Παναγιώτης Σοφία|"
    "Παπαδόπουλος Γεωργίου Οικονόμου Νικολάου Παπαδάκης Δημητρίου Βλάχος Αντωνίου",
    "Arabic script": "محمد فاطمة أحمد خديجة يوسف ليلى عبدالرحمن نورة طارق سميرة|المصري حداد خوري "
    "السيد "
    "منصور ناصر الشمري العتيبي حسين فاروق",
    "Hebrew": "דוד שרה משה רחל יוסף נועה אברהם תמר יעקב מיכל|כהן לוי מזרחי פרץ ביטון דהן אברהם "
    "פרידמן "
    "אזולאי שפירא",
    "Devanagari": "राहुल प्रिया सुरेश लक्ष्मी विक्रम दीपिका अर्जुन कविता संदीप अनन्या|शर्मा सिंह "
    "कुमार गुप्ता वर्मा यादव मिश्रा "
    "पटेल जोशी अग्रवाल",
    "Thai": "สมชาย สมหญิง ประเสริฐ มาลี วิชัย สุดา นรินทร์ กมล|ใจดี แสงทอง ศรีสุข บุญมา ทองดี สุขใจ",
}
# Written without a blank, the family name first.
JOINED = {
    "Chinese script": "伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 勇 艳 杰 小明 志强 美玲 浩然 宇轩|王 "
    "李 张 刘 陈 杨 黄 "
    "赵 吴 周 徐 孙 欧阳",
    "Japanese": "太郎 花子 健一 美咲 翔 陽菜 さくら 大輔 恵子 誠 由美子 ひろし|佐藤 鈴木 高橋 "
    "田中 伊藤 渡辺 "
    "山本 中村 小林 加藤",
    "Korean": "민준 서연 지훈 수빈 영수 미경 현우 지영 성호 은정|김 이 박 최 정 강 조 윤 장 임",
}


def _of(words: str) -> tuple[list[str], list[str]]:
    given, family = words.split("|")
    return given.split(), family.split()


def pair(random: Random) -> tuple[str, str]:
    given, family = _of(random.choice(list(LATIN.values())))
    return random.choice(given), random.choice(family)


def _initials(random: Random) -> str:
    return "".join(
        random.choice("ABCDEFGHIJKLMNOPRSTVWZ") + "." for _ in range(random.choice([2, 2, 3]))
    )


def _in_script(words: str, joined: str) -> Make:
    given, family = _of(words)
    if joined:
        return lambda random: random.choice(given) + joined + random.choice(family)
    return lambda random: random.choice(family) + random.choice(given)


def _given(words: str) -> Make:
    return lambda random: random.choice(_of(words)[0])


def _family(words: str) -> Make:
    return lambda random: random.choice(_of(words)[1])


CLASSES: Classes = {
    "given name": (lambda r: pair(r)[0], lambda r: pair(r)[0].lower()),
    "family name": (lambda r: pair(r)[1], lambda r: pair(r)[1].upper()),
    "given and family name": (
        lambda r: " ".join(pair(r)),
        lambda r: " ".join(pair(r)).upper(),
        lambda r: " ".join(pair(r)).lower(),
    ),
    "family name, given name": (lambda r: ", ".join(pair(r)[::-1]),),
    "initial and family name": (
        lambda r: pair(r)[0][0] + ". " + pair(r)[1],
        lambda r: pair(r)[1] + " " + pair(r)[0][0] + ".",
    ),
    "initials with dots": (_initials,),
    **{
        f"name, {script}": (_in_script(words, " "), _given(words), _family(words))
        for script, words in OTHER.items()
    },
    **{f"name, {script}": (_in_script(words, ""),) for script, words in JOINED.items()},
}
