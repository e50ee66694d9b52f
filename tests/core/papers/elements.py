"""The structure tree of a PDF, as a reader by ear walks it."""

import pikepdf


def elements(node: pikepdf.Object) -> list[pikepdf.Object]:
    """Every element of the structure tree, in reading order."""
    kids: pikepdf.Object = node.get("/K", pikepdf.Array())
    listed = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    found: list[pikepdf.Object] = []
    for kid in listed:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += [kid, *elements(kid)]
    return found
