"""Tracing on the command line: one group, whose commands stand in files of their own."""

import click

from safeconduct.tracing import families_commands, link_commands, search_commands


@click.group()
def trace() -> None:
    """Finding persons across scripts: search the register, keep its index, link lists, take what families wrote."""


for each in (
    search_commands.search, search_commands.index, search_commands.match, link_commands.link_lists,
    families_commands.key, families_commands.take,
):  # fmt: skip
    trace.add_command(each)
