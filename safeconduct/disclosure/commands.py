"""Peers and bundles on the command line: the own card, enrolment, the outbox, the inbox, carrying home."""

from dataclasses import asdict
from pathlib import Path

import click
import segno

from safeconduct.disclosure import actions, delivery, introductions, queries, requests, syncing
from safeconduct.disclosure.delivery import Delivery
from safeconduct.disclosure.queries import PeerView
from safeconduct.disclosure.taking import Outcome, Result
from safeconduct.law.recipients import Recipient
from safeconduct.sources.errors import Refused
from safeconduct.store.console import console, json_option

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_NEW_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def peer() -> None:
    """Other instances that bundles pass to and from."""


@peer.command("card")
@click.option("--name", default="", help="Name of this office, as others will read it; makes a new card.")
@click.option("--role", type=click.Choice([str(role) for role in Recipient]), default=None)
@click.option("--address", default="", help="https:// address of this instance, when bundles may come by it.")
@click.option("--power", default="", help="Code of the State for which this office speaks.")
@click.option(
    "-o", "--output", type=_NEW_FILE, help="Write the card to a file, to be handed to the other office."
)
@click.option("--qr", type=_NEW_FILE, help="Write it as a picture (SVG) to be photographed.")
@json_option
def card(name: str, role: str | None, address: str, power: str, output: Path | None, qr: Path | None) -> None:
    """Show this instance's card and its fingerprint; with --name and --role make it, or a later one."""
    here = console()
    if name or role:
        if not (name and role):
            raise click.UsageError("a card has a name and a role: give both")
        made = requests.MakeCard(name=name, role=Recipient(role), address=address, power=power)
        actions.perform(made, here.actor)
    own = queries.own_introduction(here.actor)
    if own is None:
        raise Refused("no_card", "This instance has no card yet.", "House rule: cards",
                      remedy="Make it: safeconduct peer card --name NAME --role ROLE.")  # fmt: skip
    if output:
        output.write_bytes(own.data)
    if qr:
        segno.make(own.data.decode(), micro=False, error="l").save(str(qr), kind="svg", scale=3, border=4)
    words = f"{own.card.name}, {own.card.role}\n{own.card.fingerprint}\n{own.card.numbers}"
    here.answer(
        {
            "instance": own.card.instance,
            "fingerprint": own.card.fingerprint,
            "introduction": own.data.decode(),
        },
        words,
    )


@peer.command("add")
@click.argument("file", type=_FILE)
@click.option("--home", "is_home", is_flag=True, help="This device carries its records to that bureau.")
@json_option
def add(file: Path, is_home: bool) -> None:
    """Ask for the enrolment of the instance whose card is in FILE; a second person approves it.

    Compare the fingerprint with the other office by another way first, for instance by telephone.
    """
    _ask(requests.AddPeer(introduction=_text_of(file), is_home=is_home))


@peer.command("rotate")
@click.argument("file", type=_FILE)
@json_option
def rotate(file: Path) -> None:
    """Ask that the later card in FILE takes the place of an enrolled instance's; a second person approves it."""
    _ask(requests.RotatePeer(introduction=_text_of(file)))


@peer.command("revoke")
@click.argument("peer_id", metavar="PEER")
@click.option("--reason", required=True, help="Why its key is not believed any more.")
@click.option(
    "--after", type=int, default=-1, help="The last bundle that counts; the last one taken when absent."
)
@json_option
def revoke(peer_id: str, reason: str, after: int) -> None:
    """Believe no bundle of this PEER after that place of its log, and tell it nothing more."""
    here = console()
    done = actions.perform(requests.RevokePeer(peer=peer_id, reason=reason, after=after), here.actor)
    here.answer({"peer": done.subject}, "Revoked. What was taken in before stays proven.")


@peer.command("list")
@json_option
def list_peers() -> None:
    """Every peer with its fingerprint and what passed to and from it."""
    here = console()
    found = queries.peer_list(here.actor)
    here.answer({"peers": [asdict(each) for each in found]}, "\n".join(map(_line, found)) or "No peer.")


@click.group()
def outbox() -> None:
    """Bundles that were made and wait to leave, or to be acknowledged."""


@outbox.command("send")
@click.option("--peer", "peer_id", default="", help="Only to this peer; to all when absent.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Into a folder, as files.")
@click.option("--again", "is_again", is_flag=True, help="Also what left before and was not acknowledged.")
@json_option
def send(peer_id: str, folder: Path | None, is_again: bool) -> None:
    """Send what waits, into a folder or to each peer's own address; what is due is acknowledged first."""
    here = console()
    _sent(delivery.send(here.actor, peer=peer_id, folder=folder, is_again=is_again))


@click.group()
def inbox() -> None:
    """Bundles that came."""


@inbox.command("receive")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@json_option
def receive(paths: tuple[Path, ...]) -> None:
    """Take in the bundles in these files and folders; status 1 when one is not taken in."""
    here = console()
    _received([each for _, results in delivery.receive(paths, here.actor) for each in results])


@inbox.command("list")
@json_option
def list_parked() -> None:
    """What came and was put aside, with the reason."""
    here = console()
    found = queries.parked(here.actor)
    lines = [f"{each.received}  {each.reason}  {each.size} bytes  {each.digest[:16]}" for each in found]
    here.answer({"parked": [asdict(each) for each in found]}, "\n".join(lines) or "Nothing is put aside.")


@click.command()
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False),
              help="Exchange bundles with the home in this folder; else by its address.")  # fmt: skip
@click.option(
    "--everything", "is_everything", is_flag=True, help="Carry everything again, not only what is new."
)
@json_option
def sync(folder: Path | None, is_everything: bool) -> None:
    """Carry what this device recorded home to its bureau, and take in what the bureau answers."""
    here = console()
    carried = syncing.carry_home(here.actor, is_everything=is_everything)
    if folder is not None and folder.is_dir():
        for _ in delivery.receive([folder], here.actor):
            pass
    sent = delivery.send(here.actor, folder=folder)
    left = syncing.not_home(here.actor)
    value = {"entries": carried.entries, "sent": [asdict(each) for each in sent], "not_home": left}
    problems = [f"{each.to or each.peer}: {each.problem}" for each in sent if each.problem]
    words = [f"{carried.entries} entries in {len(carried.bundles)} bundles.", *problems]
    words.append(f"Persons with something the bureau did not say it has: {left}.")
    here.answer(value, "\n".join(words))
    if problems:
        raise click.exceptions.Exit(1)


def _ask(command: requests.AddPeer | requests.RotatePeer) -> None:
    here = console()
    came = introductions.read(command.introduction.encode())
    done = actions.perform(command, here.actor)
    here.answer(
        {"peer": done.subject, "approval": done.approval, "fingerprint": came.card.fingerprint},
        f"{came.card.name}, {came.card.role}\nFingerprint: {came.card.fingerprint}\n             "
        f"{came.card.numbers}\nA second person compares it and approves: safeconduct approve {done.approval}",
    )


def _text_of(file: Path) -> str:
    data = file.read_bytes()
    return introductions.read(data.strip()).data.decode()


def _line(each: PeerView) -> str:
    marks = ("  home" if each.is_home else "") + ("  REVOKED" if each.is_revoked else "")
    return (
        f"{each.peer}  {each.name}, {each.role}{marks}\n  {each.fingerprint}\n"
        f"  told {each.made}, acknowledged {each.held}; taken {each.taken}; waiting {len(each.waiting)}"
    )


def _sent(sent: list[Delivery]) -> None:
    lines = [f"{each.peer}  {each.sequence}  {each.problem or each.to}" for each in sent]
    console().answer({"sent": [asdict(each) for each in sent]}, "\n".join(lines) or "Nothing waits.")
    if any(each.problem for each in sent):
        raise click.exceptions.Exit(1)


def _received(results: list[Result]) -> None:
    value = [
        {
            "outcome": str(each.outcome), "peer": each.peer, "sequence": each.sequence, "new": each.new,
            "purpose": each.purpose, "reason": str(each.refusal.kind) if each.refusal else "",
        }
        for each in results
    ]  # fmt: skip
    lines = [
        f"{each.outcome}  {each.refusal}" if each.refusal
        else f"{each.outcome}  {each.peer}  {each.sequence}  {each.purpose}  {each.new} new"
        for each in results
    ]  # fmt: skip
    console().answer({"bundles": value}, "\n".join(lines) or "No bundle for this instance.")
    if any(each.outcome in (Outcome.PARKED, Outcome.REFUSED) for each in results):
        raise click.exceptions.Exit(1)
