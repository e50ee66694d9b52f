"""Reads the development data of names and says which persons are held back from learning."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

_HELD_BACK_OF = 3


@dataclass
class Person:
    """A person of dev.tsv: names by language as written, whether Korean, the year of birth if known."""

    id: str
    is_korean: bool = False
    is_perhaps_korean: bool = False
    born: int | None = None
    by_language: dict[str, list[str]] = field(default_factory=dict)

    def names(self, language: str) -> list[str]:
        """The names in one language, in the order of the file, each once."""
        return list(dict.fromkeys(self.by_language.get(language, ())))


def read_people(folder: Path) -> list[Person]:
    """Every person of dev.tsv. Of Koreans only full names are kept."""
    people: dict[str, Person] = {}
    with (folder / "dev.tsv").open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            id_, language, name, _, _, _, born, korean, full = line.rstrip("\n").split("\t")
            person = people.setdefault(id_, Person(id_))
            person.is_perhaps_korean |= bool(korean)
            person.is_korean |= korean == "yes"
            if born[:4].isdigit():
                person.born = int(born[:4])
            if not korean or full == "yes":
                person.by_language.setdefault(language, []).append(name)
    return list(people.values())


def is_held_back(person: Person) -> bool:
    """True for a third of all, by a hash of the id, and for every Korean with a Cyrillic name."""
    if person.is_perhaps_korean and (person.by_language.keys() & {"ru", "uk"}):
        return True
    return hashlib.sha256(person.id.encode()).digest()[0] % _HELD_BACK_OF == 0
