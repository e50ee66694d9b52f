"""How many papers a minute: one by one as an officer prints them, and a camp's cards in one file.

Usage: python -m bench.papers [--cards N]. Every card is another invented prisoner's. The peer is what a user would
write with the same compiler: one call of `typst.compile` a card, with the same template, data and fonts, none kept.
Processor time of one core. Aim: 6,000 cards a minute.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence

import typst

from safeconduct.papers.glyphs import FONTS
from safeconduct.papers.kinds import FORMS, Kind
from safeconduct.papers.print import Paper, Said, data_of, print_papers
from safeconduct.papers.setting import PACKAGE, STANDARD

_SURNAMES = "김 리 박 최 정 강 조 윤 장 림".split()
_SYLLABLES = "철 수 명 호 남 진 혁 일 국 성 광 민 영 학 봉".split()
_PEER_CARDS = 20


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cards", type=int, default=1_000)
    cards = [_card(place) for place in range(parser.parse_args().cards)]
    for kind in (Kind.IDENTITY_CARD, Kind.CAPTURE_CARD_AGENCY):
        print_papers(kind, cards[:1])
        peer = _rate(lambda kind=kind: _each(kind, cards[:_PEER_CARDS], _afresh), _PEER_CARDS)  # type: ignore[misc]
        alone = _rate(lambda kind=kind: _each(kind, cards, _kept), len(cards))  # type: ignore[misc]
        whole = _rate(lambda kind=kind: print_papers(kind, cards), len(cards))  # type: ignore[misc]
        print(f"{kind}: {FORMS[kind].per_sheet} page(s) a card")
        print(f"  a compiler for each card (peer)  {peer:9.0f} a minute")
        print(
            f"  one by one                       {alone:9.0f} a minute   {alone / peer:5.1f} times the peer"
        )
        print(
            f"  {len(cards)} in one file              {whole:9.0f} a minute   {whole / peer:5.1f} times the peer"
        )


def _card(place: int) -> Paper:
    number = f"{place:04d}-{place * 7919 % 10_000:04d}"
    name = _SURNAMES[place % 10] + _SYLLABLES[place // 10 % 15] + _SYLLABLES[place // 150 % 15]
    values = {
        "name": (Said(name, "ko"),),
        "rank": (Said("상급병사", "ko"), Said("старший солдат", "uk")),
        "service_number": (Said(str(100_000 + place)),),
        "birth_date": (Said(f"{1990 + place % 15}년", "ko"), Said(f"{1990 + place % 15} р.", "uk")),
        "power": (Said("조선민주주의인민공화국", "ko"), Said("КНДР", "uk")),
        "captured_on": (Said("2025-01-12"),),
        "present_address": (Said(number), Said("Транзитний табір «Суми»", "uk")),
    }
    issuer = (Said("Національне інформаційне бюро України", "uk"),)
    return Paper(number, ("ko", "uk"), values, issuer=issuer, printed_on=(Said("2026-03-05"),))


def _rate(do: Callable[[], object], cards: int) -> float:
    began = time.process_time()
    do()
    return cards / (time.process_time() - began) * 60


def _each(kind: Kind, cards: Sequence[Paper], print_one: Callable[[Kind, Paper], bytes]) -> None:
    for card in cards:
        print_one(kind, card)


def _kept(kind: Kind, card: Paper) -> bytes:
    return print_papers(kind, [card])


def _afresh(kind: Kind, card: Paper) -> bytes:
    data = json.dumps(data_of(FORMS[kind], [card]), ensure_ascii=False)
    made = typst.compile(
        str(PACKAGE / f"papers/templates/{FORMS[kind].template}.typ"),
        root=str(PACKAGE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        format="pdf",
        pdf_standards=[STANDARD],
    )
    assert isinstance(made, bytes)
    return made


if __name__ == "__main__":
    main()
