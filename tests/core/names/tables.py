"""Reads the tables of cases that stand beside the tests."""

from pathlib import Path


def rows(file: str) -> list[list[str]]:
    """The rows of one table without its comments and its head, cells as written."""
    lines = (Path(__file__).parent / file).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
