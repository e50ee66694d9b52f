"""Whether the time of an answer tells why there is nothing to tell: nobody found, or nothing may be told.

Usage: python -m bench.answers [--pairs N]. Makes N enquiries after persons who are not here and N after prisoners
whom two officers found and who let nothing be told; gives each the same answer and hands its letter out, in random
order. Prints the area under the curve of the best guesser that sees the time alone (0.5 knows nothing), for handing
out, which a family may notice, and for the officer's own page, which no family meets. Aim for the first: at most
0.55 over 1,000 pairs. Also says whether all letters are equal but for the number.
"""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bench import world

if TYPE_CHECKING:
    from safeconduct.access.actor import Actor

_AIM = 0.55


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pairs", type=int, default=1_000)
    asked = parser.parse_args()
    actor = world.make_instance(world.start())
    here, absent = _enquiries(asked.pairs, actor)
    is_here = {number: True for number in here} | {number: False for number in absent}
    order = list(is_here)
    random.Random(3).shuffle(order)  # noqa: S311 repeatable, and nothing secret
    from safeconduct.tracing import actions, queries, requests
    from safeconduct.tracing.facts import Outcome

    for number in order:
        command = requests.AnswerEnquiry(enquiry=number, outcome=Outcome.NOTHING_TO_TELL, language="ru")
        actions.perform(command, actor)
    letters = set()

    def hand_out(number: str) -> None:
        letters.add(queries.answers(number, actor)[0].letter.replace(number, ""))

    aims = {"handing out": f"   (aim: at most {_AIM})", "the desk's page": ""}
    for (name, aim), do in zip(aims.items(), (hand_out, lambda n: queries.enquiry(n, actor)), strict=True):
        told = _auc(_times(order, do), [is_here[number] for number in order])
        print(f"{name:<16} AUC {told:.3f} over {asked.pairs} pairs{aim}")
    print(f"different letters: {len(letters)}")


def _enquiries(pairs: int, actor: "Actor") -> tuple[list[str], list[str]]:
    """Numbers of enquiries after prisoners who let nothing be told, and after nobody; opened in turn."""
    from dataclasses import replace

    from safeconduct.registry import actions as registry
    from safeconduct.registry.facts import Verdict
    from safeconduct.registry.requests import Register
    from safeconduct.sources.values import Channel, Source, WrittenName
    from safeconduct.store import approvals
    from safeconduct.tracing import actions, requests
    from safeconduct.tracing.facts import Consent, Enquirer, Relation, Sought, Way

    said = Source(channel=Channel.OWN_STATEMENT)
    second = replace(actor, operator_id="f" * 32)
    here, absent = [], []
    for name, *_ in world.people(pairs):
        written = WrittenName(text=name, source=said)
        mother = Enquirer(name="mother", relation=Relation.MOTHER)
        opening = requests.OpenEnquiry(sought=Sought(names=(written,)), enquirer=mother, way=Way.LETTER)
        absent.append(actions.perform(opening, actor).number)
        prisoner = registry.perform(Register(names=(written,)), actor).number
        enquiry = actions.perform(opening, actor).number
        about = {"enquiry": enquiry, "prisoner": prisoner}
        judged = actions.perform(
            requests.JudgeCandidate(verdict=Verdict.SAME, reason="bench", **about), actor
        )
        waiting = approvals.one(judged.approval, second)
        actions.confirm(waiting.id, waiting.digest, second)
        actions.perform(requests.StateConsent(consent=Consent.NOTHING, source=said, **about), actor)
        here.append(enquiry)
    return here, absent


def _times(numbers: Sequence[str], do: Callable[[str], object]) -> list[float]:
    found = []
    for number in numbers:
        began = time.perf_counter()
        do(number)
        found.append(time.perf_counter() - began)
    return found


def _auc(times: Sequence[float], is_here: Sequence[bool]) -> float:
    """How often a pair of one of each is told apart by time, the better way round; ties count half."""
    ranked = sorted(range(len(times)), key=lambda at: times[at])
    ranks = {at: rank for rank, at in enumerate(ranked, start=1)}
    positives = sum(is_here)
    total = sum(ranks[at] for at, here in enumerate(is_here) if here)
    area = (total - positives * (positives + 1) / 2) / (positives * (len(times) - positives))
    return max(area, 1 - area)


if __name__ == "__main__":
    main()
