"""Invented papers for tests: one prisoner in Hangul, with answers in Korean and Ukrainian."""

from safeconduct.papers.print import Paper, Said

VALUES: dict[str, tuple[Said, ...]] = {
    "name": (Said("박철수", "ko"),),
    "rank": (Said("상급병사", "ko"),),
    "service_number": (Said("12345"),),
    "birth_date": (Said("1999년 4월", "ko"), Said("квітень 1999 р.", "uk")),
    "birth_place": (Said("평안북도 룡천군", "ko"),),
    "birth": (Said("평안북도 룡천군", "ko"), Said("1999-04")),
    "father_name": (Said("朴明浩", "ko"),),
    "mother_maiden_name": (Said("림", "ko"),),
    "power": (Said("조선민주주의인민공화국", "ko"), Said("КНДР", "uk")),
    "captured_on": (Said("2025-01-12"),),
    "captured": (Said("р-н Суджі", "uk"), Said("2025-01-12")),
    "present_address": (Said("7F3K-2QWD"), Said("Транзитний табір Суми", "uk")),
    "camp": (Said("Транзитний табір Суми", "uk"),),
    "prisoner_number": (Said("7F3K-2QWD"),),
    "country_of_posting": (Said("Україна", "uk"),),
    "authority": (Said("Національне інформаційне бюро", "uk"),),
    "death": (Said("Суми", "uk"), Said("2025-03-03")),
    "cause_of_death": (Said("Запалення легенів", "uk"),),
    "burial_place": (Said("Суми, сектор 4, могила 12", "uk"),),
    "certified_on": (Said("2026-03-05"),),
    "treatment_told": (Said("перелом; шість тижнів; гіпс. Їжак, Ґудзик, Єва", "uk"),),
    "person_to_inform": (Said("룡천군, 어머니", "ko"),),
    "address_for_mail": (),
}


def paper(*, number: str = "7F3K-2QWD", languages: tuple[str, ...] = ("ko", "uk"), **values: str) -> Paper:
    """The invented prisoner's paper; `values` replace what stands in a field."""
    told = {key: (Said(text),) for key, text in values.items()}
    return Paper(
        number,
        languages,
        {**VALUES, **told},
        issuer=(Said("Національне інформаційне бюро України", "uk"),),
        printed_on=(Said("2026-03-05"),),
    )
