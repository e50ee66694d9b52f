"""Tracing on the command line: one group, whose commands stand in files of their own."""

import click

from safeconduct.tracing import search_commands


@click.group()
def trace() -> None:
    """Finding persons across scripts: search the register, keep its index, compare what is new."""


for each in (search_commands.search, search_commands.index, search_commands.match):
    trace.add_command(each)
