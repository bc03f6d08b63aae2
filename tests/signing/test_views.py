"""The screens of signing, for the right and the wrong person; the live board and its answers while nothing changed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.paperwork.test_signatures import PNG
from tests.pledges.samples import proposed
from thidua.pledges import actions
from thidua.signing.models import SignedFile, SignerCertificate


@pytest.fixture(autouse=True)
def the_day(monkeypatch, province):
    monkeypatch.setattr("thidua.shared.clock.now", lambda: province.at)


def page(name, *args):
    return reverse(f"pledges:{name}", args=args)


def upload(content: bytes, name: str = "giao-uoc.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_head_prepares_downloads_signs_and_hands_in(client, province):
    from tests.signing.hands import Desk, register

    pledge = proposed(province)
    unit = province.ha_long.head
    register(unit, province.root.officer, province.at)
    client.force_login(unit)
    answer = client.post(page("signing-prepare", pledge.pk), {"version": pledge.version})
    assert answer.url == page("signing", pledge.pk)
    desk = Desk(province, pledge)
    assert b"".join(client.get(page("signing-file", pledge.pk)).streaming_content) == desk.file()
    answer = client.post(page("signing", pledge.pk), {"file": upload(desk.signed(unit, "member"))})
    assert (answer.status_code, answer.url) == (302, page("signing", pledge.pk))
    assert client.get(page("signing", pledge.pk)).status_code == 200
    file = SignedFile.objects.get()
    shown = client.get(reverse("signing:file", args=[file.pk]))
    assert [check.then_outcome for check in shown.context["checks"]] == ["accepted"]
    client.post(reverse("signing:check", args=[file.pk]))
    assert file.checks.count() == 2
    opened = b"".join(client.get(reverse("signing:open", args=[file.pk])).streaming_content)
    assert opened == desk.file()


def test_a_refused_file_comes_back_with_its_reasons(client, waiting, province):
    client.force_login(province.ha_long.head)
    answer = client.post(page("signing", waiting.pledge.pk), {"file": upload(waiting.file())})
    assert (answer.status_code, answer.context["refused"]) == (
        422,
        ["Tệp đúng là bản đã phát hành nhưng chưa có chữ ký mới nào. Hãy ký số rồi tải lên lại."],
    )


def test_a_file_of_a_hundred_megabytes_is_refused(client, waiting, province):
    client.force_login(province.ha_long.head)
    answer = client.post(page("signing", waiting.pledge.pk), {"file": upload(b"%PDF-" + b"0" * 100 * 2**20)})
    assert (answer.status_code, answer.context["form"].non_field_errors()) == (
        422, ["Tệp quá lớn: nhiều nhất 20 MB."],
    )  # fmt: skip
    assert SignedFile.objects.count() == 0


def test_a_clerk_confirms_a_waiting_file_on_its_page(client, unregistered, province):
    unit = province.ha_long.head
    file = unregistered.hand_in(unregistered.signed(unit, "member"), unit)
    address = page("signing-confirm", unregistered.pledge.pk, file.pk)
    client.force_login(province.ha_long.clerk)
    assert client.get(address).status_code == 200
    answer = client.post(address, {"decision": "accept", "reason": "Sê-ri trên biên bản", "remember": "on"})
    assert answer.url == page("signing", unregistered.pledge.pk)
    assert unregistered.fresh.signatures.get().signer == unit


def test_a_clerk_hands_in_a_scan_and_it_is_served_as_the_picture_it_is(client, waiting, province):
    client.force_login(province.ha_long.clerk)
    address = page("signing-scan", waiting.pledge.pk)
    given = {"file": upload(PNG, "quet.png"), "signed_on": "08/07/2025"}
    given["signer_member"], given["signer_superior"] = str(province.ha_long.head.pk), str(province.root.head.pk)
    assert client.post(address, given).url == page("signing", waiting.pledge.pk)
    answer = client.get(page("paper", waiting.pledge.pk))
    assert (answer["Content-Type"], waiting.fresh.state) == ("image/png", "signed")


def test_a_stranger_sees_no_signed_file(client, waiting, province):
    unit = province.ha_long.head
    file = waiting.hand_in(waiting.signed(unit, "member"), unit)
    client.force_login(province.cam_pha.head)
    for address in (reverse("signing:file", args=[file.pk]), reverse("signing:open", args=[file.pk])):
        assert client.get(address).status_code in (302, 403)
    assert client.get(page("signing", waiting.pledge.pk)).status_code == 404


def test_the_practice_button_is_there_in_a_practice_province_only(client, waiting, province, settings):
    client.force_login(province.ha_long.head)
    labels = {}
    for demo in (False, True):
        settings.DEMO = demo
        acts = client.get(page("signing", waiting.pledge.pk)).context["actions"]
        labels[demo] = [act.label for act in acts]
    assert labels == {False: ["Tải lên bản giấy đã ký"], True: ["Ký số diễn tập", "Tải lên bản giấy đã ký"]}


def test_the_list_of_authorities_names_what_the_folder_holds(client, province):
    client.force_login(province.root.officer)
    shown = client.get(reverse("signing:authorities")).context
    assert [each.file for each in shown["authorities"]] == ["ca.pem"]
    assert [(each.file, each.revoked) for each in shown["lists"]] == [("ca.crl", 0)]


def test_an_office_sees_the_certificates_of_its_people_and_ends_them_with_a_reason(client, waiting, province):
    head = province.ha_long.head
    known = SignerCertificate.objects.get(user=head)
    page_of_it = reverse("signing:certificate", args=[known.pk])

    def holders(account) -> list[int]:
        client.force_login(account)
        shown = client.get(reverse("signing:certificates")).context["table"].queryset
        return sorted(shown.values_list("user", flat=True))

    assert (holders(province.ha_long.clerk), holders(head)) == ([head.pk], [head.pk])
    assert holders(province.root.officer) == sorted([head.pk, province.root.head.pk])
    assert (holders(province.cam_pha.clerk), client.get(page_of_it).status_code) == ([], 404)
    client.force_login(province.ha_long.clerk)
    assert client.post(page_of_it, {"reason": ""}).status_code == 422
    assert client.post(page_of_it, {"reason": "Mất USB token ngày 02/03/2025"}).status_code == 302
    known.refresh_from_db()
    assert (known.ended_by, known.ended_reason) == (province.ha_long.clerk, "Mất USB token ngày 02/03/2025")
    again = client.get(page_of_it)
    assert (again.status_code, again.context["form"]) == (200, None)
    assert client.post(page_of_it, {"reason": "Mất USB token ngày 02/03/2025"}).status_code == 403


# ── the live board ──


def test_the_live_board_says_304_until_somebody_signs(client, waiting, province):
    client.force_login(province.root.officer)
    address = page("live-board", waiting.pledge.movement_id)
    first = client.get(address)
    again = {"HTTP_HX_REQUEST": "true", "HTTP_IF_NONE_MATCH": first["ETag"]}
    assert (first.status_code, client.get(address, **again).status_code) == (200, 304)
    actions.sign_pledge(pledge=waiting.fresh, by=province.ha_long.head, at=province.at)
    changed = client.get(address, **again)
    assert (changed.status_code, changed.templates[0].name, changed["ETag"] != first["ETag"]) == (
        200, "pledges/_live_rows.html", True,
    )  # fmt: skip
    row = next(row for row in changed.context["rows"] if row.unit == "Phường Hạ Long")
    assert (row.member.way, row.superior, row.is_complete) == ("screen", None, False)


def test_the_live_board_of_a_cluster_shows_its_members_only(client, waiting, province):
    client.force_login(province.root.officer)
    address = page("live-board", waiting.pledge.movement_id)
    everybody = [row.unit for row in client.get(address).context["rows"]]
    members = [row.unit for row in client.get(address, {"cum": province.cluster.pk}).context["rows"]]
    assert (sorted(everybody), sorted(members)) == (
        sorted(["Phường Hạ Long", "Phường Cẩm Phả", "Đặc khu Vân Đồn"]),
    ) * 2
    assert [row.unit for row in client.get(address, {"cum": 10**8}).context["rows"]] == everybody


def test_a_poll_that_finds_nothing_new_costs_few_queries(client, waiting, province):
    client.force_login(province.root.officer)
    address = page("live-board", waiting.pledge.movement_id)
    mark = client.get(address)["ETag"]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(address, HTTP_HX_REQUEST="true", HTTP_IF_NONE_MATCH=mark)
    assert len(asked) <= 8
