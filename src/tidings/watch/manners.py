"""Manners towards hosts: robots.txt is obeyed, and requests to one host are kept apart."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from ..ingest.fetch import Fetcher, FetchError, Page

NAME = "Tidings"  # in robots.txt
KEPT_SECONDS = 3_600.0  # that a robots.txt is believed
LONGEST_DELAY = 60.0  # seconds between requests that a robots.txt can ask for
_ROBOTS_BYTES = 500_000
_FORBIDDEN = "robots"


class Polite:
    """Fetches with manners. `sleep` and `clock` are seams for tests."""

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        pace: float,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetcher = fetcher
        self._pace = pace
        self._sleep = sleep
        self._clock = clock
        self._last: dict[str, float] = {}
        self._robots: dict[str, tuple[float, RobotFileParser]] = {}

    def get(self, url: str, *, headers: dict[str, str] | None = None) -> Page:
        """Read an address as its host allows. Raises FetchError, with code 'robots' where it does not."""
        host, rules = self._rules(url)
        if not rules.can_fetch(NAME, url):
            raise FetchError(_FORBIDDEN, f"{url}: its host's robots.txt does not allow it")
        delay = rules.crawl_delay(NAME)
        self._wait(host, max(self._pace, min(LONGEST_DELAY, float(delay or 0))))
        return self._fetcher.get(url, headers=headers)

    def _rules(self, url: str) -> tuple[str, RobotFileParser]:
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}".lower()
        known = self._robots.get(host)
        if known and self._clock() - known[0] < KEPT_SECONDS:
            return host, known[1]
        rules = RobotFileParser()
        try:
            self._wait(host, self._pace)
            page = self._fetcher.get(f"{host}/robots.txt")
            text = page.body[:_ROBOTS_BYTES].decode("utf-8", "replace")
            rules.parse(text.splitlines())
        except FetchError as error:
            if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                rules.parse([])  # no rules: all is allowed (RFC 9309)
            elif error.code in {"private-address", "bad-address"}:
                raise
            else:  # not known: nothing is allowed, and it is asked again next time
                message = f"{url}: its host's robots.txt could not be read ({error}); tried again later"
                raise FetchError("robots-unknown", message) from error
        self._robots[host] = (self._clock(), rules)
        return host, rules

    def _wait(self, host: str, seconds: float) -> None:
        last = self._last.get(host)
        if last is not None:
            left = last + seconds - self._clock()
            if left > 0:
                self._sleep(left)
        self._last[host] = self._clock()
