"""Believable accounts of Altai Krai: towns, streets, houses, families, several receipts for one flat."""

from collections.abc import Iterator
from itertools import accumulate
from random import Random

from desk_app.domain.ids import account_key
from desk_app.domain.search import SearchRow

_TOWNS = (
    "г Барнаул=420 г Бийск=170 г Рубцовск=110 г Новоалтайск=62 г Заринск=38 г Камень-на-Оби=34 г Славгород=24 "
    "г Алейск=23 г Яровое=15 г Белокуриха=13 г Горняк=11 рп Южный=18 рп Тальменка=16 с Павловск=14 с Кулунда=12 "
    "рп Благовещенка=10 с Поспелиха=10 с Алтайское=9 с Михайловское=8 с Волчиха=8 с Шипуново=8 с Ребриха=7 "
    "с Топчиха=7 с Троицкое=6 с Мамонтово=6 с Калманка=5 с Усть-Калманка=5 с Первомайское=5 с Косиха=4 с Родино=4 "
    "пос 12 лет Октября=4 пос Королёвский=3 с Ёлбаны=3 ст Озёрки=4"
)
_STREETS = (
    "Ленина,Гагарина,Советская,Кирова,Мира,Победы,Молодёжная,Октябрьская,Комсомольская,Пушкина,8 Марта,Западная,"
    "80 Гвардейской Дивизии,Горького,Чкалова,Матросова,Лесная,Садовая,Школьная,Полевая,Набережная,Новая,Зелёная,"
    "Центральная,Строителей,Юбилейная,Партизанская,Калинина,Крупской,Димитрова,Папанинцев,Короленко,1-я Западная,"
    "2-я Западная,Интернациональная,Пролетарская,Анатолия,Антона Петрова,Георгия Исакова,Попова,Малахова,"
    "Павловский тракт,Энтузиастов,Балтийская,Взлётная,Лазурная,Сиреневая,Энергетиков,Челюскинцев,Деповская,Юрина,"
    "Шукшина,Крылова,Островского,Телефонная,Титова,Эмилии Алексеевой,Германа Титова,Глушкова,Веры Кащеевой,Сухэ-Батора,"
    "Беринга,Чудненко,Аванесова,Промышленная,Власихинская,Солнечная Поляна,Космонавтов,Воинов,Трактовая,Бабуркина,"
    "Ползунова,Льва Толстого,Никитина,Гоголя,Чернышевского,Мало-Тобольская,Мало-Олонская,Большая Олонская,"
    "Красноармейский,Социалистический,Ядринцева,Фабричная,Водопроводная,Змеиногорский тракт,Аносова,Свердлова,"
    "Правобережный тракт,Ткацкая,Тимуровская,Загородная,Загайнова,Аллейная,Брестская,Гущина,Петра Сухова,Смирнова,"
    "Тимирязева,Панфиловцев,Союза Республик,50 лет СССР,40 лет Победы,9 Мая,Кулагина,Рубцовская,Барнаульская,Бийская,"
    "Парковая,Цеховая,Водострой,Горно-Алтайская,Вали Максимовой,Ильи Мухачёва,Социалистическая,Декабристов,Мартьянова,"
    "Ударная,Васильева,Трофимова,Разина,Ломоносова,Митрофанова,Радищева,Прибыткова,Петра Мерлина,Ёлочная,Ивановская"
).split(",")
_SURNAMES = (
    "Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев "
    "Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов "
    "Яковлев Григорьев Романов Воробьёв Сергеев Кузьмин Фролов Александров Дмитриев Королёв Гусев Киселёв Ильин "
    "Максимов Поляков Сорокин Виноградов Ковалёв Белов Медведев Антонов Тарасов Жуков Баранов Филиппов Комаров Давыдов "
    "Беляев Герасимов Богданов Осипов Сидоров Матвеев Титов Марков Миронов Крылов Куликов Карпов Власов Мельников "
    "Денисов Гаврилов Тихонов Казаков Афанасьев Данилов Савельев Тимофеев Фомин Чернов Абрамов Мартынов Ефимов Федотов "
    "Щербаков Назаров Калинин Исаев Чернышёв Быков Маслов Родионов Коновалов Лазарев Воронин Климов Филатов Пономарёв "
    "Голубев Кудрявцев Прохоров Наумов Потапов Журавлёв Овчинников Трофимов Леонов Соболев Ермаков Колесников Гончаров "
    "Ленин Гагарин Барнаулов Бондаренко Шевченко Гофман Шмидт Миллер Чёрных Салтыков-Щедрин Ли Ким Оганесян Мамедов"
).split()
_STEMS = (
    "бал вер гор дуб жар зуб кал кор куд лап лом мал мур нар пан пет руд сав сел сит тар тим тол уш фад хар цап чек шиб"
).split()
_MIDDLES = "а ак ан ар ел ен ер ид ик ил им ир ов ок ол он ор ос уж ул ун ур ут ух ыл ян".split()
_ENDINGS = "ов ев ин енко ский ук ых".split()
_MEN = (
    "Александр Сергей Владимир Андрей Алексей Дмитрий Николай Евгений Михаил Иван Юрий Виктор Олег Павел Анатолий "
    "Артём Василий Максим Роман Константин Пётр Семён Фёдор"
).split()
_WOMEN = (
    "Елена Татьяна Ольга Наталья Ирина Светлана Людмила Галина Анна Валентина Надежда Мария Любовь Нина Марина "
    "Екатерина Юлия Вера Алёна Дарья Зоя Раиса"
).split()
_FATHERS = (
    "Александр Сергее Владимир Андрее Алексее Дмитрие Николае Евгенье Михайл Иван Юрье Виктор Олег Павл Анатолье "
    "Василье Фёдор Петр Семён"
).split()
_MOST_STREETS_PER_TOWN = 900


def make_city(accounts: int, seed: int = 22) -> list[SearchRow]:
    """Return exactly so many accounts, the same for the same seed."""
    random = Random(seed)
    towns = [
        (name, int(weight))
        for name, weight in (
            town.split("=")
            for town in _TOWNS.replace(" г ", ";г ")
            .replace(" рп ", ";рп ")
            .replace(" с ", ";с ")
            .replace(" пос ", ";пос ")
            .replace(" ст ", ";ст ")
            .split(";")
        )
    ]
    whole = sum(weight for _, weight in towns)
    rows: list[SearchRow] = []
    for name, weight in towns:
        here = max(3, accounts * weight // whole + 1)
        rows += _accounts_of(random, name, here, is_city=weight > 20, first=len(rows))
    random.shuffle(rows)
    assert len(rows) >= accounts
    return rows[:accounts]


def streets_of(random: Random, many: int) -> list[str]:
    """Return street names; beyond the known ones they are made from surnames."""
    names = list(_STREETS)
    while len(names) < many:
        names.append(surname(random) + "а")
    return random.sample(names[: max(many, 40)], min(many, len(names)))


def surname(random: Random) -> str:
    """Return a man's surname; the first ones of the list are far more frequent."""
    if random.random() < 0.6:
        return random.choices(_SURNAMES, cum_weights=_WEIGHTS)[0]
    return (
        random.choice(_STEMS) + random.choice(_MIDDLES) + random.choice(["", *_MIDDLES]) + random.choice(_ENDINGS)
    ).capitalize()


_WEIGHTS = list(accumulate(1 / (at + 8) for at in range(len(_SURNAMES))))


def holder(random: Random) -> str:
    """Return surname, name and patronymic of a man or a woman, or a company now and then."""
    if random.random() < 0.004:
        return random.choice(["ООО «Ромашка»", "ИП Петров П.П.", "АО «Алтай-22»", "ТСЖ «Наш дом»"])
    last, father = surname(random), random.choice(_FATHERS)
    if random.random() < 0.45:
        return f"{last} {random.choice(_MEN)} {father}{'вич' if father[-1] == 'е' else 'ович'}"
    if last.endswith(("ов", "ев", "ин", "ёв")):
        last += "а"
    elif last.endswith("ский"):
        last = last[:-2] + "ая"
    return f"{last} {random.choice(_WOMEN)} {father}{'вна' if father[-1] == 'е' else 'овна'}"


def _accounts_of(random: Random, town: str, many: int, *, is_city: bool, first: int) -> Iterator[SearchRow]:
    made = 0
    streets = streets_of(random, max(2, min(_MOST_STREETS_PER_TOWN, many // (120 if is_city else 60))))
    while made < many:
        street, house = random.choice(streets), _house(random)
        flats = random.choice([1, 1, 1, 12, 24, 36, 60, 80, 120]) if is_city else random.choice([1, 1, 1, 1, 2, 8, 16])
        tail, kind = f"{random.randrange(10**4):04}", random.choice(["ул", "ул", "ул", "пр-кт", "пер", "проезд", "б-р"])
        for flat in range(1, flats + 1):
            who = holder(random)
            phone = tail if random.random() < 0.01 else f"{random.randrange(10**4):04}"
            has_cabinet = random.random() < 0.4
            card = f"990006{first + made:010}" if has_cabinet else ""
            for receipt in range(random.choice([1, 2, 3, 3, 4])):
                place = _spelled(receipt, town, street, kind, house, str(flat) if flats > 1 else "")
                number = _number(random, receipt, first + made)
                made += 1
                name = who.upper() if receipt == 2 else who
                yield SearchRow(
                    account_key(f"{receipt + 1:02}", number), number, name, *place,
                    phone_tail=phone if has_cabinet else "", card=card,
                )  # fmt: skip


def _house(random: Random) -> str:
    number = str(random.randint(1, random.choice([30, 120, 240])))
    return number + random.choice([*[""] * 14, "а", "б", "/1", "/2", "к1", "к2", "а/1", "с1"])


def _spelled(receipt: int, town: str, street: str, kind: str, house: str, flat: str) -> tuple[str, str, str, str]:
    """Write one address as different providers do."""
    bare = town.partition(" ")[2]
    if receipt == 1:
        return bare, f"{street} {kind}", house.replace("к", " корп. "), flat
    if receipt == 2:
        return (
            f"{bare.upper()} {town.split(maxsplit=1)[0].upper()}",
            f"{kind.upper()}. {street.upper()}",
            house.upper(),
            flat,
        )
    if receipt == 3:
        return town, f"{kind} {street}".replace("ё", "е"), f"д. {house}", f"кв. {flat}" if flat else ""
    return f"{town.split(maxsplit=1)[0]}. {bare}", f"{kind}. {street}", house, flat


def _number(random: Random, receipt: int, serial: int) -> str:
    if receipt == 0:
        return f"00-{serial:06}"
    if receipt == 3:
        return f"75ДА{(serial * 7919) % 1000000:06}-0{serial // 1000000 + 1}"
    return f"{22 * 10**8 + (serial * 7) % 99999989:010}" if receipt == 1 else f"{random.randrange(10**6):06}{serial:06}"
