"""Bundles as files on the command line: what a stranger sees, and what can be proved with a shown key.

These commands need no instance, no database and no settings: a court or an auditor runs them on a machine of its own.
Taking a bundle in, which needs the recipient's keys and log, stands elsewhere.
"""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from safeconduct.disclosure import cards, envelope, format, introductions, items
from safeconduct.disclosure.cards import Card
from safeconduct.disclosure.format import Verified
from safeconduct.disclosure.items import Item
from safeconduct.disclosure.refusals import BundleRefused

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def _common(command: Callable[..., Any]) -> Callable[..., Any]:
    told = click.option("--json", "is_json", is_flag=True, help="Answer with one JSON object.")(command)
    return click.argument("file", type=_FILE)(told)


@click.command()
@_common
def inspect(file: Path, is_json: bool) -> None:
    """Say what FILE shows to somebody without a key: version, whose key it is sealed to, size."""
    try:
        outside = format.inspect(read_file(file, envelope.BUNDLE_BYTES_MAX))
    except BundleRefused as refused:
        _refuse(refused, is_json)
    _answer(_outside(outside), _outside_words(outside), is_json)


@click.command()
@click.option("--key", "key_file", type=_FILE, help="File with the key of this one bundle, 64 hex digits.")
@click.option("--sender", type=_FILE, help="Card of whoever is said to have sent it.")
@click.option("--recipient", type=_FILE, help="Card of whoever is said to have been told.")
@_common
def bundle(
    file: Path, is_json: bool, key_file: Path | None, sender: Path | None, recipient: Path | None
) -> None:
    """Prove what FILE says, by whom and to whom, with the key of this one bundle.

    Exit status 1 when it does not hold. Needs no instance and no database. Without --key only the outside is
    checked, since the rest is sealed. The recipient shows the key of one bundle without showing any other.
    """
    given = (key_file, sender, recipient)
    if any(given) and not all(given):
        raise click.UsageError("--key, --sender and --recipient go together")
    data = read_file(file, envelope.BUNDLE_BYTES_MAX)
    try:
        outside = format.inspect(data)
        if key_file is None or sender is None or recipient is None:
            _answer(_outside(outside) | {"verified": "outside"}, _outside_words(outside) + _SEALED, is_json)
            return
        parties = _card(sender), _card(recipient)
        verified = format.verify(data, _key(key_file), sender=parties[0], recipient=parties[1])
        content = format.read_items(verified)
    except BundleRefused as refused:
        _refuse(refused, is_json)
    _answer(shown(verified, content), shown_words(verified, content, *parties), is_json)


_SEALED = "\nThe rest is sealed: give --key, --sender and --recipient to check it."


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def machine() -> None:
    """Bundles as files, on a machine that knows no instance."""


@machine.group("verify")
def _verify() -> None:
    """Prove what a file says."""


@machine.group("bundle")
def _bundle() -> None:
    """Look at a bundle."""


_verify.add_command(bundle)
_bundle.add_command(inspect)
_bundle.add_command(bundle, "verify")


def is_meant(arguments: list[str]) -> bool:
    """Whether the program was called for a bundle's file alone."""
    return arguments[:2] in (["verify", "bundle"], ["bundle", "inspect"], ["bundle", "verify"])


def read_file(file: Path, most_bytes: int) -> bytes:
    """The file; of one that is larger than anything of its kind, enough to refuse it."""
    try:
        with file.open("rb") as opened:
            return opened.read(most_bytes + 1)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}.") from None


def _key(file: Path) -> bytes:
    try:
        return bytes.fromhex(read_file(file, 200).decode("ascii").strip())
    except ValueError:
        raise click.BadParameter("64 hex digits are expected", param_hint="--key") from None


def _card(file: Path) -> Card:
    """The card in the file: bare, or as `peer card` writes it, in an introduction that its own key signed."""
    data = read_file(file, introductions.BYTES_MAX).strip()
    try:
        return introductions.read(data).card
    except BundleRefused:
        return cards.read(data)


def _outside(outside: envelope.Outside) -> dict[str, Any]:
    return {"version": outside.version, "recipient_key": outside.recipient.hex(), "size": outside.size}


def _outside_words(outside: envelope.Outside) -> str:
    return (
        f"A bundle of version {outside.version}, {outside.size:,} bytes, "
        f"sealed to the key {outside.recipient.hex()}."
    )


def shown(verified: Verified, content: tuple[Item, ...]) -> dict[str, Any]:
    """What a proven bundle says of itself, for programs."""
    manifest = verified.manifest
    return {
        "verified": "whole", "sender": manifest.sender.instance, "recipient": manifest.recipient.instance,
        "sequence": manifest.sequence, "purpose": manifest.terms.purpose, "basis": manifest.terms.basis,
        "created": manifest.terms.created, "expires": manifest.terms.expires, "leaf": verified.leaf.hex(),
        "items": dict(sorted(_counts(content).items())),
    }  # fmt: skip


def shown_words(verified: Verified, content: tuple[Item, ...], sender: Card, recipient: Card) -> str:
    """The same in words."""
    terms, sequence = verified.manifest.terms, verified.manifest.sequence
    counted = ", ".join(f"{count} {name}" for name, count in sorted(_counts(content).items())) or "nothing"
    return (
        f"{sender.name} told {recipient.name} this, as number {sequence} of all it told them.\n"
        f"Purpose: {terms.purpose}. Basis: {terms.basis}. Made {terms.created}, to be taken until {terms.expires}.\n"
        f"It holds: {counted}. Signature, recipient and place in the log are as they must be.\n"
        f"The cards: {sender.fingerprint} / {recipient.fingerprint}"
    )


def _counts(content: tuple[Item, ...]) -> Counter[str]:
    return Counter(items.kind_of(item) for item in content)


def _answer(value: dict[str, Any], words: str, is_json: bool) -> None:
    click.echo(json.dumps(value, ensure_ascii=False) if is_json else words)


def _refuse(refused: BundleRefused, is_json: bool) -> NoReturn:
    if is_json:
        click.echo(json.dumps({"error": str(refused.kind), "reason": refused.reason}, ensure_ascii=False))
    else:
        click.echo(f"{refused} ({refused.source})", err=True)
    raise click.exceptions.Exit(1)
