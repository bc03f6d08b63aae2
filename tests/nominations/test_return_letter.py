"""The letter that goes with a dossier given back: numbered once for each return, read by both sides."""

from datetime import timedelta
from io import BytesIO

from django.urls import reverse
from pypdf import PdfReader

from tests.nominations.conftest import RECEIVED, SENT
from tests.nominations.screens import december, page  # noqa: F401
from tests.nominations.test_actions import refused
from tests.nominations.test_views import post, words
from thidua.nominations import actions
from thidua.nominations.actions_letters import issue_return_letter
from thidua.shared.models import AuditEvent

WHY = "Thiếu xác nhận của cơ quan thuế"


def received(ward):
    """A dossier of the ward that the province appraises."""
    root, officer = ward.province.root, ward.office.officer
    nomination = actions.draft_nomination(
        unit=ward.office.unit, to_unit=root.unit, award_code="advanced_worker", year=2025, by=officer, at=SENT
    )
    actions.add_nominees(nomination=nomination, people=ward.good[:1], by=officer, at=SENT)
    actions.send_nomination(nomination=nomination, by=officer, at=SENT)
    actions.receive_nomination(nomination=nomination, by=root.appraiser, at=RECEIVED)
    return nomination


def given_back(ward, nomination=None):
    nomination = nomination or received(ward)
    actions.return_nomination(nomination=nomination, reason=WHY, by=ward.province.root.appraiser, at=RECEIVED)
    return nomination


def test_a_letter_is_numbered_among_the_letters_once_for_each_return(ward):
    nomination, day = received(ward), RECEIVED.date()
    given = {"until": day + timedelta(days=7), "by": ward.province.root.appraiser, "at": RECEIVED}
    assert refused(issue_return_letter, nomination=nomination, **given) == (
        "Hồ sơ đang ở bước “Đang thẩm định”; công văn trả hồ sơ lập khi đã trả lại."
    )
    given_back(ward, nomination)
    assert refused(issue_return_letter, nomination=nomination, **given | {"by": ward.office.officer}) == (
        "Để lập công văn trả hồ sơ cần vai trò “Cán bộ thẩm định” hoặc “Văn thư” của "
        + f"{ward.province.root.unit.name}."
    )
    assert refused(issue_return_letter, nomination=nomination, **given | {"until": day - timedelta(days=1)}) == (
        "Ngày gửi lại phải từ hôm nay trở đi."
    )
    paper = issue_return_letter(nomination=nomination, **given)
    assert (paper.kind, paper.number_text, nomination.return_letter) == ("return_letter", "01/UBND-TĐKT", paper)
    printed = " ".join("".join(each.extract_text() for each in PdfReader(BytesIO(paper.file.read())).pages).split())
    wanted = (WHY, "Số: 01/UBND-TĐKT", f"{given['until']:%d/%m/%Y}")
    assert [each in printed for each in wanted] == [True] * 3
    assert refused(issue_return_letter, nomination=nomination, **given) == (
        "Công văn trả hồ sơ của lần trả này đã được cấp số."
    )
    assert AuditEvent.objects.order_by("-seq").first().act == "return_letter_issued"


def test_the_desk_writes_it_on_the_page_of_the_dossier_and_the_unit_reads_it_there(ward, client):
    nomination = given_back(ward)
    desk, unit = ward.province.root.appraiser, ward.office.officer

    def offered(user) -> list[str]:
        return [act.label for act in page(client, user, "nominations:detail", nomination.pk).context["actions"]]

    assert ["Lập công văn trả hồ sơ" in offered(user) for user in (desk, unit)] == [True, False]
    assert page(client, unit, "nominations:return-letter", nomination.pk).status_code == 403
    assert post(client, desk, "nominations:return-letter", nomination.pk, until="chưa rõ").status_code == 422
    answer = post(client, desk, "nominations:return-letter", nomination.pk, until="")
    assert words(answer) == ["Đã lập Công văn trả hồ sơ số 01/UBND-TĐKT."]
    assert ("Công văn trả hồ sơ", "01/UBND-TĐKT (PDF)") in [row[:2] for row in answer.context["facts"]]
    shown = page(client, unit, "nominations:detail", nomination.pk).content.decode()
    link = f'href="{reverse("nominations:return-letter", args=[nomination.pk])}"'
    assert shown.count(link) == 2  # where the return is told, and among the papers of the dossier
    assert page(client, unit, "nominations:return-letter", nomination.pk).content.startswith(b"%PDF")
    assert page(client, ward.province.cam_pha.officer, "nominations:return-letter", nomination.pk).status_code == 404


def test_a_unit_writes_no_letter_to_itself(ward, client):
    nomination = ward.received(ward.good[:1])
    desk = ward.office.appraiser
    actions.return_nomination(nomination=nomination, reason=WHY, by=desk, at=RECEIVED)
    assert refused(issue_return_letter, nomination=nomination, until=None, by=desk, at=RECEIVED) == (
        "Hồ sơ do chính Phường Hạ Long lập và thẩm định nên không cần công văn trả hồ sơ; lý do trả đã ghi ở trang hồ sơ."
    )
    shown = page(client, desk, "nominations:detail", nomination.pk)
    assert "Lập công văn trả hồ sơ" not in [act.label for act in shown.context["actions"]]
    assert WHY in shown.content.decode()
