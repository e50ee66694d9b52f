"""Whether the heading of a column speaks of health, so that a column nobody knows does not stand in the open.

Pure. Words of English, Ukrainian, Russian and Korean. A column too many goes sealed rather than one too few: what
lies sealed by mistake can be read by those who read health, what lies open by mistake cannot be taken back.
"""

import re

# Beginnings of words.
_BEGINNINGS = (
    "wound injur health diagnos medic weigh sick illness disease disab surg hospital trauma amput symptom treatment "
    "pregnan allerg vaccin fever psych mental contus concuss fractur doctor clinic tubercul infect bmi "
    "поранен ранен здоров діагноз діагност хвор захворюв травм контуз лікув лікар госпітал шпитал медич медик "
    "інвалід ампут опік алерг щеплен вакцин вагітн симптом самопочут каліц ушкоджен перелом туберкул інфекц психі "
    "диагноз диагност болезн болен больн заболев лечен лечащ врач госпитал медицин инвалид ожог аллерг привив "
    "беремен самочувств состоян увеч недомог поврежден инфекц псих"
).split()
# Not the blood group: it stands on the identity card (GC III art. 17).
# Whole words, which begin others that speak of something else.
_WORDS = ("ill burn burns стан стану вага ваги вагу вес веса рана рани раны ран мед hiv віл вич").split()
# Korean writes words together.
_ANYWHERE = (
    "부상 건강 체중 몸무게 진단 상처 질병 질환 병명 병력 의료 치료 수술 입원 병원 외상 총상 화상 장애 증상 통증 "
    "알레르기 임신 접종 투약 환자 health injur wound diagnos weight"
).split()
_OTHER_STATES = re.compile("сімейн|семейн|marital")
_ABOUT_HEALTH = re.compile(
    rf"\b(?:{'|'.join(_BEGINNINGS)})|\b(?:{'|'.join(_WORDS)})\b|(?:{'|'.join(_ANYWHERE)})"
)


def is_about_health(heading: str) -> bool:
    """Whether a heading, in the form of `columns.normal_heading`, has a word about health or weight in it."""
    return bool(_ABOUT_HEALTH.search(heading)) and not _OTHER_STATES.search(heading)
