"""Tracing on the command line: one group, whose commands stand in files of their own."""

import click

from safeconduct.tracing import carried_commands, link_commands, search_commands


@click.group()
def trace() -> None:
    """Finding persons across scripts: search the register, keep its index, link lists, carry enquiries in files."""


for each in (
    search_commands.search, search_commands.index, search_commands.match, link_commands.link_lists,
    carried_commands.key, carried_commands.take, carried_commands.hand_over,
):  # fmt: skip
    trace.add_command(each)
