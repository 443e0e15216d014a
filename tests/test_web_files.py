"""What is in the package and what goes out of it: third-party files as pinned, colours as tested, the evidence pack whole."""

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.test_html_colours import CSS, palette
from tests.web_samples import client
from twosource.exports import evidence_pack
from twosource.model import OrphanError, Span
from twosource.web.assets import STATIC, files

ROOT = Path(__file__).parents[1]
VENDOR = STATIC / "vendor"
APP = (STATIC / "app.css").read_text(encoding="utf-8")


def test_third_party_files_are_those_that_were_pinned():
    lines = (VENDOR / "SHA256SUMS.txt").read_text().splitlines()
    listed = {name: digest for digest, name in (line.split() for line in lines)}
    assert set(listed) == {path.name for path in VENDOR.iterdir() if path.suffix in {".js", ".css"}}
    for name, digest in listed.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name
    script = (ROOT / "tools" / "refresh_assets.sh").read_text(encoding="utf-8")
    for package, licence in (("leaflet@1.9.4", "leaflet"), ("htmx.org@2.0.4", "htmx")):
        assert package in script
        assert (VENDOR / f"{licence}-LICENSE.txt").read_text(encoding="utf-8")


def test_no_file_of_ours_names_another_host():
    for name, (body, _) in files().items():
        if not name.startswith("vendor/"):
            found = re.findall(rb"https?://[^\s\"')]+", body)
            assert [one for one in found if b"www.w3.org" not in one] == [], name


def test_colours_are_those_whose_contrast_is_tested():
    light, dark = (palette(part) for part in APP.split("@media", 2)[:2])
    for own, tested in ((light, CSS.split("@media", 2)[0]), (dark, CSS.split("@media", 2)[1])):
        for name, (colour, opacity) in palette(tested).items():
            assert own[name][0].tolist() == colour.tolist(), name
            assert own[name][1] == opacity, name


def test_every_hue_has_a_line_or_a_word_of_its_own():
    for hue in ("side-b", "side-c", "third", "outlet"):
        rule = next(rule for rule in re.findall(r"[^{}]+\{[^{}]*\}", APP) if rule.strip().startswith(f".card.{hue} "))
        assert "border-left-style" in rule, hue
    for basis in ("claimed", "denied"):
        assert re.search(rf"\.swatch\.{basis} \{{[^}}]*border-style", APP), basis


@pytest.fixture(scope="module")
def pack(sample_ledger):
    web = client(sample_ledger)
    claim = web.get("/claims.json").json()["claims"][0]["id"]
    return web, claim, web.get(f"/claims/{claim}/evidence.zip").content


def test_the_manifest_names_every_file_with_its_hash(pack):
    _, claim, body = pack
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert manifest["claim"] == claim
        assert set(manifest["files"]) == set(archive.namelist()) - {"manifest.json"}
        for name, digest in manifest["files"].items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest, name
        page = archive.read("claim.html").decode()
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert "No person has signed it." in page
    assert not re.search(r'(?:src|href)="', page)


def test_every_quotation_of_the_pack_is_at_its_place(pack):
    web, _, body = pack
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        quotations = json.loads(archive.read("quotations.json"))
    texts = {
        row["id"]: web.get(f"/reports/{row['id']}.json").json()["text"]
        for row in web.get("/reports.json").json()["reports"]
    }
    assert {"asserts", "denies", "unable"} <= {one["stance"] for one in quotations}
    for one in quotations:
        text = texts[one["report"]]
        assert hashlib.sha256(text.encode()).hexdigest() == one["sha256"]
        for role in ("source", "cue", "content"):
            for piece in one[role]:
                assert text[piece["start"] : piece["end"]] == piece["exact"]


def test_the_same_claim_is_the_same_file(pack):
    web, claim, body = pack
    assert web.get(f"/claims/{claim}/evidence.zip").content == body
    early = web.get(f"/claims/{claim}/evidence.zip", params={"as_of": "2024-03-05"}).content
    assert early != body
    assert web.get(f"/claims/{claim}/evidence.zip", params={"as_of": "2024-03-01"}).status_code == 404


def test_a_quotation_that_is_not_in_its_report_makes_no_pack(pack):
    web, claim, _ = pack
    shown = web.app.state.source.picture()
    found = shown.claims[claim]
    key = found.members[0].statement

    broken = replace(shown.statements[key], content=(Span(0, 10**7),))
    with pytest.raises(OrphanError):
        evidence_pack.pack(found, {**shown.statements, key: broken}, shown.reports)
