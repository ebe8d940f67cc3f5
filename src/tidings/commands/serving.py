"""The desk: serve."""

from __future__ import annotations

import ipaddress
import os
import secrets
import socket
from pathlib import Path
from typing import Annotated

import typer

from ..errors import SettingError
from .options import DEFAULT, At
from .shell import print_text, quiet_ends, say, told_errors

_TOKEN_BYTES = 18
_BACKLOG = 256


def serve(
    library: At = Path(DEFAULT),
    host: Annotated[str, typer.Option(help="The address to listen at; beyond this machine a token is wanted.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port; 0 takes a free one.")] = 8321,
    token: Annotated[
        str | None,
        typer.Option(envvar="TIDINGS_TOKEN", help="What visitors must give; made where the host is not this machine."),
    ] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Another name that leads to this desk, such as desk.lan.")
    ] = None,
) -> None:
    """Open the library in the browser: stories, accounts side by side, events, a map; and a REST interface."""
    with quiet_ends(), told_errors():
        from ..library import Library

        if not library.exists():
            say("note", f"{library} is made now: there was none. Reports are added on the page or with `tidings add`")
        with Library(library, create=True):
            pass  # made and brought up to date before anyone asks
        beyond = not _loopback(host)
        if beyond and not token:
            token = secrets.token_urlsafe(_TOKEN_BYTES)
        names = [*(allow_host or ()), *([socket.gethostname()] if beyond else ())]
        with _listening(host, port) as listener:
            _run(library, listener, host, token, names)


def _run(library: Path, listener: socket.socket, host: str, token: str | None, names: list[str]) -> None:
    import uvicorn

    from ..web import create_app

    app = create_app(library, token=token, allowed_hosts=[*names, *([host] if _named(host) else ())])
    port = listener.getsockname()[1]
    shown = "127.0.0.1" if host in ("", "0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104
    print_text(f"The desk is open at http://{shown}:{port}/ (stop it with Ctrl-C)\n")
    if token:
        print_text(f"It wants this token: {token}\n")
    settings = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, proxy_headers=False)
    uvicorn.Server(settings).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises SettingError, saying what to do, where it cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:
        raise SettingError(f"--host '{host}' is no address here ({error}). Give 127.0.0.1 or a name") from None
    made = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(_BACKLOG)
    except OSError as error:
        made.close()
        raise SettingError(
            f"cannot listen at {host}, port {port} ({error.strerror}). Is another desk open there? Give another --port"
        ) from None
    return made


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _named(host: str) -> bool:
    return host not in ("", "0.0.0.0", "::")  # noqa: S104 (compared, not listened at)


VERBS = (serve,)
