"""Who may speak in a document: one naming of somebody, and everybody named so far.

Owns the values that the finding of speakers and of attributions share.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named in a sentence. `code` is a state's where it is known, `kind` that of the gazetteer.

    `kind` is `person`, `unnamed` and `pronoun` for those whom no gazetteer names.
    """

    start: int
    end: int
    name: str
    role: str
    kind: str
    code: str = ""
    text: str = ""


@dataclass
class Cast:
    """Who spoke in this document so far: the last person, the last body, and every name by its words."""

    by_word: dict[str, Mention] = field(default_factory=dict)
    last_person: Mention | None = None
    last_body: Mention | None = None

    def meet(self, mention: Mention) -> None:
        """Remembers who was named, for the pronouns and surnames that follow."""
        if mention.kind == "person":
            self.last_person = mention
            words = mention.name.lower().split()
            for word in (words[0], words[-1]):
                if len(word) >= 2:
                    self.by_word.setdefault(word, mention)
        elif mention.kind in ("body", "neutral", "agency", "state", "unnamed"):
            self.last_body = mention
