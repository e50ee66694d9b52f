"""Reads a document into proposed claims: the one door of the reading.

Owns the order of the steps. An officer confirms each proposal; nothing here counts anything.
"""

from safeconduct.figures.claims import Document, Reading


def read(document: Document) -> Reading:
    """The claims that the text makes, in its order, with what is asked and what was left out."""
    return Reading(fingerprint=document.fingerprint)
