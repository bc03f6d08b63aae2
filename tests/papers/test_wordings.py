"""An agency's own wording: versions kept, hostile text refused, papers already issued untouched."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from paperwork.blocks import PaperError
from paperwork.catalogue import BY_CODE
from paperwork.wordings import BY_KEY, SLOTS, checked, filled, preview, sample_values
from tests.movements.samples import drafted
from tests.paperwork.test_render import text_of
from thidua.movements.actions import launch_movement
from thidua.papers import wordings
from thidua.papers.actions_wordings import keep_wording, use_common_wording
from thidua.papers.letterhead import issuer_of
from thidua.papers.models import Paper, PaperWording
from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent

NOTE = BY_KEY["invitation.note"]
MONEY = BY_KEY["decision.money"]


def keep(province, text, *, slot=NOTE, day=None, by=None, at=None, unit=None):
    at = at or province.at
    return keep_wording(
        unit=unit or province.ha_long.unit,
        slot=slot,
        text=text,
        valid_from=day or at.date(),
        by=by or province.ha_long.clerk,
        at=at,
    )


def read(province, on, slot=NOTE, **more):
    return wordings.text_for(province.ha_long.unit, slot.key, on, co_quan="UBND phường Hạ Long", **more)


# ── the slots themselves ──


@pytest.mark.parametrize("slot", SLOTS, ids=[slot.key for slot in SLOTS])
def test_every_slot_is_a_kind_of_the_catalogue_and_its_common_text_passes_its_own_check(slot):
    assert slot.kind in BY_CODE
    assert checked(slot, slot.default) == slot.default
    assert "{" not in filled(slot, slot.default, sample_values(slot))


@pytest.mark.parametrize("slot", SLOTS, ids=[slot.key for slot in SLOTS])
def test_every_slot_has_a_preview_that_shows_another_text(slot, province):
    issuer = issuer_of(province.ha_long.unit)
    common, own = preview(slot, slot.default, issuer), preview(slot, "Lời văn riêng của phường.", issuer)
    assert own[0][:8] == b"\x89PNG\r\n\x1a\n"
    assert common != own


HOSTILE = {
    "#panic()": "Ký hiệu “#”",
    "$ integral $": "Ký hiệu “\\$”",
    "Xem <script>": "Ký hiệu “<”",
    "a" * 10_000: "10.000 ký tự; nhiều nhất 1.000",
    "Gửi {mat_khau} cho tôi": "Không có chỗ điền “{mat_khau}”.*{co_quan}",
    "Gửi {} cho tôi": "Không có chỗ điền “{}”",
    "Gửi {co_quan cho tôi": "đủ cặp",
    "Gửi co_quan} cho tôi": "đủ cặp",
    "{co_quan.__class__}": "Không có chỗ điền",
    "Mời \u202eđơn vị": "U\\+202E",
    "Mời\u200b đơn vị": "U\\+200B",
    "שלום": "phải sang trái",
    "Mời 😀 đơn vị": "Không in được ký tự “😀”",
    "Mời\x07 đơn vị": "Không in được ký tự",
    "một\n" * 6: "nhiều hơn 5 đoạn",
    "   ": "Hãy nhập lời văn",
}


@pytest.mark.parametrize(("text", "reason"), HOSTILE.items(), ids=list(HOSTILE.values()))
def test_hostile_text_is_refused_with_what_is_wrong(province, text, reason):
    with pytest.raises(PaperError, match=reason):
        checked(NOTE, text)
    with pytest.raises(Denied, match=reason):
        keep(province, text)
    assert PaperWording.objects.count() == 0


def test_a_value_is_never_read_as_a_placeholder():
    assert filled(NOTE, "{co_quan} mời", {"co_quan": "{co_quan} #x"}) == "{co_quan} #x mời"
    with pytest.raises(LookupError, match="co_quan"):
        filled(NOTE, "{co_quan} mời", {})


# ── versions and days ──


def test_without_own_wording_the_common_text_stands(province):
    assert read(province, date(2026, 1, 5)) == NOTE.default


def test_a_text_holds_from_its_day_and_the_versions_before_it_are_kept(province):
    today = province.at.date()
    first = keep(province, "{co_quan} kính mời.")
    second = keep(province, "{co_quan} trân trọng kính mời.", day=today + timedelta(days=10))
    assert (first.version, second.version) == (1, 2)
    assert [read(province, today + timedelta(days=n)) for n in (-1, 0, 9, 10)] == [
        NOTE.default,
        "UBND phường Hạ Long kính mời.",
        "UBND phường Hạ Long kính mời.",
        "UBND phường Hạ Long trân trọng kính mời.",
    ]
    assert [row.version for row in wordings.history(province.ha_long.unit, "invitation", "note")] == [2, 1]
    assert [event.detail["version"] for event in AuditEvent.objects.filter(act="paper_worded")] == [1, 2]


def test_the_common_text_can_come_back_and_the_agency_beside_is_not_touched(province):
    keep(province, "{co_quan} kính mời.")
    with pytest.raises(Denied, match="giống lời văn đang dùng"):
        keep(province, "{co_quan} kính mời.")
    use_common_wording(
        unit=province.ha_long.unit, slot=NOTE, valid_from=province.at.date(), by=province.ha_long.head, at=province.at
    )
    assert read(province, province.at.date()) == NOTE.default
    assert wordings.text_for(province.cam_pha.unit, NOTE.key, province.at.date(), co_quan="") == NOTE.default
    assert PaperWording.objects.count() == 2


def test_a_past_day_is_refused(province):
    with pytest.raises(Denied, match="từ hôm nay"):
        keep(province, "Mời.", day=province.at.date() - timedelta(days=1))


@pytest.mark.parametrize("who", ["officer", "editor", "appraiser", "decider"])
def test_only_clerk_and_head_word_the_papers_of_their_agency(province, who):
    with pytest.raises(Denied, match="Văn thư"):
        keep(province, "Mời.", by=getattr(province.ha_long, who))
    with pytest.raises(Denied, match="Phường Hạ Long"):
        keep(province, "Mời.", by=province.cam_pha.clerk)


def test_a_version_is_never_changed_or_taken_away(province):
    row = keep(province, "Mời.")
    for act in (lambda: PaperWording.objects.filter(pk=row.pk).update(text="x"), row.delete):
        with pytest.raises((DatabaseError, IntegrityError), match="append-only"), transaction.atomic():
            act()


def test_a_copy_of_an_issued_paper_printed_later_that_day_says_what_the_issued_one_says(province):
    issued = province.at
    keep(province, "Lời văn sau khi ban hành.", at=issued + timedelta(hours=1))
    assert read(province, issued.date()) == "Lời văn sau khi ban hành."
    assert read(province, issued.date(), known_at=issued) == NOTE.default


# ── issued papers ──


def test_a_later_edit_changes_the_next_plan_and_never_the_issued_one(province, media):
    def launched(title):
        movement = launch_movement(movement=drafted(province, title=title), by=province.root.head, at=province.at)
        return Paper.objects.get(kind="launch_plan", title__contains=movement.title)

    first = launched("Phong trào thứ nhất")
    before = first.file.open("rb").read()
    keep_wording(
        unit=province.root.unit,
        slot=BY_KEY["launch_plan.commendation"],
        text="{co_quan} tặng Bằng khen cho tập thể tiêu biểu trong phong trào “{phong_trao}”.",
        valid_from=province.at.date(),
        by=province.root.clerk,
        at=province.at,
    )
    second = launched("Phong trào thứ hai")
    after = first.file.open("rb").read()
    assert (hashlib.sha256(after).hexdigest(), after) == (first.sha256, before)
    assert "tiêu biểu trong phong trào “Phong trào thứ hai”" in text_of(second.file.open("rb").read())


# ── screens ──


@pytest.fixture
def page(client, province, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: province.at)
    client.force_login(province.ha_long.clerk)
    return client


def at_form(province, slot=NOTE):
    return reverse("papers:wording", args=[province.ha_long.unit.pk, slot.key])


def given(text, *, version="0", day="01/01/2030", **more):
    return {"text": text, "valid_from": day, "version": version, **more}


def test_the_list_names_every_slot_and_is_reached_from_the_unit(page, province):
    unit = province.ha_long.unit
    address = reverse("papers:wordings", args=[unit.pk])
    assert address in page.get(reverse("units:detail", args=[unit.pk])).text
    shown = page.get(address).text
    assert [slot.label_vi in shown for slot in SLOTS] == [True] * len(SLOTS)


def test_the_form_shows_the_paper_beside_it_and_keeps_nothing_for_a_trial(page, province):
    shown = page.get(at_form(province)).text
    tried = page.post(at_form(province), given("{co_quan} trân trọng kính mời.", xem="1"))
    assert (shown.count("data:image/png;base64,"), tried.text.count("data:image/png;base64,")) == (1, 1)
    assert (tried.status_code, PaperWording.objects.count()) == (200, 0)
    assert "{co_quan} trân trọng kính mời." in tried.text


def test_saving_keeps_the_text_and_a_stale_page_is_refused(page, province):
    saved = page.post(at_form(province), given("{co_quan} trân trọng kính mời."))
    stale = page.post(at_form(province), given("{co_quan} mời."))
    assert (saved.status_code, stale.status_code, PaperWording.objects.count()) == (302, 422, 1)
    assert "Trang này đã cũ" in stale.text
    assert "trân trọng kính mời" in page.get(at_form(province)).text


@pytest.mark.parametrize(
    "text", [text for text in HOSTILE if text.strip() and "\u200b" not in text], ids=lambda text: repr(text[:12])
)
def test_the_form_gives_hostile_text_back_with_the_reason(page, province, text):
    answer = page.post(at_form(province), given(text))
    assert (answer.status_code, PaperWording.objects.count()) == (422, 0)
    assert "field-error" in answer.text


def test_the_form_takes_out_the_invisible_signs_word_processors_leave(page, province):
    page.post(at_form(province), given("Mời\u200b đơn vị"))
    assert [row.text for row in PaperWording.objects.all()] == ["Mời đơn vị"]


def test_who_may_not_word_sees_the_texts_and_why_not(page, province, client):
    client.force_login(province.ha_long.officer)
    assert "Bạn xem được, chưa sửa được" in client.get(at_form(province)).text
    client.post(at_form(province), given("Mời."))
    assert PaperWording.objects.count() == 0
    client.force_login(province.stranger)
    assert client.get(at_form(province)).status_code in (302, 403)


def test_the_button_for_the_common_text_asks_and_acts(page, province):
    page.post(at_form(province), given("{co_quan} mời.", day=province.at.strftime("%d/%m/%Y")))
    assert "Dùng lại lời văn chung" in page.get(at_form(province)).text
    page.post(reverse("papers:common-wording", args=[province.ha_long.unit.pk, NOTE.key]))
    assert [row.text for row in wordings.history(province.ha_long.unit, "invitation", "note")] == ["", "{co_quan} mời."]
