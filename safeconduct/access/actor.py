"""The actor: who acts, as a plain value that the shell hands to every action and query."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from safeconduct.access.words import Compartment, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which roles, at which places, with which keys unlocked.

    `places` limits a registrar to the captives of those places; empty means no place. `keyring` maps a half
    (`health`, `protection/a`) to the private key bytes that this session holds unlocked; it is empty while
    the session is locked and never shown, compared or stored. `released` maps entries of `protection` to their keys,
    for as long as a second person released them to this session.
    """

    operator_id: str
    name: str
    roles: frozenset[Role]
    places: frozenset[str] = frozenset()
    keyring: Mapping[str, bytes] = field(default_factory=dict, repr=False, compare=False)
    released: Mapping[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    def opens(self, compartment: Compartment) -> bool:
        """Whether this session can open what is sealed in the compartment; open ones need no key of hers."""
        return not compartment.is_sealed or all(half in self.keyring for half in compartment.halves)


STRANGER = Actor(operator_id="", name="", roles=frozenset())
SERVICE = Actor(operator_id="service", name="service", roles=frozenset())
