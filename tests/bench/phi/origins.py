"""Names by origin, written for the benchmark: what recall per group is measured with.

An underscore stands for a blank within a name. None of it was taken from a list that the detector
reads; what the two share is what the world shares.
"""

from __future__ import annotations

from types import MappingProxyType

import msgspec


class Origin(msgspec.Struct, frozen=True):
    """Given and family names of one group."""

    first: tuple[str, ...]
    last: tuple[str, ...]


def _origin(first: str, last: str) -> Origin:
    return Origin(*(tuple(n.replace("_", " ") for n in s.split()) for s in (first, last)))


ORIGINS: MappingProxyType[str, Origin] = MappingProxyType(
    {
        "US, common": _origin(
            "Jennifer Robert Deborah Kevin Ashley Brandon Kathleen Steven Melissa Gregory "
            "Heather Douglas Amber Justin Cynthia Scott Tiffany Jeffrey Pamela Travis "
            "Courtney Randall",
            "Anderson Mitchell Campbell Peterson Richardson Hughes Patterson Simmons "
            "Henderson Jenkins Coleman Perry Powell Bryant Griffin Hayes Wallace Woods "
            "Bennett McDonald",
        ),
        "US, rare": _origin(
            "Thessaly Bodhi Jaxtyn Maeleigh Kestrel Rynlee Zaylen Brexlyn Oakley Emberlyn "
            "Tavish Cordelia Ignatius Philomena Leander Wrenley Crispin Ottoline Barnaby "
            "Isolde",
            "Ziemkowski Braithwaite Pfannenstiel Whisenhunt Quattlebaum Stubblefield "
            "Throckmorton Yarbrough Cullipher Oglethorpe Hinojos Debrosky Krzeminski "
            "Thistlewood Vandenbosch",
        ),
        "African American": _origin(
            "DeShawn Latoya Keisha Tyrone Shaniqua Jamal Ebony Marquis LaKeisha Darnell "
            "Aaliyah Terrell Imani Kwame Tamika DeAndre Precious Malik Shanice Rashad Jamila "
            "Trayvon",
            "Washington Jefferson Booker Banks Gaines Mosley Dorsey Gadson Muhammad Broadnax "
            "Winfrey Bettis Rollins Tubman Pinkney Jakes Baldwin Hollins Singletary Blackmon",
        ),
        "Hispanic": _origin(
            "Guadalupe José María_Elena Xiomara Joaquín Yesenia Rigoberto Itzel Refugio "
            "Marisol Ezequiel Milagros Leocadio Yuridia Heriberto Consuelo Ulises Graciela "
            "Ofelia Isidro",
            "Villaseñor Ochoa de_la_Cruz Bustamante Zepeda Cisneros Arreola Quiñones "
            "Escamilla Montes_de_Oca Lozano-Pérez Sandoval Tafoya Urrutia Aguirre Galindo "
            "Orozco Yáñez Peña",
        ),
        "Brazilian, Portuguese": _origin(
            "Thiago Luciana João Renata Caetano Fernanda Rafaela Gustavo Tainá Vinícius "
            "Marcela Eduarda Anselmo Jurema Edson Débora Leandro Iracema Rodrigo Benedita",
            "da_Silva Nascimento Carvalho Figueiredo Albuquerque dos_Santos Magalhães "
            "Teixeira Cavalcanti Pimentel Brandão Siqueira Guimarães Falcão Azevedo Moura "
            "Sampaio",
        ),
        "Chinese": _origin(
            "Wenjing Haoran Xiuying Zihan Guoqiang Meiling Yifan Shuping Zhiyuan Lihua Jiaqi "
            "Bowen Xinyue Dongmei Ruolan Chunhua Peiyao Weiming Shanshan Kaixin Yutong",
            "Zhao Ouyang Xu Deng Cao Fang Cai Jiang Shen Lu Yao Qin Gu Hou Bai Meng Xiong "
            "Tang Zhuang Hsieh Tsai Chiang Szeto Au-Yeung Cheung Kwok Leung",
        ),
        "Japanese, Korean": _origin(
            "Haruki Sakura Takumi Yoshiko Kenji Ayumi Ryosuke Chiyo Naoko Daisuke Seo-yeon "
            "Min-ho Jae-won Eun-ji Hyun-woo Soo-ah Dong-hyun Ji-eun Yuto Kazuhiro",
            "Watanabe Fujimoto Kobayashi Ishikawa Matsuda Okabe Hasegawa Nishimura Takeda "
            "Ueno Hwang Baek Noh Ryu Seong Yoon Kwak Jang Bae Moon",
        ),
        "Vietnamese, Filipino": _origin(
            "Thuy Quang Ngoc Bao Lan_Anh Minh_Chau Duc Huyen Khanh Tuyet Jejomar Maricel "
            "Rodrigo Luzviminda Crisanto Jovelyn Dalisay Ligaya Bayani Marivic",
            "Nguyen Truong Huynh Luong Doan Trinh Lam Cao Dinh Mai Macaraeg Dimaculangan "
            "Batungbakal Magsaysay Pangilinan Catacutan Tolentino Manalo Dela_Cruz Salonga",
        ),
        "South Asian": _origin(
            "Priyanka Venkatesh Anjali Harpreet Subramaniam Deepika Rajesh Lakshmi Nikhil "
            "Gurpreet Sunita Arvind Kavitha Tariq Nusrat Shabnam Imran Farzana Meenakshi "
            "Chandrika",
            "Krishnamurthy Chatterjee Deshpande Iyer Venkataraman Mukherjee Reddy "
            "Bhattacharya Gill Chaudhry Siddiqui Rahman Hossain Jayawardena Perera "
            "Wickramasinghe Nair Dhillon Joshi",
        ),
        "West African": _origin(
            "Chukwuemeka Oluwaseun Ngozi Adaeze Kofi Abena Ifeanyi Folasade Babatunde Akosua "
            "Yaw Chidinma Olumide Aminata Mamadou Fatoumata Kwabena Temitope Obinna Ousmane",
            "Adeyemi Okonkwo Mensah Boateng Diallo Nwachukwu Ogunleye Asante Traoré Olatunji "
            "Owusu Eze Balogun Sesay Kamara Ndiaye Uzodinma Akinwande Agyemang Danjuma",
        ),
        "East and Southern African": _origin(
            "Tigist Abebe Wanjiku Kipchoge Thandiwe Sipho Nomvula Tendai Rutendo Achieng "
            "Otieno Mulugeta Selamawit Lindiwe Bongani Chipo Habimana Uwase Hodan Abdirahman",
            "Tesfaye Gebremariam Kamau Mwangi Odhiambo Nkosi Dlamini Mthembu Moyo Chikwanha "
            "Haile Woldemichael Kiplagat Njoroge Ndlovu Zulu Mugisha Warsame Farah Nakamya",
        ),
        "Arabic": _origin(
            "Abdulrahman Fatima Khalid Noura Yousef Hanan Mustafa Rania Tareq Samira Hussein "
            "Layla Bilal Zeinab Mahmoud Dalal Ghassan Maysa Nizar Suhaila",
            "Al-Masri Haddad El-Sayed Khoury Abu_Bakr Al-Hashimi Nasrallah Bitar Mansour "
            "Al-Zahrani Qasim Barakat Shaheen Ben_Youssef Darwish Hamdan Sabbagh Al-Otaibi "
            "Tawfik Jaber",
        ),
        "Persian, Turkish": _origin(
            "Shirin Dariush Parisa Behrouz Nasrin Kaveh Golnaz Farhad Mehmet Ayşe Emre Zeynep "
            "Burak Elif Yusuf Gülsüm Cem Şebnem Soraya Arash",
            "Ghorbani Tehrani Farahani Moradi Rostami Khorasani Jafari Daneshvar Yılmaz "
            "Demirci Özdemir Kaplan Şahin Çelik Aydoğan Erdoğan Bozkurt Koçak Karimi Ahmadi",
        ),
        "Slavic": _origin(
            "Katarzyna Vladimir Oksana Zbigniew Svetlana Dmitri Ludmila Bogdan Yevgenia "
            "Mirosław Tatiana Kazimierz Anastasiya Goran Dragana Vesna Stanislav Halyna "
            "Jaromír Zdenka",
            "Kowalczyk Volkov Shevchenko Wiśniewski Petrenko Kuznetsova Novotný Jovanović "
            "Lewandowski Morozov Bondarenko Dvořák Stojanović Zielinska Sokolova Hrytsenko "
            "Kovač Popović Pavlova",
        ),
        "Western European": _origin(
            "Günther Liesbeth Matthieu Giulia Søren Astrid Wolfgang Solveig Gaëtan Chiara "
            "Pieter Ingeborg Étienne Alessandra Jürgen Saoirse Siobhán Niamh Sven Margarethe",
            "van_der_Berg Schmitz Lefèvre Bianchi Jørgensen Lindqvist Müller O'Sullivan "
            "Dubois Ferrari de_Vries Haugland Nußbaum MacGregor Esposito von_Hagen Laurent "
            "Kristiansen",
        ),
        "Jewish, Hebrew": _origin(
            "Shlomo Rivka Moshe Chaya Menachem Yael Avigdor Devorah Mordechai Shoshana "
            "Eliezer Tzipora Yitzchak Batsheva Noam Ilana Zev Malka Dov Nechama",
            "Rosenzweig Shapiro Mizrahi Goldfarb Ben-David Katz Abramowitz Feuerstein Azoulay "
            "Peretz Lieberman Teitelbaum Kirschenbaum Sasson Wolfson Zuckerman Halevi Biton "
            "Elbaz",
        ),
        "Indigenous, Pacific": _origin(
            "Kailani Keanu Leilani Tavita Sione Mele Nizhoni Ahiga Winona Takoda Aiyana "
            "Chayton Kahurangi Tane Malia Semisi Losa Dyani Hinewai Kamaka",
            "Kealoha Begay Tsosie Faleolo Tuiasosopo Yellowhorse Kaleikini Whitefeather Nez "
            "Benally Mahuika Tupou Fonoti Bitsui Manuelito Kahananui Runningwater Peshlakai "
            "Leota Ngata",
        ),
    }
)
"""Group -> its names."""
