"""Certificates: one page each with code and ordinal, printed once, by the clerk."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests.decisions.builders import issued, signed
from tests.honours.builders import revoke
from thidua.honours import actions as honours
from thidua.honours.models import Honour
from thidua.rewards.actions import print_certificates
from thidua.rewards.models import CertificateBatch
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent


def _pages(batch) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(batch.paper.file.read())).pages]


def test_one_page_for_each_honour_with_name_ordinal_and_code(province):
    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at)
    batch = print_certificates(decision=decision, by=ha_long.clerk, at=at)
    pages = _pages(batch)
    assert (batch.count, len(pages), batch.printed_by, batch.paper.kind) == (3, 3, ha_long.clerk, "certificates")
    for page, honour in zip(pages, Honour.objects.order_by("ordinal"), strict=True):
        found = [
            text.lower() in page.lower()
            for text in (f"Bà {honour.recipient_name}", honour.check_code, "01/QĐ-UBND", f"{honour.ordinal:02d}")
        ]
        assert found == [True] * 4
    assert AuditEvent.objects.latest("seq").detail == {"count": 3}
    assert batch.paper.is_public is False


def test_a_revoked_honour_is_not_printed_and_a_corrected_one_as_corrected(province):
    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at)
    first, second, third = Honour.objects.order_by("ordinal")
    revoke(first, ha_long.decider, at)
    honours.correct_honour(honour=second, recipient_name="Nguyễn Thị Bích", reason="Sai", by=ha_long.officer, at=at)
    pages = _pages(print_certificates(decision=decision, by=ha_long.clerk, at=at))
    assert [("Nguyễn Thị Bích" in page, second.check_code in page, third.check_code in page) for page in pages] == [
        (True, True, False),
        (False, False, True),
    ]
    assert [first.check_code in page for page in pages] == [False, False]


def test_certificates_are_printed_once_after_issue_by_the_clerk(province):
    ha_long, at = province.ha_long, province.at
    early = signed(ha_long, at, people=1)
    with pytest.raises(Denied) as refused:
        print_certificates(decision=early, by=ha_long.clerk, at=at)
    assert refused.value.reason == "Chỉ in giấy khen, bằng khen sau khi quyết định đã được ban hành."
    decision = issued(ha_long, at, people=1, award="grassroots_emulation_fighter")
    with pytest.raises(Denied) as refused:
        print_certificates(decision=decision, by=ha_long.officer, at=at)
    assert refused.value.reason == "Để in giấy khen, bằng khen cần vai trò “Văn thư” của Phường Hạ Long."
    print_certificates(decision=decision, by=ha_long.clerk, at=at)
    with pytest.raises(Denied) as refused:
        print_certificates(decision=decision, by=ha_long.clerk, at=at)
    assert refused.value.reason == "Giấy khen, bằng khen của quyết định này đã được in; mời tải tệp đã lưu."
    assert CertificateBatch.objects.count() == 1


def test_when_all_are_revoked_nothing_is_printed(province):
    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at, people=1)
    revoke(Honour.objects.get(), ha_long.decider, at)
    with pytest.raises(Denied) as refused:
        print_certificates(decision=decision, by=ha_long.clerk, at=at)
    assert refused.value.reason == "Mọi khen thưởng của quyết định này đã bị hủy bỏ, không còn gì để in."


def test_the_screens_print_once_and_hand_out_the_file(client, province, django_assert_max_num_queries):
    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at)
    client.force_login(ha_long.clerk)
    assert [d.pk for d in client.get(reverse("rewards:list")).context["waiting"]] == [decision.pk]
    assert client.get(reverse("rewards:detail", args=[decision.pk])).context["actions"][0].refused == ""
    for _ in range(2):
        client.post(reverse("rewards:print", args=[decision.pk]))
    batch = CertificateBatch.objects.get()
    with django_assert_max_num_queries(12):
        page = client.get(reverse("rewards:list"))
    assert ([d.pk for d in page.context["waiting"]], [r.record for r in page.context["table"].rows]) == ([], [batch])
    assert client.get(reverse("rewards:detail", args=[decision.pk])).context["actions"][0].url == reverse(
        "papers:open", args=[batch.paper_id]
    )
    assert client.get(reverse("papers:open", args=[batch.paper_id])).status_code == 200


def test_another_unit_finds_neither_the_batch_nor_its_file(client, province):
    ha_long, at = province.ha_long, province.at
    batch = print_certificates(decision=issued(ha_long, at), by=ha_long.clerk, at=at)
    client.force_login(province.cam_pha.clerk)
    assert client.get(reverse("rewards:list")).context["table"].count == 0
    assert client.get(reverse("rewards:detail", args=[batch.decision_id])).status_code == 404
    assert client.post(reverse("rewards:print", args=[batch.decision_id])).status_code == 404
    assert client.get(reverse("papers:open", args=[batch.paper_id])).status_code == 403
