"""Gathering what every stage holds about one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from thidua.accounts.models import IdentityNumber, Session, User
from thidua.ballots.models import BallotVoter
from thidua.councils.models import CouncilMember
from thidua.honours.models import Honour
from thidua.honours.queries import honours_of_person
from thidua.nominations.models import NominationLine
from thidua.nominations.models_conflicts import Kinship
from thidua.people.models import Departure, DetailChange, Merge, Person, Post, Transfer
from thidua.people.queries import posts_of, selves
from thidua.pledges.models import RegistrationLine
from thidua.records.models import Absence, Attestation, Discipline, Hold, Initiative, RecordCorrection, TaskRating
from thidua.records.queries_initiatives import authored_by
from thidua.shared.models import AuditEvent, Letter
from thidua.units.models import RoleGrant, StaffSession

OPENED = "private_values_opened"
EXPORTED = "personal_data_exported"


def openings_of(person: Person) -> QuerySet[AuditEvent]:
    """Every opening and every export of what is under lock about a person, newest first, from the audit chain."""
    things = [str(pk) for pk in selves(person.pk)]
    events = AuditEvent.objects.filter(thing_kind="person", thing_id__in=things, act__in=[OPENED, EXPORTED])
    return events.select_related("by").order_by("-seq")


@dataclass(frozen=True)
class YearLine:
    """One year of a person: its rating with the source, titles, initiatives."""

    year: int
    rating: TaskRating | None
    others: list[TaskRating]
    """Ratings of the same year from records joined later, which the merge settled against."""
    honours: list[Honour]
    initiatives: list[Initiative]


def years_of(person: Person, counted: dict[int, str], honours: Sequence[Honour]) -> list[YearLine]:
    """Year by year, newest first; ``counted`` {year: rating that counts}. Two queries."""
    ids = selves(person.pk)
    ratings: dict[int, list[TaskRating]] = {}
    for row in TaskRating.objects.filter(person_id__in=ids).select_related("entered_by").order_by("pk"):
        ratings.setdefault(row.year, []).append(row)
    initiatives: dict[int, list[Initiative]] = {}
    for each in authored_by(ids).filter(state="recognised").order_by("recognised_on", "pk"):
        initiatives.setdefault(each.year, []).append(each)
    awarded: dict[int, list[Honour]] = {}
    for honour in honours:
        awarded.setdefault(honour.year, []).append(honour)
    lines = []
    for year in sorted({*ratings, *initiatives, *awarded}, reverse=True):
        rows = ratings.get(year, [])
        right = next((row for row in rows if row.rating == counted.get(year)), None)
        others = [row for row in rows if row is not right]
        lines.append(YearLine(year, right, others, awarded.get(year, []), initiatives.get(year, [])))
    return lines


@dataclass(frozen=True)
class Bar:
    """One post on the line of time: where it begins and how long it is, in whole per cent of the line."""

    post: Post
    left: int
    width: int
    is_open: bool


def line_of_time(posts: list[Post], on: date) -> tuple[int, int, list[Bar]]:
    """(first year, last year, bars) for a small picture of a person's posts, oldest first; years 0 without posts."""
    if not posts:
        return 0, 0, []
    first = min(post.starts_on for post in posts).year
    last = max(max((post.ends_on or on) for post in posts), on).year
    begin, end = date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal()
    whole = max(end - begin, 1)
    bars = []
    for post in sorted(posts, key=lambda each: (each.starts_on, each.pk)):
        start = post.starts_on.toordinal()
        stop = min((post.ends_on or max(on, post.starts_on)).toordinal(), end)
        left = (start - begin) * 100 // whole
        bars.append(Bar(post, left, max(1, min(100 - left, (stop - start) * 100 // whole)), post.ends_on is None))
    return first, last, bars


def everything_about(person: Person) -> dict[str, Any]:
    """All that the system holds about a person, as plain values, apart from what is under lock.

    For the person's own file (the right to a copy: Luật Bảo vệ dữ liệu cá nhân 2025). A constant number of queries.
    """
    ids = selves(person.pk)
    accounts = list(User.objects.filter(person_id__in=ids))
    records = Person.objects.filter(pk__in=ids).order_by("pk")
    return {
        "ho_so": [
            {
                "ma": each.code,
                "ho_ten": each.full_name,
                "ngay_sinh": _day(each.born_on),
                "gioi_tinh": each.get_gender_display(),
                "doi_tuong": each.get_subject_display(),
                "ngay_tuyen_dung": _day(each.recruited_on),
                "da_gop_vao": each.merged_into.code if each.merged_into else "",
            }
            for each in records.select_related("merged_into")
        ],
        "chuc_vu": [
            {
                "don_vi": post.unit.full_name,
                "chuc_vu": post.title,
                "vai_tro": post.role_label,
                "chinh": "chính" if post.is_main else "kiêm nhiệm",
                "tu_ngay": _day(post.starts_on),
                "den_ngay": _day(post.ends_on),
                "ly_do_ket_thuc": post.get_ended_as_display(),
                "can_cu": post.basis,
            }
            for post in posts_of(person)
        ],
        "chuyen_don_vi": [
            {
                "tu": row.post.unit.full_name,
                "den": row.to_unit.full_name,
                "tu_ngay": _day(row.on),
                "ket_qua": "đã tiếp nhận" if row.accepted_at else row.get_closed_as_display() or "đang chờ",
            }
            for row in Transfer.objects.filter(person_id__in=ids).select_related("post__unit__parent", "to_unit__parent")
        ],
        "thoi_cong_tac": [
            {"ly_do": row.get_kind_display(), "ngay": _day(row.on), "can_cu": row.basis, "da_huy": bool(row.undone_at)}
            for row in Departure.objects.filter(person_id__in=ids)
        ],
        "xep_loai": [
            {"nam": row.year, "xep_loai": row.get_rating_display(), "nhap_ngay": _day(row.entered_at)}
            for row in TaskRating.objects.filter(person_id__in=ids).order_by("year", "pk")
        ],
        "ngay_nghi": [
            {"nam": row.year, "so_ngay": row.working_days, "ly_do": row.get_reason_display()}
            for row in Absence.objects.filter(person_id__in=ids).order_by("year", "pk")
        ],
        "ky_luat": [
            {"hinh_thuc": row.get_form_display(), "ngay": _day(row.decided_on), "hieu_luc_tu": _day(row.in_force_from),
             "hieu_luc_den": _day(row.ends_on), "da_huy": bool(row.annulled_at)}
            for row in Discipline.objects.filter(person_id__in=ids).order_by("decided_on", "pk")
        ],
        "sang_kien": [
            {
                "nam": row.year,
                "ten": row.title,
                "tinh_trang": row.state_label,
                "ty_le": [str(each.share) for each in row.authors.all() if each.person_id in ids and each.share],
                "pham_vi": row.get_scope_display(),
                "cong_nhan_ngay": _day(row.recognised_on),
                "quyet_dinh": row.decision_no,
            }
            for row in authored_by(ids).prefetch_related("authors").order_by("year", "pk")
        ],
        "tam_dung_xet": [
            {"loai": row.get_kind_display(), "noi_dung": row.reason, "tu": _day(row.starts_on), "den": _day(row.lifted_on),
             "ket_qua": row.get_outcome_display()}
            for row in Hold.objects.filter(person_id__in=ids).order_by("starts_on", "pk")
        ],
        "sua_theo_doi_thanh_tich": [
            {"ngay": _day(row.changed_at), "loai": row.get_kind_display(), "muc": row.field, "truoc": row.before,
             "sau": row.after, "ly_do": row.reason}
            for row in RecordCorrection.objects.filter(person_id__in=ids).order_by("pk")
        ],
        "quan_he_than_thich": [
            {"loai": row.get_relation_display(), "ghi_ngay": _day(row.noted_at), "da_go": bool(row.withdrawn_at)}
            for row in Kinship.objects.filter(Q(person_id__in=ids) | Q(relative_id__in=ids)).order_by("pk")
        ],
        "danh_gia_cua_thu_truong": [
            {"nam": row.year, "noi_dung": row.key, "dat": row.holds}
            for row in Attestation.objects.filter(person_id__in=ids).order_by("year", "key")
        ],
        "khen_thuong": [
            {
                "nam": honour.year,
                "danh_hieu": honour.award_code,
                "quyet_dinh": honour.decision_number,
                "ngay": _day(honour.decided_on),
                "ma_kiem_tra": honour.check_code,
                "tinh_trang": honour.state,
            }
            for honour in honours_of_person(person)
        ],
        "dang_ky_thi_dua": [
            {"nam": line.sheet.year, "don_vi": line.sheet.unit.name, "danh_hieu": line.award_code}
            for line in RegistrationLine.objects.filter(person_id__in=ids).select_related("sheet__unit").order_by("pk")
        ],
        "ho_so_de_nghi": [
            {
                "nam": line.nomination.year,
                "danh_hieu": line.nomination.award_code,
                "don_vi": line.nomination.unit.name,
                "thanh_tich": line.achievement,
                "tham_dinh": line.get_appraisal_display(),
                "ket_qua": line.get_result_display(),
            }
            for line in NominationLine.objects.filter(person_id__in=ids)
            .select_related("nomination__unit")
            .defer("verdict")
            .order_by("pk")
        ],
        "tai_khoan": [
            {"ten_dang_nhap": user.username, "ten_hien_thi": user.display_name, "thu_dien_tu": user.email}
            for user in accounts
        ],
        "vai_tro": [
            {"vai_tro": grant.get_role_display(), "noi": str(grant.unit or grant.cluster), "tu": _day(grant.starts_on),
             "den": _day(grant.ends_on)}
            for grant in RoleGrant.objects.filter(user__in=accounts).select_related("unit", "cluster").order_by("pk")
        ],
        "hoi_dong": [
            {"hoi_dong": seat.council.name, "tu": _day(seat.starts_on), "den": _day(seat.ends_on)}
            for seat in CouncilMember.objects.filter(user__in=accounts).select_related("council").order_by("pk")
        ],
        "thu_da_gui": [
            {"ngay": _day(letter.queued_at), "tieu_de": letter.subject, "noi_dung": letter.body}
            for letter in Letter.objects.filter(to__in=accounts).exclude(state__in=Letter.UNSEEN).order_by("pk")
        ],
        "sua_thong_tin": [
            {"ngay": _day(change.changed_at), "muc": change.field, "truoc": change.before, "sau": change.after,
             "ly_do": change.reason}
            for change in DetailChange.objects.filter(person_id__in=ids).order_by("pk")
        ],
        "gop_ho_so": [
            {"ho_so": merge.person.code, "vao": merge.into.code, "ngay": _day(merge.merged_at), "ly_do": merge.reason,
             "da_go": bool(merge.undone_at)}
            for merge in Merge.objects.filter(person_id__in=ids).select_related("person", "into").order_by("pk")
        ],
        "phien_dang_nhap": [
            {"tu": _day(row.began_at), "den": _day(row.last_seen_at), "dia_chi": row.address, "trinh_duyet": row.browser}
            for row in Session.objects.filter(user__in=accounts).order_by("pk")
        ],
        "so_dinh_danh_dang_nhap": [
            {"ten_dang_nhap": row.user.username, "ngay": _day(row.approved_at), "ai": row.approved_by.display_name}
            for row in IdentityNumber.objects.filter(user__in=accounts).select_related("user", "approved_by")
        ],
        "phien_ho_tro_ky_thuat": [
            {"ngay": _day(row.began_at), "ai": row.began_by.display_name, "ly_do": row.reason}
            for row in StaffSession.objects.filter(user__in=accounts).select_related("began_by").order_by("pk")
        ],
        "phieu_kin": [
            {"phieu": row.ballot.title, "da_bo": row.has_voted}
            for row in BallotVoter.objects.filter(user__in=accounts).select_related("ballot").order_by("pk")
        ],
        "viec_da_lam": [
            {"viec": act, "so_lan": number}
            for act, number in AuditEvent.objects.filter(by__in=accounts)
            .order_by()
            .values_list("act")
            .annotate(number=Count("seq"))
            .order_by("act")
        ],
        "lan_mo_thong_tin_rieng": [
            {
                "luc": timezone.localtime(event.at).isoformat(timespec="minutes"),
                "ai": event.by.display_name if event.by else "",
                "muc": event.detail.get("fields", []),
                "muc_dich": event.detail.get("purpose", ""),
            }
            for event in openings_of(person)
        ],
    }  # fmt: skip


def _day(value: Any) -> str:
    """A day in Vietnam, in ISO form."""
    value = timezone.localtime(value) if isinstance(value, datetime) else value
    return value.isoformat()[:10] if value else ""
