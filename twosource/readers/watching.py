"""Asking feeds and pages again and again, politely: what has not changed is not sent, and nobody is pressed.

One request at a time, with a pause between two to one host; robots.txt is honoured, also where a redirect leads; who
fails is asked less and less often; whoever says when to come again is believed. What was asked, and when, is in a
small file, so that a run that was ended goes on where it was.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from twosource import __version__
from twosource.model.custody import Deed
from twosource.readers import robots
from twosource.readers.errors import ReadError
from twosource.readers.feeds_file import Feed
from twosource.readers.fetching import PUBLIC, Answer, FetchError, Reach, ask
from twosource.readers.receiving import Handed

PAUSE = 5.0
"""Seconds between two requests to one host, where its robots.txt does not ask for more."""
LONGEST_PAUSE = 60.0
"""Seconds to wait for one host at most, whatever its Crawl-delay: others wait too. A longer one is a longer `every`."""
CEILING = 86_400.0
"""Seconds after which one that fails is asked again at the latest, if its own `every` is no longer."""
JITTER = 0.1
"""Part of a wait that is added by chance, so that many who began at once do not come at once."""
FARTHEST = 7 * 86_400.0
"""Seconds for which a Retry-After is believed, and after which what is gone is asked again."""
ROBOTS_KEPT = 86_400.0
"""Seconds for which a robots.txt is kept: RFC 9309 asks for no more than a day."""
ACCEPT = "application/rss+xml, application/atom+xml, application/xml, application/json, text/html, text/plain;q=0.5"
SUFFIXES = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "application/pdf": ".pdf"}
NO_TEXT = ("image/", "audio/", "video/", "font/")
UNSAFE = re.compile(r"[^A-Za-z0-9.]+")


class Known(Struct, kw_only=True):
    """What is known of one address from the last times.

    Attributes:
        etag, modified: as the server gave them; sent back.
        asked, due: POSIX times of the last request and of the next.
        failures: how often in a row it failed.
        sha256: of what it last sent.
    """

    etag: str | None = None
    modified: str | None = None
    asked: float = 0.0
    due: float = 0.0
    failures: int = 0
    sha256: str | None = None


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of asking.

    Attributes:
        handed: the bytes, where there are new ones.
        problem: why there are none, in one line; `None` where nothing has changed.
        told: something a person should know besides; `None` mostly.
        known: to be kept once the bytes are in the ledger.
    """

    known: Known
    handed: Handed | None = None
    problem: str | None = None
    told: str | None = None


class Memory:
    """What is known of all addresses, in a file that is whole or as it was before."""

    def __init__(self, path: Path) -> None:
        """Raises ReadError: there is such a file, and it is not one of ours."""
        self._path = path
        self._known: dict[str, Known] = {}
        try:
            self._known = msgspec.json.decode(path.read_bytes(), type=dict[str, Known])
        except FileNotFoundError:
            pass
        except (OSError, msgspec.DecodeError) as error:
            remedy = "move it away: every feed is then asked anew, and what is in the ledger is skipped"
            raise ReadError(path, f"cannot be read ({error})", remedy) from None

    def of(self, url: str) -> Known:
        """What is known of an address."""
        return self._known.get(url, Known())

    def keep(self, url: str, known: Known) -> None:
        """Keep it, on the disk too.

        Raises:
            ReadError: it cannot be written.
        """
        self._known[url] = known
        part = self._path.with_name(self._path.name + ".part")
        try:
            with part.open("wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(self._known)))
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path)
        except OSError as error:
            raise ReadError(self._path, f"cannot be written ({error.strerror})", "free some space") from None


class Poller:
    """Asks, one address after the other."""

    def __init__(
        self,
        *,
        contact: str | None = None,
        reach: Reach = PUBLIC,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        about = f" (+{contact})" if contact else " (reads feeds for a news desk)"
        self.agent = f"{robots.TOKEN}/{__version__}{about}"
        self._reach, self._clock, self._sleep = reach, clock, sleep
        self._rules: dict[str, tuple[float, robots.Rules]] = {}
        self._last: dict[str, float] = {}

    def headers(self, known: Known) -> dict[str, str]:
        """What is sent, so that only what has changed is answered."""
        sent = {"User-Agent": self.agent, "Accept": ACCEPT, "Accept-Encoding": "identity"}
        if known.etag:
            sent["If-None-Match"] = known.etag
        if known.modified:
            sent["If-Modified-Since"] = known.modified
        return sent

    def poll(self, feed: Feed, known: Known) -> Outcome:
        """Ask for one address now."""
        try:
            answer = ask(feed.url, headers=self.headers(known), before=self._before, reach=self._reach)
        except FetchError as error:
            return self._failed(feed, known, f"{feed.url}: {error}")
        told = f"{feed.url} has moved to {answer.moved} for good: change it in the file" if answer.moved else None
        if answer.status == HTTPStatus.NOT_MODIFIED:
            return Outcome(known=self._again(feed, known), told=told)
        if answer.status != HTTPStatus.OK:
            return self._refused(feed, known, answer)
        if answer.kind.startswith(NO_TEXT):
            return self._failed(feed, known, f"{feed.url}: sent {answer.kind}; only text is read")
        if answer.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity", "gzip", "x-gzip"}:
            return self._failed(
                feed, known, f"{feed.url}: sent an encoding that was not asked for; name another address"
            )
        sha256 = hashlib.sha256(answer.body).hexdigest()
        new = self._again(feed, known)
        new.etag, new.modified = answer.headers.get("etag"), answer.headers.get("last-modified")
        new.sha256 = sha256
        if sha256 == known.sha256:
            return Outcome(known=new, told=told)
        return Outcome(known=new, handed=handed_of(feed, answer), told=told)

    def _again(self, feed: Feed, known: Known) -> Known:
        now = self._clock()
        kept = (known.etag, known.modified, known.sha256)
        return Known(etag=kept[0], modified=kept[1], sha256=kept[2], asked=now, due=now + spread(feed.every))

    def _failed(self, feed: Feed, known: Known, problem: str, *, wait: float = 0.0) -> Outcome:
        again = self._again(feed, known)
        again.failures = known.failures + 1
        again.due = again.asked + max(spread(backed_off(feed.every, again.failures)), wait)
        return Outcome(known=again, problem=problem)

    def _refused(self, feed: Feed, known: Known, answer: Answer) -> Outcome:
        wait = retry_after(answer.headers.get("retry-after"), now=self._clock())
        words = f"{feed.url}: answered {answer.status}"
        if answer.status == HTTPStatus.GONE:
            return self._failed(feed, known, f"{words}, gone for good: take it out of the file", wait=FARTHEST)
        return self._failed(feed, known, f"{words}; it is asked again later", wait=wait)

    def _before(self, url: str) -> None:
        """Wait for the host's turn, and make sure that it lets us.

        Raises:
            FetchError: its robots.txt does not, or cannot be had.
        """
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        rules = self._rules_of(site)
        if not rules.allow(url):
            raise FetchError("its robots.txt does not let us ask for this: take it out of the file, or ask the site")
        self._wait(parts.netloc, rules.delay)

    def _wait(self, host: str, delay: float | None) -> None:
        pause = min(max(PAUSE, delay or 0.0), LONGEST_PAUSE)
        left = self._last.get(host, -pause) + pause - self._clock()
        if left > 0:
            self._sleep(min(left, pause))
        self._last[host] = self._clock()

    def _rules_of(self, site: str) -> robots.Rules:
        taken, rules = self._rules.get(site, (-ROBOTS_KEPT, robots.ALL))
        if self._clock() - taken < ROBOTS_KEPT:
            return rules
        headers = {"User-Agent": self.agent, "Accept": "text/plain", "Accept-Encoding": "identity"}
        answer = ask(
            f"{site}/robots.txt",
            headers=headers,
            before=lambda url: self._wait(urlsplit(url).netloc, None),
            reach=self._reach,
        )
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise FetchError(
                f"its robots.txt cannot be had now (answered {answer.status}), so nothing else is asked for"
            )
        rules = robots.parse(answer.body) if answer.status == HTTPStatus.OK else robots.ALL
        self._rules[site] = (self._clock(), rules)
        return rules


def backed_off(every: float, failures: int) -> float:
    """Seconds until the next request after so many failures: twice as long each time, up to the ceiling."""
    return max(every, min(every * 2.0 ** min(failures, 32), CEILING))


def spread(wait: float) -> float:
    """The wait, and up to a tenth more."""
    return wait * (1.0 + random.uniform(0.0, JITTER))  # noqa: S311 - no secret


def retry_after(value: str | None, *, now: float) -> float:
    """Seconds that a Retry-After asks for, as a number or a date; 0 where there is none, or it is neither."""
    if not value:
        return 0.0
    written = value.strip()
    if written.isascii() and written.isdigit():
        return min(float(written[:12]), FARTHEST)
    try:
        when = parsedate_to_datetime(written)
    except (TypeError, ValueError):
        return 0.0
    moment = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(max(0.0, moment.timestamp() - now), FARTHEST)


def handed_of(feed: Feed, answer: Answer) -> Handed:
    """What a server sent, ready to be read. Its name is made of the address, and names no file."""
    parts = urlsplit(feed.url)
    stem = UNSAFE.sub("-", f"{parts.hostname or ''}{parts.path}").strip("-.")[:80]
    kind = answer.kind
    suffix = SUFFIXES.get(kind) or (".xml" if kind.endswith("xml") else ".json" if kind.endswith("json") else "")
    return Handed(
        body=answer.body,
        name=(stem.removesuffix(suffix) or "page") + suffix,
        origin=feed.url,
        place=answer.url,
        deed=Deed.FETCHED,
        media_type=kind or None,
    )


def due(feeds: Iterable[Feed], memory: Memory, *, now: float) -> list[Feed]:
    """The feeds whose turn it is, the one that has waited longest first."""
    waiting = [feed for feed in feeds if memory.of(feed.url).due <= now]
    return sorted(waiting, key=lambda feed: memory.of(feed.url).due)


def moment(posix: float) -> str:
    """A POSIX time for a person: `2031-03-04T18:14:00Z`; "never" for 0."""
    return datetime.fromtimestamp(posix, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if posix else "never"
