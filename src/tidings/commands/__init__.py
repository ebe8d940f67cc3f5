"""The verbs of a library on the command line: thin shells over `tidings.Library`, nothing heavy at import."""

from __future__ import annotations

import typer

from . import adding, asking, codebooks, judging, keeping, serving, watching

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Hang the verbs on the `tidings` command."""
    for module in (adding, watching, asking, keeping, serving):
        for verb in module.VERBS:
            app.command()(verb)
    app.add_typer(judging.app, name="judge")
    app.add_typer(codebooks.app, name="codebook")
