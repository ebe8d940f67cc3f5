"""A desk over a library that is made by hand: a story of two outlets, another of one, and a report full of script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from library_samples import account, mention, pact, pact_again, raid, report, when
from tidings.library import AddedAll, Library
from tidings.records import Account, Actor, Place, Report
from tidings.web import create_app
from tidings.web.state import Limits, Progress

HOME = "http://127.0.0.1"
NO_LIMITS = Limits(requests=1_000_000, changes=1_000_000, logins=1_000_000)
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
STEERING = "\u202eevil\u2066\x1b[2J"
INTRUDER = Actor(id='group:"><svg onload=x>/..', name=f"{SCRIPT} gang", kind="group", country="TCD", sector="REB")
NOWHERE = Place(name=f"{SCRIPT} town", country="TCD", lat=12.1, lon=15.0, kind="city")


def planned() -> Account:
    """A summit that one outlet announces for a day far ahead."""
    one = report(
        "Norway to host cod summit\n\nOSLO - Norway will host Finland at a cod summit in Oslo on 4 May 2190, it said.",
        outlet="Harbour Post",
        published="2022-09-12",
    )
    from library_samples import FINLAND, NORWAY, OSLO

    told = mention(
        one, "will host Finland", "CONSULT", [NORWAY], [FINLAND], status="planned", on=when("2190-05-04"), at=OSLO
    )
    return account(one, told)


def hostile() -> Account:
    """A report whose every field tries to be more than text."""
    one = report(
        f"{SCRIPT} raid\n\nThe {SCRIPT} gang attacked a depot {STEERING} near Faya on Monday, {'x' * 400} said.",
        outlet=f"{SCRIPT} Daily",
        published="2022-10-05",
    )
    return account(one, mention(one, "attacked a depot", "ASSAULT", [INTRUDER], [INTRUDER], at=NOWHERE))


def make_library(path: Path, *accounts: Account) -> Path:
    """A library of some accounts; without any, of all those that are not hostile."""
    with Library(path, create=True) as library:
        list(library.add_accounts(accounts or (pact(), pact_again(), raid(), planned()), coder="by hand"))
    return path


def add_by_hand(path: Path, sources: Sequence[str | Report], on_progress: Progress) -> AddedAll:
    """Keeps texts without reading them, so that no model is loaded; an address is refused as the real one does."""
    from tidings.errors import UnreadableInput

    reports = [s for s in sources if isinstance(s, Report)]
    if len(reports) < len(sources):
        raise UnreadableInput("the address was not fetched: this is a test")
    with Library(path, create=True) as library:
        on_progress(0, len(reports))
        added = tuple(library.add_accounts([account(r) for r in reports], coder="by hand"))
        on_progress(len(reports), len(reports))
    return AddedAll(added=added)


def client(path: Path, **options: Any) -> TestClient:
    """Somebody who visits the desk from this machine. Enter it, so that the desk ends its work with the test."""
    options.setdefault("limits", NO_LIMITS)
    return TestClient(
        create_app(path, add=add_by_hand, **options),
        base_url=HOME,
        client=("127.0.0.1", 50_000),
        follow_redirects=False,
    )


def seal(visitor: TestClient, page: str = "/corrections") -> str:
    """The seal of the visitor's forms."""
    found = re.search(r'X-Tidings-Seal": "(\w+)"', visitor.get(page).text)
    assert found, "the page has no seal"
    return found[1]


def ids(path: Path) -> dict[str, str]:
    """Ids of the sample library by name: the story of two outlets, its agreement, one of its reports."""
    with Library(path) as library:
        event = library.events("type:AGREE")[0]
        return {"story": event["story"], "event": event["id"], "report": library.search("fishing pact")[0]["id"]}
