"""The calibrator: versions that stay, hostile input answered in words, nobody else's stock."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from paperwork.stock import Box, default_layout
from tests.rewards.hands import laid_out
from thidua.rewards.actions_layouts import save_layout
from thidua.rewards.forms_printing import LayoutForm
from thidua.rewards.models import PrintLayout
from thidua.shared.denied import Denied, Stale

AWARD = "certificate_of_merit_commune"


def address(office) -> str:
    return reverse("rewards:layout", args=[office.unit.pk, AWARD, "person"])


def filled(**changes) -> dict[str, str]:
    """What a browser sends for the suggested layout, with changes."""
    form = LayoutForm(present=default_layout("A4"))
    sent = {}
    for field in form:
        value = field.value()
        if value is True:
            sent[field.html_name] = "on"
        elif value not in (None, False):
            sent[field.html_name] = str(value)
    return sent | {name.replace("__", "-"): value for name, value in changes.items()}


def test_a_change_is_a_new_version_and_no_version_ever_changes(province):
    ha_long, at = province.ha_long, province.at
    first = laid_out(ha_long, AWARD, at)
    assert laid_out(ha_long, AWARD, at, seen=1) == first
    second = laid_out(ha_long, AWARD, at, layout=replace(first.layout, boxes=first.layout.boxes[:4]), seen=1)
    assert [(first.version, len(first.layout.boxes)), (second.version, len(second.layout.boxes))] == [(1, 14), (2, 4)]
    for write in (lambda: PrintLayout.objects.update(version=9), PrintLayout.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            write()


def test_saving_over_a_version_not_seen_is_refused(province):
    ha_long, at = province.ha_long, province.at
    laid_out(ha_long, AWARD, at)
    with pytest.raises(Stale):
        laid_out(ha_long, AWARD, at, layout=default_layout("A3"))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"award_code": "seal"}, "Không có danh hiệu, hình thức hoặc loại đối tượng này."),
        ({"recipient_kind": "dog"}, "Không có danh hiệu, hình thức hoặc loại đối tượng này."),
        ({"layout": replace(default_layout(), boxes=(Box("name", float("nan"), 1, 50, 9),))},
         "Bố cục chưa in được. Tên người, tập thể: vị trí, kích thước và cỡ chữ phải là số."),
        ({"layout": replace(default_layout(), boxes=(Box("name", 280, 1, 50, 9),))},
         "Bố cục chưa in được. Tên người, tập thể: ô nằm ra ngoài tờ giấy 297 × 210 mm."),
    ],
)  # fmt: skip
def test_what_cannot_be_printed_is_not_kept(province, changes, reason):
    given = {"award_code": AWARD, "recipient_kind": "person", "layout": default_layout(), "seen_version": 0} | changes
    with pytest.raises(Denied) as refused:
        save_layout(unit=province.ha_long.unit, by=province.ha_long.clerk, at=province.at, **given)
    assert (refused.value.reason, PrintLayout.objects.count()) == (reason, 0)


def test_only_clerk_and_officer_of_the_agency_lay_out_its_stock(client, province):
    ha_long, at = province.ha_long, province.at
    for by in (province.cam_pha.clerk, ha_long.head):
        with pytest.raises(Denied):
            save_layout(
                unit=ha_long.unit, award_code=AWARD, recipient_kind="person", layout=default_layout(), seen_version=0,
                by=by, at=at,
            )  # fmt: skip
    client.force_login(province.cam_pha.clerk)
    assert client.get(address(ha_long)).status_code == 404
    assert client.post(address(ha_long), filled(luu="1", version="0")).status_code == 404
    client.force_login(ha_long.head)
    assert client.get(address(ha_long)).context["refused"] != ""
    client.post(address(ha_long), filled(luu="1", version="0"))
    assert PrintLayout.objects.count() == 0


def test_numbers_typed_without_scripts_are_looked_at_printed_for_trial_and_saved(client, province):
    client.force_login(province.ha_long.clerk)
    at = address(province.ha_long)
    page = client.post(at, filled(xem="1", version="0", name__x="40,5"))
    assert (page.status_code, [box["x"] for box in page.context["boxes"] if box["key"] == "name"]) == (200, ["40.5"])
    trial = client.post(at, filled(thu="1", version="0"))
    assert (trial["Content-Type"], trial.content[:5]) == ("application/pdf", b"%PDF-")
    picture = client.post(at, filled(anh="1", version="0"))
    assert (picture["Content-Type"], picture.content[1:4]) == ("image/png", b"PNG")
    assert PrintLayout.objects.count() == 0
    measured = {"a_x": "21", "a_y": "20", "b_x": "278", "b_y": "190"}
    assert client.post(at, filled(luu="1", version="0", name__x="40,5", **measured)).status_code == 302
    kept = PrintLayout.objects.get().layout
    assert (kept.calibration.x_offset, kept.calibration.x_stretch) == (1.0, 1.0)
    assert next(box.x for box in kept.boxes if box.key == "name") == 40.5


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name__x": "NaN"}, "name-x"), ({"name__x": "1e9"}, "name-x"), ({"name__x": "-5"}, "name-x"),
        ({"name__x": "400"}, "name-x"), ({"name__width": ""}, "name-width"), ({"name__size": "9999"}, "name-x"),
        ({"qr__width": "5"}, "qr-x"), ({"page": "A0"}, "page"), ({"a_x": "20"}, "a_x"),
        ({"a_x": "0", "a_y": "0", "b_x": "0", "b_y": "0"}, "a_x"), ({"name__align": "justify"}, "name-align"),
    ],
)  # fmt: skip
def test_hostile_numbers_come_back_with_a_sentence_and_nothing_is_kept(client, province, changes, field):
    client.force_login(province.ha_long.clerk)
    page = client.post(address(province.ha_long), filled(luu="1", version="0", **changes))
    assert (page.status_code, field in page.context["form"].errors, PrintLayout.objects.count()) == (422, True, 0)


def test_the_way_to_a_new_layout_leads_over_agency_award_and_kind(client, province):
    ha_long = province.ha_long
    client.force_login(ha_long.clerk)
    given = {"unit": ha_long.unit.pk, "award": AWARD, "kind": "person"}
    assert client.post(reverse("rewards:new-layout"), given)["Location"] == address(ha_long)
    assert client.post(reverse("rewards:new-layout"), given | {"unit": province.cam_pha.unit.pk}).status_code == 422
    laid_out(ha_long, AWARD, province.at)
    assert client.get(reverse("rewards:layouts")).context["table"].count == 1
    for wrong in ("seal/person", f"{AWARD}/dog"):
        assert client.get(f"/giay-khen/phoi/{ha_long.unit.pk}/{wrong}/").status_code == 404
