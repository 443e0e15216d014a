"""Invented samples of feeds, wires and exports, and what the tests of their readers share."""

import json
from typing import Any

from twosource.model import Report
from twosource.readers import ReadError, ReadOptions, read_bytes

WHEN = "2031-01-01T00:00:00+00:00"
SAID = "The harbour master of Ovre said that three ships had left."
DENIED = "The navy of Sudmark denied that it had closed the port."


def read(data: str | bytes, name: str, **options: Any) -> list[Report | ReadError]:
    raw = data.encode() if isinstance(data, str) else data
    return list(read_bytes(raw, name=name, options=ReadOptions(retrieved=WHEN, **options)))


def reports(data: str | bytes, name: str, **options: Any) -> list[Report]:
    found = read(data, name, **options)
    assert [str(one) for one in found if isinstance(one, ReadError)] == []
    return [one for one in found if isinstance(one, Report)]


def errors(data: str | bytes, name: str, **options: Any) -> list[str]:
    found = [one for one in read(data, name, **options) if isinstance(one, ReadError)]
    assert all(one.remedy and len(str(one).splitlines()) == 1 for one in found)
    return [str(one) for one in found]


def rss(*items: str, head: str = "", root: str = "") -> str:
    """An RSS feed of the given items."""
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:atom="http://www.w3.org/2005/Atom"'
    )
    inner = "".join(f"<item>{item}</item>\n" for item in items)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {spaces} {root}><channel><title>Hest Courier</title>'
        f"<link>https://courier.example/</link>{head}{inner}</channel></rss>"
    )


def described(text: str = SAID, more: str = "") -> str:
    return f"<description>{text}</description>{more}"


def atom(*entries: str, root: str = "") -> str:
    """An Atom feed of the given entries."""
    inner = "".join(f"<entry>{entry}</entry>\n" for entry in entries)
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" {root}><title>Nedre Watch</title>'
        f"<id>urn:nedre</id>{inner}</feed>"
    )


def ninjs(**more: Any) -> dict[str, Any]:
    """One item of ninjs 3."""
    return {
        "uri": "urn:newsml:hest.example:1",
        "version": "2",
        "firstCreated": "2031-05-04T08:00:00Z",
        "versionCreated": "2031-05-04T09:00:00Z",
        "pubStatus": "usable",
        "language": "en",
        "headlines": [{"role": "main", "value": "Ships leave Ovre"}],
        "bodies": [{"role": "main", "contentType": "text/plain", "value": SAID}],
    } | more


def g2(content: str, *, meta: str = "", about: str = "", status: str = "stat:usable", guid: str = "urn:hest:2") -> str:
    """One news item of NewsML-G2."""
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="3" xml:lang="en-GB"><itemMeta>'
        '<provider qcode="nprov:Hest"><name>Hest Press</name></provider>'
        f'<versionCreated>2031-05-04T12:00:00+03:00</versionCreated>{meta}<pubStatus qcode="{status}"/></itemMeta>'
        f"<contentMeta>{about}</contentMeta><contentSet>{content}</contentSet></newsItem>"
    )


def g2_message(*items: str) -> str:
    return (
        '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>'
        + "".join(items)
        + "</itemSet></newsMessage>"
    )


def post(number: int = 5, text: Any = SAID, **more: Any) -> dict[str, Any]:
    """One message of a Telegram export."""
    return {
        "id": number,
        "type": "message",
        "date": "2031-05-04T12:30:00",
        "date_unixtime": "1935714600",
        "from": "Hest Harbour",
        "from_id": "channel123",
        "text": text,
        "text_entities": [{"type": "plain", "text": text}] if isinstance(text, str) and text else [],
    } | more


def chat(*messages: Any, **more: Any) -> dict[str, Any]:
    return {"name": "Hest Harbour", "type": "public_channel", "id": 123, "messages": list(messages)} | more


def export(*messages: Any, **more: Any) -> str:
    return json.dumps(chat(*messages, **more), ensure_ascii=False)
