"""The letter that an enquirer gets, and the sheet on which a Red Cross message goes, in four languages. Pure.

"Nothing to tell" has one wording, whether nobody was found or the person lets nothing be told: the same words, the
same length, nothing beside them. The other outcomes carry the text that an officer wrote within the person's consent.
"""

from safeconduct.tracing.facts import AnswerGiven, Direction, Enquirer, Outcome

LANGUAGES = ("en", "uk", "ko", "ru")

_HEADS = {
    "en": "Enquiry {number}",
    "uk": "Запит про розшук {number}",
    "ko": "심인 의뢰 {number}",
    "ru": "Запрос на розыск {number}",
}
_WORDS: dict[Outcome, dict[str, str]] = {
    Outcome.NOTHING_TO_TELL: {
        "en": "There is no information to give. The enquiry stays open, and we will write if this changes.",
        "uk": "Відомостей для повідомлення немає. Запит лишається відкритим; якщо щось зміниться, ми напишемо.",
        "ko": "알려 드릴 정보가 없습니다. 의뢰는 계속 유지되며, 변동이 있으면 알려 드리겠습니다.",
        "ru": "Сведений для сообщения нет. Запрос остаётся открытым; если что-то изменится, мы напишем.",
    },
    Outcome.MESSAGE_ONLY: {
        "en": "You may write a Red Cross message. We will try to have it delivered.",
        "uk": "Ви можете написати послання Червоного Хреста. Ми спробуємо його передати.",
        "ko": "적십자 통신을 보내실 수 있습니다. 전달되도록 노력하겠습니다.",
        "ru": "Вы можете написать послание Красного Креста. Мы постараемся его передать.",
    },
    Outcome.WELFARE: {
        "en": "The person you ask about wishes you to know:",
        "uk": "Особа, про яку ви питаєте, хоче, щоб ви знали:",
        "ko": "찾으시는 분이 다음을 알려 드리기를 원합니다:",
        "ru": "Лицо, о котором вы спрашиваете, хочет, чтобы вы знали:",
    },
    Outcome.LINK_RESTORED: {
        "en": "The person you ask about was found and agrees that you are told:",
        "uk": "Особу, про яку ви питаєте, знайдено, і вона згодна, щоб вам повідомили:",
        "ko": "찾으시는 분을 찾았으며, 다음 내용을 알려 드리는 데 동의했습니다:",
        "ru": "Лицо, о котором вы спрашиваете, найдено и согласно, чтобы вам сообщили:",
    },
    Outcome.DEATH: {
        "en": "We are sorry to tell you that the person you ask about has died.",
        "uk": "З сумом повідомляємо, що особа, про яку ви питаєте, померла.",
        "ko": "찾으시는 분이 사망하셨음을 알려 드리게 되어 깊은 유감입니다.",
        "ru": "С прискорбием сообщаем, что лицо, о котором вы спрашиваете, умерло.",
    },
}


def letter(answer: AnswerGiven, number: str) -> str:
    """The whole letter as plain text; a language without a wording of its own gets the English one."""
    language = answer.language if answer.language in LANGUAGES else "en"
    parts = [_HEADS[language].format(number=number), _WORDS[answer.outcome][language], answer.text.strip()]
    return "\n\n".join(part for part in parts if part) + "\n"


_SHEET = {
    "en": ("Red Cross message", "From", "To", "Date", "Family news alone; it may be opened and read on its way."),
    "uk": ("Послання Червоного Хреста", "Від", "Кому", "Дата",
           "Лише родинні новини; дорогою його можуть відкрити й прочитати."),
    "ko": ("적십자 통신", "보내는 사람", "받는 사람", "날짜",
           "가족 소식만 적습니다. 전달 과정에서 열람될 수 있습니다."),
    "ru": ("Послание Красного Креста", "От", "Кому", "Дата",
           "Только семейные новости; в пути его могут открыть и прочитать."),
}  # fmt: skip


def sheet(
    direction: Direction, text: str, *, language: str, day: str, number: str, enquirer: Enquirer, sought: str
) -> str:
    """A message as it goes, in plain text (GC III art. 71). Where the sought person is stands nowhere on it.

    How to reach the enquirer is told to the sought person only where the enquirer said so.
    """
    head, sender, receiver, date, rule = _SHEET[language if language in LANGUAGES else "en"]
    is_told = direction == Direction.FROM_PRISONER or enquirer.may_tell_sought
    family = "\n".join([enquirer.name, *(enquirer.contact.splitlines() if is_told else [])])
    ends = (sought, family) if direction == Direction.FROM_PRISONER else (family, sought)
    lines = [
        f"{head} · {number}",
        f"{sender}: {ends[0]}",
        f"{receiver}: {ends[1]}",
        f"{date}: {day}",
        text.strip(),
        rule,
    ]
    return "\n\n".join(lines) + "\n"
