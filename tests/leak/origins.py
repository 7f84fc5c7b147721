"""Given and family names by origin, written for this test: no list that the detector reads.

Two family names of one origin are joined by a hyphen, which makes thousands of persons who are
distinct, searchable, and not what a name list holds as a whole.
"""

from __future__ import annotations

from itertools import product
from random import Random

GIVEN = {
    "anglo": "Marjorie Clifford Rosalind Desmond Harriet Leland Winifred Percival Beatrix Alden",
    "hispanic": "Xiomara Anselmo Itzel Leocadio Marisela Fidencio Yolotzin Eusebio Dulce Ramiro",
    "west-african": "Chiamaka Oluwaseun Abena Kwabena Ngozi Tunde Folake Ifeanyi Adwoa Yetunde",
    "east-african": "Wanjiru Kipchoge Makena Abdirahman Hodan Tesfaye Selamawit Otieno Amina Juma",
    "south-asian": "Ananya Venkatesh Lakshmi Harpreet Sunita Raghunath Meenakshi Imtiaz Priya Anil",
    "chinese": "Xiuying Zhiqiang Meiling Jianhong Yuchen Guoliang Shufen Haoran Lihua Wenjie",
    "vietnamese": "Thuy Quang Bichngoc Hoang Tuyet Minhduc Phuong Trung Xuan Khanh",
    "korean": "Minseo Jihoon Eunji Seungmin Hyejin Donghyun Sooyeon Taeyang Yujin Kyungho",
    "arabic": "Fatimah Abdulrahman Noura Khaled Zaynab Mustafa Hanan Bilal Samira Yousef",
    "slavic": "Svetlana Bogdan Oksana Miroslav Ludmila Wojciech Zdenka Yaroslav Agnieszka Vlado",
    "nordic": "Ingeborg Torbjørn Sólveig Åsmund Gunhild Øyvind Ragnhild Håkan Liisa Kjetil",
    "french": "Geneviève Étienne Solange Thibault Aurélie Gaëtan Mireille Olivier Noémie Rémi",
}
FAMILY = {
    "anglo": "Thistlewood Ravenscroft Pemberton Hathaway Killingsworth Wetherby Cobblestone Ashdown"
    " Featherstone Loxley Marchbanks Underhill",
    "hispanic": "Zaragozano Villalpando Echeverria Quintanilla Barrientos Montemayor Arreola"
    " Covarrubias Santibañez Ybarra Olivarez Urquidi",
    "west-african": "Okonkwo Adeyemi Boateng Nwachukwu Oyelaran Asantewaa Chukwuemeka Olatunji"
    " Mensah Ekwueme Afolabi Ogunleye",
    "east-african": "Kamau Wairimu Gebremedhin Nyambura Odhiambo Haileselassie Warsame Mwangi"
    " Kiprotich Tekle Muthoni Abdullahi",
    "south-asian": "Chattopadhyay Subramanian Bhattacharya Ramakrishnan Deshpande Wickramasinghe"
    " Chaudhary Mukhopadhyay Gill Iyengar Siddiqui Kulkarni",
    "chinese": "Ouyang Zhuang Shangguan Huangfu Tsai Zhong Xiang Sima Qiu Feng Liang Zheng",
    "vietnamese": "Nguyen Huynh Truong Phan Dinh Luong Duong Trinh Vuong Quach Thach Khuong",
    "korean": "Hwangbo Namgung Seomun Dokgo Jegal Sagong Kwak Byun Maeng Pyo Seonwoo Yeom",
    "arabic": "Alharbi Qahtani Alghamdi Zahrani Almutairi Haddad Shamsi Tamimi Khoury Masri"
    " Darwish Nasrallah",
    "slavic": "Wiśniewski Kovalenko Dvořák Jovanović Szczepanski Bondarenko Petrenko Novotný"
    " Kuznetsov Zielinski Hrvatin Stoyanov",
    "nordic": "Lindqvist Bjørnstad Sørensen Guðmundsson Häkkinen Ødegaard Thorvaldsen Nyström"
    " Kallio Bergström Vestergaard Rasmussen",
    "french": "Desrosiers Beaulieu Lévesque Charbonneau Fontenelle Montpetit Thériault Gaudreau"
    " Lafrenière Courtemanche Dubuisson Arsenault",
}


def persons(count: int, random: Random) -> list[tuple[str, str, str]]:
    """`count` distinct (origin, given, family), the origins in turn.

    Family names joined by a hyphen are unique by themselves, so that one alone can be searched for.
    """
    by_origin = {origin: _pairs(origin, random) for origin in GIVEN}
    origins = list(GIVEN)
    made = []
    for number in range(count):
        origin = origins[number % len(origins)]
        given, family = by_origin[origin][number // len(origins)]
        made.append((origin, given, family))
    return made


def _pairs(origin: str, random: Random) -> list[tuple[str, str]]:
    """Persons of one origin: every joined family name once or more, a given name drawn for it."""
    families, given = FAMILY[origin].split(), GIVEN[origin].split()
    joined = [f"{a}-{b}" for a, b in product(families, families) if a != b]
    random.shuffle(joined)
    first = [(random.choice(given), family) for family in joined]
    initials = "ABCDEFGHJKLM"
    more = [(f"{g} {i}.", f) for (g, f), i in product(first, initials)]
    return first + more
