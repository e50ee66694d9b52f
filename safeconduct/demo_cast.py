"""The cast of the demonstration: invented prisoners as commands in order, and the operators who give them.

Owns data only; running the steps belongs to the demonstration command. Every person, paper, receipt and camp
here is invented. Names are ordinary ones put together; none is that of a publicly known prisoner.
"""

from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

from safeconduct.access.words import Role
from safeconduct.demo_enquiries import TRACING, TRACING_TWO
from safeconduct.demo_steps import (
    ANALYST,
    BUREAU,
    BUREAU_TWO,
    BY_HAND,
    CARD,
    DIPLOMATIC,
    DOCTOR,
    LOG,
    MEDICAL,
    PASSPORT,
    PROTECTION,
    PROTECTION_TWO,
    REGISTRAR,
    SEEN,
    UNIT_LIST,
    WOUNDED,
    Step,
    arrived,
    at_transit,
    captured,
    event,
    false_card,
    found,
    has,
    inspected,
    judged_false,
    mark,
    moved,
    name,
    russian,
    says,
    simple,
    soldier,
    taken,
)
from safeconduct.registry.facts import (
    Item,
    PaperFinding,
    Question,
)
from safeconduct.registry.requests import (
    AnswerQuestion,
    BuriedEvent,
    DiedEvent,
    EffectReturnedEvent,
    EscapedEvent,
    EvacuatedEvent,
    HospitalAdmittedEvent,
    HospitalDischargedEvent,
    InjuredEvent,
    IssueCertificate,
    JudgeDifferent,
    JudgeStatement,
    MeasureWeight,
    MoneyTakenEvent,
    RecapturedEvent,
    RecordName,
    RecordPaper,
    Register,
    RepatriatedEvent,
    StateIdentity,
)
from safeconduct.sources.values import (
    DECLINED,
    DOES_NOT_KNOW,
    Channel,
    NameRole,
    Source,
)

# --- operators --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DemoOperator:
    """Somebody who signs in to the demonstration. The passphrase is printed: nothing real lies behind it."""

    login: str
    name: str
    roles: tuple[Role, ...]
    passphrase: str
    places: tuple[str, ...] = ()
    language: str = "en"


# Two bureau officers: what one asks to have erased, the other approves. Two tracing officers: one judges, the other
# approves.
OPERATORS = (
    DemoOperator("administrator", "Юрій Малкович", (Role.ADMINISTRATOR,), "amber-sluice-north-41", (), "uk"),
    DemoOperator(
        REGISTRAR, "Олена Грабова", (Role.REGISTRAR,), "copper-lantern-field-17", ("transit-sumy",), "uk"
    ),
    DemoOperator(BUREAU, "Тарас Вербин", (Role.BUREAU,), "willow-archive-stone-28", (), "uk"),
    DemoOperator(BUREAU_TWO, "Iryna Lozova", (Role.BUREAU,), "harbour-ledger-finch-63"),
    DemoOperator(MEDICAL, "Марко Січеник", (Role.MEDICAL,), "linden-ward-morning-52", (), "uk"),
    DemoOperator(PROTECTION, "한소라", (Role.PROTECTION,), "quiet-meadow-witness-74", (), "ko"),
    DemoOperator(PROTECTION_TWO, "Софія Ярема", (Role.PROTECTION,), "silver-orchard-evening-39", (), "uk"),
    DemoOperator(DIPLOMATIC, "Данило Крупа", (Role.DIPLOMATIC,), "marble-treaty-window-68", (), "uk"),
    DemoOperator("delegate", "Anne Favrelle", (Role.DELEGATE,), "lake-winter-visitor-36"),
    DemoOperator(TRACING, "Наталя Озерна", (Role.TRACING,), "ribbon-parcel-cedar-19", (), "uk"),
    DemoOperator(TRACING_TWO, "윤가람", (Role.TRACING,), "orchard-bridge-letter-57", (), "ko"),
    DemoOperator(ANALYST, "Ihor Zalizniak", (Role.ANALYST,), "paper-compass-meadow-91"),
    DemoOperator("auditor", "Pavlo Ostrynskyi", (Role.AUDITOR,), "granite-proof-candle-85"),
)


def sample_lists() -> list[Traversable]:
    """The messy lists that come with the register, by name: what the demonstration imports after the cast."""
    folder = resources.files("safeconduct.registry") / "samples"
    if not folder.is_dir():
        return []
    found = [file for file in folder.iterdir() if file.name.endswith((".csv", ".xlsx"))]
    return sorted(found, key=lambda file: file.name)


# --- sealed texts -----------------------------------------------------------------------------------

HEALTH_TEXTS = {
    "kang": "Shrapnel in the left forearm, dressed twice, asks for the marigold ointment",
    "kang-visit": "Рана передпліччя гоїться чисто, снився млин над кручею",
    "choe": "Обморожение обеих стоп второй степени, ходит в валенках завхоза",
    "han": "왼쪽 넓적다리 관통상, 은행나무 지팡이로 걷는다",
    "han-surgery": "Femoral debridement under spinal anaesthesia, third graft took well by lamplight",
    "han-certificate": "Certified fit for light duties only, walks with a ginkgo cane until autumn",
    "jo": "Кашель понад три тижні, рентген призначено після ожеледі",
    "rim": "Scraped palms and a sprained ankle after four nights in the reed beds",
    "o": "Проникающее ранение живота, пульс нитевидный, пил только отвар шиповника",
    "song": "머리 타박상과 어지럼증, 종소리를 들을 때마다 두통을 호소함",
    "jang": "Malaria suspected in childhood, quinine bitter as he says, no fever now",
    "an": "Unconscious on arrival, hummed the same three notes while being turned",
    "yun": "Опік кисті від пічки-буржуйки, перев'язано чистим рушником",
    "pak": "Перелом ключицы при падении с нар, фиксирован косынкой в горошек",
    "vetlugin": "Ампутация правой голени, культя спокойна, протез обещан к яблочному Спасу",
    "hwang": "Weight loss of eleven kilograms since capture by his own count of belt holes",
}
"""What the demonstration seals. A search of the raw files for any of these must find nothing."""

SEALED_TEXTS: tuple[str, ...] = tuple(HEALTH_TEXTS.values())


# --- the prisoners ----------------------------------------------------------------------------------------


def _kang() -> tuple[Step, ...]:
    """Wounded, a false card, two dates of birth that nobody judged, effects and money against receipts."""
    born_on_card = says(Item.BIRTH_DATE, "1998-05-12", "12.05.1998", CARD)
    money = MoneyTakenEvent(
        amount="3200.00",
        currency="RUB",
        receipt="S-0148",
        officer="Lt. Bondar",
        happened="2025-01-14",
        source=SEEN,
    )
    return (
        at_transit(
            "kang",
            (name("강영호", BY_HAND), name("Кан Йон Хо", SEEN, language="uk")),
            (
                *soldier("하사", "1999-04", None, "1999년 4월"),
                says(Item.FATHER_NAME, "강철민"),
                says(Item.BIRTH_PLACE, "함흥"),
            ),
            capture=captured("2025-01-12", "р-н Суджі", "12.01.2025"),
            health=HEALTH_TEXTS["kang"],
        ),
        arrived("kang", "transit-sumy", "2025-01-14", REGISTRAR),
        taken("kang", "wristwatch, steel, glass cracked", "S-0147", "2025-01-14"),
        event("kang", money, REGISTRAR, "kang-S-0148"),
        false_card("kang", "Тарлыг Сайдаш Кежикович", "АК 0000217"),
        Step(REGISTRAR, StateIdentity(prisoner="kang", statement=born_on_card)),
        judged_false("kang", "The photograph is missing and the signature is in Hangul."),
        found("kang", HEALTH_TEXTS["kang-visit"], "2025-02-03"),
        inspected("kang", "2025-02-14"),
    )


def _choe() -> tuple[Step, ...]:
    """Declines everything but his name and language; nothing is lost by it here."""
    return (
        at_transit(
            "choe",
            (name("최강모"),),
            (
                has(Item.RANK, DECLINED),
                has(Item.BIRTH_DATE, DECLINED),
                has(Item.SERVICE_NUMBER, DECLINED),
                has(Item.PERSON_TO_INFORM, DECLINED),
                has(Item.ADDRESS_FOR_MAIL, DECLINED),
                says(Item.LANGUAGE, "ko"),
            ),
            capture=captured("2025-02~", "Курська обл.", "близько лютого 2025"),
            health=HEALTH_TEXTS["choe"],
        ),
        arrived("choe", "transit-sumy", "2025-02-20", REGISTRAR),
    )


def _han() -> tuple[Step, ...]:
    """Through the hospital and back, with a certificate of his own."""
    admitted = HospitalAdmittedEvent(facility="Hospital 1", happened="2025-03-20", source=LOG)
    discharged = HospitalDischargedEvent(facility="Hospital 1", happened="2025-05-06", source=LOG)
    certificate = IssueCertificate(
        prisoner="han", text=HEALTH_TEXTS["han-certificate"], happened="2025-05-06", source=DOCTOR
    )
    return (
        Step(
            BUREAU,
            Register(
                names=(name("한금석", BY_HAND), name("Хан Гым Сок", language="ru")),
                statements=soldier("중급병사", "2003-07-05", "415220"),
                captured=captured("2025-03-18", "с. Махнівка"),
                place="collection-1",
                health=WOUNDED,
                health_note=HEALTH_TEXTS["han"],
            ),
            "han",
        ),
        arrived("han", "collection-1", "2025-03-19"),
        event("han", admitted),
        found("han", HEALTH_TEXTS["han-surgery"], "2025-03-22"),
        Step(MEDICAL, MeasureWeight(prisoner="han", kilograms="58.4", happened="2025-04-10", source=DOCTOR)),
        event("han", discharged),
        Step(MEDICAL, certificate),
        arrived("han", "camp-3", "2025-05-07"),
    )


def _jo() -> tuple[Step, ...]:
    """Wrote his name in Hanja; moved from the transit camp to a permanent one; got his ring back."""
    returned = EffectReturnedEvent(entry=mark("jo-S-0203"), happened="2025-04-30", source=LOG)
    return (
        at_transit(
            "jo",
            (
                name("趙光浩", BY_HAND),
                name("조광호", BY_HAND),
                name("Jo Kwang Ho", SEEN, language="en"),
            ),
            soldier("상사", "1994-11-02", "288017"),
            capture=captured("2025-04-02", "Kursk region"),
            health=HEALTH_TEXTS["jo"],
        ),
        arrived("jo", "transit-sumy", "2025-04-04", REGISTRAR),
        taken("jo", "ring, yellow metal", "S-0203", "2025-04-04"),
        moved("jo", "camp-3", "2025-04-28", "T-19"),
        arrived("jo", "camp-3", "2025-04-29"),
        event("jo", returned),
    )


def _rim() -> tuple[Step, ...]:
    """Escaped and was brought back."""
    escaped = EscapedEvent(happened="2025-08-11", source=LOG)
    recaptured = RecapturedEvent(happened="2025-08-15", place="reed beds north of the camp", source=LOG)
    return (
        Step(
            BUREAU,
            Register(
                names=(name("Рим Тхэ Гён", UNIT_LIST, language="ru"), name("림태견", BY_HAND)),
                statements=soldier("중사", "2000", "330914"),
                captured=captured("2025-05-10", "р-н Суджи"),
                place="camp-5",
            ),
            "rim",
        ),
        arrived("rim", "camp-5", "2025-05-16"),
        event("rim", escaped),
        event("rim", recaptured),
        found("rim", HEALTH_TEXTS["rim"], "2025-08-15"),
    )


def _o() -> tuple[Step, ...]:
    """Died of wounds; certificate and grave are recorded, his effects wait for his family."""
    died = DiedEvent(
        happened="2025-03-02",
        place="Hospital 1",
        cause="wounds received before capture",
        certificate="D-2025-007",
        certified_by="Dr. M. Sichenyk",
        source=Source(channel=Channel.DOCUMENT, who="Hospital 1", document="death certificate D-2025-007"),
    )
    buried = BuriedEvent(
        happened="2025-03-05", place="cemetery of Hospital 1", grave="row 2, grave 11", source=LOG
    )
    return (
        at_transit(
            "o",
            (name("오일룡"), name("О Ір Рьон", SEEN, language="uk")),
            (
                *soldier("상급병사", "1998-09", "510638"),
                says(Item.PERSON_TO_INFORM, "어머니, 최순녀"),
            ),
            capture=captured("2025-02-27", "с. Махнівка"),
            health=HEALTH_TEXTS["o"],
        ),
        arrived("o", "transit-sumy", "2025-02-27", REGISTRAR),
        taken("o", "photograph of an elderly woman, folded", "S-0166", "2025-02-27"),
        event("o", HospitalAdmittedEvent(facility="Hospital 1", happened="2025-02-28", source=LOG)),
        event("o", died),
        event("o", buried),
    )


def _song() -> tuple[Step, ...]:
    """Very likely one person, registered twice in two scripts; nobody has judged it yet."""
    return (
        at_transit(
            "song",
            (name("송명하", BY_HAND),),
            soldier("전사", "2004-02-16", "627105"),
            capture=captured("2025-06-01", "р-н Суджі"),
            health=HEALTH_TEXTS["song"],
        ),
        arrived("song", "transit-sumy", "2025-06-02", REGISTRAR),
        Step(
            BUREAU,
            Register(
                names=(name("Сон Мён Ха", UNIT_LIST, language="ru"),),
                statements=(
                    says(Item.RANK, "рядовой", source=UNIT_LIST),
                    says(Item.BIRTH_DATE, "2004", source=UNIT_LIST),
                    says(Item.POWER, "prk", "КНДР", UNIT_LIST),
                ),
                captured=captured("2025-06-01", "Курская обл."),
                place="collection-1",
            ),
            "song-again",
        ),
    )


def _namesakes() -> tuple[Step, ...]:
    """Two names that sound alike, judged two persons."""
    reason = "Different service numbers, and both stand in camp on the same day."
    return (
        simple("jon", "전학범", soldier("중사", "2001-05-20", "704411"), captured("2025-07-03", "р-н Суджі")),
        simple("jong", "정학범", soldier("하사", "2001", "198326"), captured("2025-07-25", "Курська обл.")),
        arrived("jon", "camp-3", "2025-07-10"),
        arrived("jong", "camp-3", "2025-08-01"),
        Step(BUREAU, JudgeDifferent(left="jon", right="jong", reason=reason)),
    )


def _jang() -> tuple[Step, ...]:
    """Known in Latin letters alone, and an alias he named himself."""
    alias = name("Jang Bom", language="en", role=NameRole.ALIAS)
    return (
        Step(
            BUREAU,
            Register(
                names=(name("Jang Kwang Rim", UNIT_LIST, language="en"),),
                statements=(
                    says(Item.RANK, "Corporal", source=UNIT_LIST),
                    says(Item.BIRTH_DATE, "199X", source=UNIT_LIST),
                    has(Item.SERVICE_NUMBER, DOES_NOT_KNOW),
                ),
                captured=captured("2025-01-10/2025-01-14", "near Sudzha", "between 10 and 14 January 2025"),
                place="camp-3",
                health_note=HEALTH_TEXTS["jang"],
            ),
            "jang",
        ),
        Step(BUREAU, RecordName(prisoner="jang", name=alias)),
        arrived("jang", "camp-3", "2025-01-21"),
    )


def _hwang() -> tuple[Step, ...]:
    """Two Powers stand: his own word, and a card that was not judged yet."""
    power = says(Item.POWER, "rus", "гражданин РФ", CARD)
    return (
        at_transit(
            "hwang",
            (name("Хван Чін Ук", SEEN, language="uk"), name("황진욱", BY_HAND)),
            soldier("초급병사", "2002-10-09", "559032"),
            capture=captured("2025-05-13", "с. Махнівка"),
            health=HEALTH_TEXTS["hwang"],
        ),
        arrived("hwang", "transit-sumy", "2025-05-15", REGISTRAR),
        false_card("hwang", "Маадыр Эрес Чодураевич", "АК 0000582"),
        Step(REGISTRAR, StateIdentity(prisoner="hwang", statement=power)),
    )


def _an() -> tuple[Step, ...]:
    """Came unconscious: somebody is there, and nothing else is known; the question stays open."""
    return (
        Step(
            REGISTRAR,
            Register(
                captured=captured("2025-09-08", "р-н Суджі"),
                place="transit-sumy",
                health=WOUNDED,
                health_note=HEALTH_TEXTS["an"],
                questions=(Question(field="name", code="no-name"),),
            ),
            "an",
        ),
        event(
            "an", HospitalAdmittedEvent(facility="Hospital 1", happened="2025-09-08", source=LOG), REGISTRAR
        ),
    )


def _seo() -> tuple[Step, ...]:
    """Told his year of birth in the Juche count; the day of arrival is all that is sure."""
    return (
        simple(
            "seo",
            "서충일",
            soldier("전사", "2003", None, "주체92년"),
            captured("2025-04", "Курська обл.", "квітень 2025"),
        ),
        arrived("seo", "transit-2", "2025-04-19"),
        inspected("seo", "2025-05-19"),
    )


def _yun() -> tuple[Step, ...]:
    """Two service numbers; a bureau officer judged which one lists show."""
    other = says(Item.SERVICE_NUMBER, "882740", source=UNIT_LIST)
    judged = JudgeStatement(
        prisoner="yun",
        item=Item.SERVICE_NUMBER,
        entry=mark("yun"),
        index=2,
        reason="He repeated it on another day; the list has two digits changed round.",
    )
    return (
        at_transit(
            "yun",
            (name("윤철범"), name("Юн Чхоль Бом", SEEN, language="uk")),
            soldier("상사", "1996-03-30", "882704"),
            capture=captured("2025-06-26", "с. Махнівка"),
            health=HEALTH_TEXTS["yun"],
        ),
        arrived("yun", "transit-sumy", "2025-06-28", REGISTRAR),
        Step(BUREAU, StateIdentity(prisoner="yun", statement=other)),
        Step(BUREAU, judged),
    )


def _ryu() -> tuple[Step, ...]:
    """Gave freely what art. 122(4) asks for and art. 17 does not oblige to tell."""
    freely = (
        says(Item.FATHER_NAME, "류병호"),
        says(Item.MOTHER_MAIDEN_NAME, "문옥"),
        says(Item.PERSON_TO_INFORM, "류병호, 아버지"),
        says(Item.ADDRESS_FOR_MAIL, "황해남도 해주"),
        says(Item.BIRTH_PLACE, "해주"),
        says(Item.UNIT, "제4련대"),
    )
    return (
        simple(
            "ryu",
            "류경석",
            (*soldier("중위", "1997-01-08", "120563"), *freely),
            captured("2025-02-18", "р-н Суджі"),
        ),
        arrived("ryu", "camp-5", "2025-02-27"),
    )


def _ko() -> tuple[Step, ...]:
    """A date that cannot be was asked about again and answered."""
    written = Question(field="capture_date", written="31.02.2025", code="no-such-day")
    answer = AnswerQuestion(
        prisoner="ko",
        entry=mark("ko"),
        resolution="The unit looked it up: 3 March.",
        captured=captured("2025-03-03", "с. Махнівка", "03.03.2025"),
    )
    return (
        Step(
            BUREAU,
            Register(
                names=(name("Ко Ір Бон", UNIT_LIST, language="uk"),),
                statements=soldier("하사", "2001~", "431190", "бл. 2001"),
                place="camp-8",
                questions=(written,),
                list_name="evacuation list 44",
            ),
            "ko",
        ),
        arrived("ko", "camp-8", "2025-03-12"),
        Step(BUREAU_TWO, answer),
    )


def _pak() -> tuple[Step, ...]:
    """Hurt in custody; the monthly inspection was held."""
    injured = InjuredEvent(
        happened="2025-10-04", is_serious=False, circumstances="fell from a bunk", source=LOG
    )
    return (
        simple(
            "pak",
            "박창우",
            soldier("중급병사", "2005-12-24", "640288"),
            captured("2025-08-03", "Курська обл."),
        ),
        arrived("pak", "camp-8", "2025-08-12"),
        event("pak", injured),
        found("pak", HEALTH_TEXTS["pak"], "2025-10-04"),
        inspected("pak", "2025-10-12"),
    )


def _on_the_way() -> tuple[Step, ...]:
    """One on the road, one registered and no more, one whose capture nobody dated."""
    evacuated = EvacuatedEvent(destination="transit-2", happened="2026-01-20", list_number="44", source=LOG)
    return (
        simple("kwon", "권남철", soldier("전사", "2006", "715520"), captured("2026-01-18", "р-н Суджі")),
        event("kwon", evacuated),
        simple("hong", "홍기준", soldier("상급병사", "2002-06", None), None),
        simple(
            "tae", "Тхе Сон Гю", soldier("하사", "1999/2000", "336071"), captured("", "Курская обл.", "??")
        ),
        arrived("tae", "collection-1", "2026-01-25"),
    )


def _co_belligerents() -> tuple[Step, ...]:
    """Soldiers of the other Power: one repatriated, one with a genuine passport, one with a Korean name."""
    passport = RecordPaper(
        prisoner="chamyan",
        description="internal passport of the Russian Federation",
        name_on_paper=name("Чамыян Сылдыс Аркадьевич", PASSPORT, language="ru"),
        number="00 00 000311",
        finding=PaperFinding.GENUINE,
        source=PASSPORT,
    )
    home = RepatriatedEvent(
        ground="GC III art. 110: seriously wounded",
        handed_to="Russian Federation",
        happened="2025-09-30",
        source=LOG,
    )
    return (
        simple(
            "vetlugin",
            "Ветлугин Пётр Савельевич",
            russian("ефрейтор", "1990-02-11", "ВЛ-004417"),
            captured("2024-10-05", "Курская обл."),
        ),
        arrived("vetlugin", "camp-3", "2024-10-15"),
        found("vetlugin", HEALTH_TEXTS["vetlugin"], "2025-06-11"),
        event("vetlugin", home),
        simple(
            "chamyan",
            "Чамыян Сылдыс Аркадьевич",
            russian("рядовой", "1996-08-21", "ЧС-118820"),
            captured("2025-01-29", "р-н Суджи"),
        ),
        Step(BUREAU, passport),
        arrived("chamyan", "camp-5", "2025-02-08"),
        simple(
            "ten",
            "Тен Вадим Климович",
            russian("сержант", "1988-12-01", "ТВ-730045"),
            captured("2025-07-16", "с. Махновка"),
        ),
        Step(BUREAU, StateIdentity(prisoner="ten", statement=says(Item.POWER, "prk", "КНДР", UNIT_LIST))),
        arrived("ten", "camp-5", "2025-07-27"),
        simple(
            "gornov",
            "Горновой Илья Матвеевич",
            russian("старший сержант", "1985", "ГИ-206614"),
            captured("2026-02-02", "Курская обл."),
        ),
        moved("gornov", "camp-8", "2026-02-11", "T-44"),
    )


STEPS: tuple[Step, ...] = (
    *_kang(), *_choe(), *_han(), *_jo(), *_rim(), *_o(), *_song(), *_namesakes(), *_jang(), *_hwang(), *_an(),
    *_seo(), *_yun(), *_ryu(), *_ko(), *_pak(), *_on_the_way(), *_co_belligerents(),
)  # fmt: skip
"""All commands in the order in which they are given."""
