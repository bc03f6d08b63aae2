"""Packages of the exchange: written, read back, refused by name; the archive package and its script."""

import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from paperwork.archive import pages_of
from paperwork.edxml import Attachment, EdxmlError, Package, Party, organ_id_trouble, read_package, write_package
from tests.decisions.builders import issued
from thidua.exchange import actions, queries
from thidua.exchange.models import ExchangePackage
from thidua.papers.views import file_response
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent

PACKAGE = Package(
    sender=Party("000.00.31.H36", "Ủy ban nhân dân phường Hạ Long"),
    receivers=(Party("000.00.00.H36", "Ủy ban nhân dân tỉnh Quảng Ninh"),),
    number="05",
    notation="QĐ-UBND",
    place="Hạ Long",
    issued_on=date(2025, 7, 8),
    type_name="Quyết định",
    subject="Về việc tặng Giấy khen cho H'Nhung Niê & Sùng Mí Vàng <1>",
    signer_competence="KT. CHỦ TỊCH",
    signer_position="Phó Chủ tịch",
    signer_name="Nguyễn Thị Hòa",
    sent_at=datetime(2025, 7, 8, 9, 0),
    attachments=(Attachment("05.pdf", "application/pdf", b"%PDF-1.7 one", "Quyết định"),),
    to_places=("UBND tỉnh",),
)


def test_what_was_written_is_read_back():
    read = read_package(write_package(PACKAGE))
    assert (replace(read, document_id=""), read.document_id, read.checked) == (
        PACKAGE, "000.00.31.H36,2025/07/08,05/QĐ-UBND", True,
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    subject=st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=80),
    contents=st.lists(st.binary(min_size=1, max_size=200), min_size=1, max_size=4, unique=True),
)
def test_any_text_and_any_bytes_come_back(subject, contents):
    files = tuple(Attachment(f"{n}.pdf", "application/pdf", content) for n, content in enumerate(contents))
    read = read_package(write_package(replace(PACKAGE, subject=subject, attachments=files)))
    assert (read.subject, read.attachments) == (subject, files)


GOOD = write_package(PACKAGE)
XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
BOMB = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (XXE, "dtd"),
        (BOMB, "dtd"),
        (GOOD.replace(b"<edXML:edXML ", b"<!DOCTYPE x><edXML:edXML ", 1), "dtd"),
        (b"", "not_xml"),
        (b"PK\x03\x04", "not_xml"),
        (b"<a/>", "not_edxml"),
        (GOOD.replace(b"JVBERi0xLjcgb25l", b"JVBERi0xLjcgdHdv"), "checksum"),
        (GOOD.replace(b"xmlenc#sha256", b"xmldsig#md5---"), "checksum"),
        (GOOD.replace(b"JVBERi0xLjcgb25l", b"JVBERi0xLjcgb25"), "base64"),
        (GOOD.replace(b"2025/07/08<", b"08.07.2025<", 1), "date"),
        (GOOD.replace(b"<edXML:BussinessDocType>0", b"<edXML:BussinessDocType>9"), "business"),
        (GOOD.replace(b"<edXML:CodeNumber>05", b"<edXML:CodeNumber>"), "missing"),
        (GOOD.replace(b"AttachmentEncoded", b"AttachmentHidden"), "missing"),
        (GOOD.replace(b'href="cid:', b'href="cid:ff'), "manifest"),
    ],
)
def test_a_bad_package_is_refused_by_name(content, code):
    with pytest.raises(EdxmlError) as refused:
        read_package(content)
    assert refused.value.code == code


def test_a_package_of_ten_thousand_elements_is_refused():
    deep = GOOD.replace(b"</edXML:edXML>", b"<a/>" * 6_000 + b"</edXML:edXML>")
    nested = GOOD.replace(b"</edXML:edXML>", b"<a>" * 40 + b"</a>" * 40 + b"</edXML:edXML>")
    codes = []
    for content in (deep, nested):
        with pytest.raises(EdxmlError) as refused:
            read_package(content)
        codes.append(refused.value.code)
    assert codes == ["structure", "structure"]


# ── acts ──


def _made(province, **fields) -> ExchangePackage:
    given = {
        "own_id": "000.00.31.H36",
        "other": actions.Other("000.00.00.H36", "UBND tỉnh"),
        "business": 0,
        "reason": "",
    }
    decision = issued(province.ha_long, province.at, people=1)
    return actions.make_package(decision=decision, by=province.ha_long.clerk, at=province.at, **(given | fields))


@pytest.mark.parametrize("wrong", ["sai mã", "000.00.31.h36", "000.00.31.36.", "000 00 31 H36", "000.00.31.Đ36", "٠٠٠"])
@pytest.mark.parametrize("whose", ["own_id", "organ_id"])
def test_an_identifier_of_another_form_is_refused_at_its_field_and_by_the_act(province, client, wrong, whose):
    decision = issued(province.ha_long, province.at, people=1)
    data = {"own_id": "000.00.31.H36", "organ_id": "000.00.00.H36", "name": "UBND tỉnh", "business": "0"} | {
        whose: wrong
    }
    client.force_login(province.ha_long.clerk)
    page = client.post(f"/lien-thong/quyet-dinh/{decision.pk}/lap/", data)
    assert (page.status_code, list(page.context["form"].errors), page.context["form"].errors[whose]) == (
        422, [whose], [organ_id_trouble("")],
    )  # fmt: skip
    given = {
        "own_id": data["own_id"],
        "other": actions.Other(data["organ_id"], "UBND tỉnh"),
        "business": 0,
        "reason": "",
    }
    with pytest.raises(Denied) as refused:
        actions.make_package(decision=decision, by=province.ha_long.clerk, at=province.at, **given)
    assert refused.value.reason.startswith(f"Mã định danh “{wrong}” không đúng dạng.")
    assert not ExchangePackage.objects.exists()


def test_the_header_tells_the_pages_of_the_paper_that_is_sent(province):
    package = _made(province)
    content = package.file.file.read()
    read = read_package(content)
    assert (pages_of(read.attachments[0].content), read.pages, package.said["pages"]) == (2, 2, 2)
    assert b"<edXML:PageAmount>2</edXML:PageAmount>" in content


def test_a_package_goes_out_and_comes_in_elsewhere_and_never_twice(province):
    package = _made(province, other=actions.Other("000.00.32.H36", province.cam_pha.unit.agency_name))
    content = package.file.file.read()
    at, clerk = province.at, province.cam_pha.clerk
    actions.hand_over(package=package, note="Đã chuyển", by=province.ha_long.clerk, at=at)
    came = actions.receive_package(content=content, unit=province.cam_pha.unit, by=clerk, at=at)
    assert (package.state, came.state, came.number_text, came.subject, came.said["checked"]) == (
        "handed_over", "arrived", "01/QĐ-UBND", package.decision.title, True,
    )  # fmt: skip
    with pytest.raises(Denied) as twice:
        actions.receive_package(content=content, unit=province.cam_pha.unit, by=clerk, at=at)
    assert twice.value.reason == "Gói tin này đã được nhận trước đó."
    actions.take_package(package=came, note="Số đến 15", by=clerk, at=at)
    with pytest.raises(Denied):
        actions.refuse_package(package=came, reason="Gửi nhầm", by=clerk, at=at)
    assert (came.state, came.settled_note) == ("taken", "Số đến 15")


def test_a_package_for_another_office_is_taken_only_by_a_clerk_who_saw_that_and_says_why(province, client):
    at, clerk, unit = province.at, province.cam_pha.clerk, province.cam_pha.unit
    came = actions.receive_package(content=_made(province).file.file.read(), unit=unit, by=clerk, at=at)
    doubt = f"Gói tin ghi gửi cho UBND tỉnh, không ghi {unit.agency_name}."
    client.force_login(clerk)
    page = client.get(f"/lien-thong/{came.pk}/")
    assert (page.context["doubts"], doubt in page.content.decode(), 'name="acknowledged"' in page.content.decode()) == (
        [doubt], True, True,
    )  # fmt: skip
    address = f"/lien-thong/{came.pk}/tiep-nhan/"
    answers = [client.post(address, data) for data in ({"note": "Số đến 1"}, {"acknowledged": "on", "note": " "})]
    came.refresh_from_db()
    assert ([answer.status_code for answer in answers], came.state) == ([403, 403], "arrived")
    assert client.post(address, {"acknowledged": "on", "note": "Nhận thay"}).status_code == 302
    event = AuditEvent.objects.filter(act="package_taken").latest("seq")
    assert event.detail == {"doubts": [doubt], "reason": "Nhận thay"}


@pytest.mark.parametrize("name", ["UBND phường Cẩm Phả, tỉnh Quảng Ninh", "ỦY BAN NHÂN DÂN PHƯỜNG CẨM PHẢ"])
def test_an_address_is_known_however_the_office_is_written(province, name):
    unit = province.cam_pha.unit
    unit.agency_name = "Ủy ban nhân dân phường Cẩm Phả"
    unit.save()
    content = _made(province, other=actions.Other("000.00.32.H36", name)).file.file.read()
    came = actions.receive_package(content=content, unit=unit, by=province.cam_pha.clerk, at=province.at)
    assert queries.doubts_of(came) == []


def test_a_package_the_office_itself_sent_is_no_package_that_came(province):
    package, unit = _made(province), province.ha_long.unit
    with pytest.raises(Denied) as refused:
        actions.receive_package(content=package.file.file.read(), unit=unit, by=province.ha_long.clerk, at=province.at)
    assert refused.value.reason == (f"Gói tin này do chính {unit.agency_name} gửi đi, không phải gói tin đến.")
    assert (AuditEvent.objects.latest("seq").detail["code"], ExchangePackage.objects.count()) == ("own", 1)


def test_file_names_keep_the_letter_d_of_a_decision(province, client):
    package = _made(province)
    client.force_login(province.ha_long.clerk)
    pages = (
        client.get(f"/lien-thong/{package.pk}/goi-tin/"),
        client.get(f"/lien-thong/{package.pk}/tep/1/"),
        client.post(f"/lien-thong/quyet-dinh/{package.decision_id}/luu-tru/"),
    )
    assert [page["Content-Disposition"] for page in pages] == [
        'attachment; filename="01qd-ubnd.xml"', 'attachment; filename="01-qd-ubnd.pdf"',
        'attachment; filename="luu-tru-01qd-ubnd.zip"',
    ]  # fmt: skip
    assert file_response(package.decision.paper)["Content-Disposition"] == 'inline; filename="01qd-ubnd.pdf"'


def test_a_lying_package_leaves_its_checksum_in_the_audit_and_nothing_else(province):
    lying = GOOD.replace(b"JVBERi0xLjcgb25l", b"JVBERi0xLjcgdHdv")
    with pytest.raises(Denied) as refused:
        actions.receive_package(content=lying, unit=province.ha_long.unit, by=province.ha_long.clerk, at=province.at)
    event = AuditEvent.objects.latest("seq")
    assert refused.value.reason == (
        "Mã kiểm tra của tệp “05.pdf” không khớp nội dung: tệp đã bị thay đổi hoặc hỏng khi chuyển."
    )
    assert (event.act, event.detail["code"], ExchangePackage.objects.count()) == ("package_refused", "checksum", 0)


@pytest.mark.parametrize(
    ("name", "content"), [("run.exe", b"MZ"), ("a.pdf", b"MZ"), ("a.docx", b"PK\x03\x04 word/vbaProject.bin")]
)
def test_a_file_that_could_run_is_not_taken_in(province, name, content):
    package = replace(PACKAGE, attachments=(Attachment(name, "application/octet-stream", content),))
    with pytest.raises(Denied) as refused:
        actions.receive_package(
            content=write_package(package), unit=province.ha_long.unit, by=province.ha_long.clerk, at=province.at
        )
    assert refused.value.reason.startswith(f"Tệp “{name}”")


def test_only_the_own_clerk_makes_receives_and_archives(province):
    decision, at, stranger = issued(province.ha_long, province.at, people=1), province.at, province.cam_pha.clerk
    acts = [
        lambda: actions.make_package(
            decision=decision, own_id="1", other=actions.Other("2", "B"), business=0, reason="", by=stranger, at=at
        ),
        lambda: actions.receive_package(content=GOOD, unit=province.ha_long.unit, by=stranger, at=at),
        lambda: actions.make_archive(decision=decision, by=stranger, at=at),
    ]
    for act in acts:
        with pytest.raises(Denied) as refused:
            act()
        assert "cần vai trò" in refused.value.reason


def test_the_archive_checks_itself_and_notices_a_changed_file(province, tmp_path):
    decision = issued(province.ha_long, province.at, people=1)
    made = actions.make_archive(decision=decision, by=province.ha_long.clerk, at=province.at)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        archive.extractall(tmp_path)
    (row,) = json.loads((tmp_path / "manifest.json").read_text())["papers"]
    assert (row["file"], row["pdfa"], row["metadata"]["CodeNumber"], row["metadata"]["PageAmount"]) == (
        "giay-to/001-01qd-ubnd.pdf", True, "01", 2,
    )  # fmt: skip

    def check() -> tuple[int, str]:
        done = subprocess.run([sys.executable, "-I", tmp_path / "kiem_tra.py"], capture_output=True, text=True)
        return done.returncode, done.stdout.strip()

    good = check()
    file = tmp_path / row["file"]
    file.write_bytes(file.read_bytes() + b"x")
    assert (good, check()) == (
        (0, "Đúng: 1 tệp khớp danh mục."),
        (1, f"Tệp {row['file']} đã bị thay đổi: mã SHA-256 không khớp."),
    )


def test_a_refused_package_is_asked_for_again_by_its_name(province, client):
    client.force_login(province.ha_long.clerk)
    data = {"unit": province.ha_long.unit.pk, "file": SimpleUploadedFile("goi-tin.xml", XXE)}
    page = client.post("/lien-thong/den/", data)
    told = "Mời chọn lại tệp goi-tin.xml: trình duyệt không giữ tệp khi biểu mẫu bị trả lại."
    assert (page.status_code, page.content.decode().count(told)) == (422, 1)


def test_the_pages_of_the_exchange(province, client):
    package = _made(province)
    client.force_login(province.ha_long.clerk)
    pages = [
        client.get(address)
        for address in (
            "/lien-thong/",
            f"/lien-thong/{package.pk}/",
            "/lien-thong/den/",
            f"/lien-thong/{package.pk}/tep/1/",
        )
    ]
    assert [page.status_code for page in pages] == [200] * 4
    assert pages[3].content.startswith(b"%PDF-")
    client.force_login(province.stranger)
    assert client.get(f"/lien-thong/{package.pk}/").status_code == 404
