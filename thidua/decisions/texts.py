"""The words of decisions and of the papers about them, made from what is known; officers may write them otherwise."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from paperwork.blocks import written_date
from rulebook.revocations import OTHER, Cause, cause_of, causes_on
from thidua.decisions.models import Decision
from thidua.honours.wording import authority_of, wording
from thidua.papers.wordings import text_for
from thidua.shared.certain import certain

Kind = Decision.Kind


@dataclass(frozen=True)
class Choice:
    """A case the law names: what is printed and where it stands."""

    code: str
    label: str
    cite: str


# Luật Thi đua, khen thưởng 2022, Điều 85 khoản 1 (rulebook: simple_procedure). The article says what such a dossier holds;
# whether a council votes it does not say, so the officer always states the basis.
ALONE_CASES = (
    Choice("political", "Phục vụ nhiệm vụ chính trị", "Điều 85 khoản 1"),
    Choice("sudden", "Thành tích xuất sắc đột xuất", "Điều 85 khoản 1"),
    Choice("found", "Người đứng đầu phát hiện, đề nghị", "Điều 85 khoản 1"),
    Choice("service", "Quá trình cống hiến", "Điều 85 khoản 1"),
    Choice("seniority", "Theo niên hạn", "Điều 85 khoản 1"),
    Choice("foreign", "Khen thưởng đối ngoại", "Điều 85 khoản 1"),
    Choice("secret", "Thành tích có nội dung bí mật nhà nước", "Điều 85 khoản 1"),
    Choice("other", "Trường hợp khác (dữ liệu luật chưa nêu)", ""),
)


def case_label(code: str) -> str:
    return next((each.label for each in ALONE_CASES if each.code == code), "")


def annulment_causes(day: date) -> list[Cause]:
    """The cases for which the law of ``day`` lets an honour be cancelled, the unnamed one last. Stripping a title of the
    State is not decided here."""
    return [cause for cause in causes_on(day) if cause.act == "cancel"]


def cause_of_annulment(decision: Decision) -> Cause | None:
    """The case an annulment rests on, by the law of its day; ``None`` for other papers."""
    if not decision.ground:
        return None
    return cause_of(decision.ground, decision.decided_on or timezone.localdate(decision.drafted_at))


def named(decision: Decision) -> str:
    """ "Quyết định số 05/QĐ-UBND ngày 08 tháng 7 năm 2025": an issued paper in running text."""
    kind = "Công văn" if decision.is_letter else "Quyết định"
    return f"{kind} số {decision.number_text} {written_date(decision.decided_on)}"


def about(decision: Decision) -> str:
    """The summary without the words every summary begins with ("Về việc"): what tells one row from the next."""
    text = decision.title.removeprefix("Về việc ")
    return f"{text[:1].upper()}{text[1:]}"


def default_title(kind: str, original: Decision) -> str:
    """The summary of a later paper."""
    words = {
        Kind.AMENDMENT: "Về việc sửa đổi, bổ sung",
        Kind.ANNULMENT: "Về việc hủy bỏ khen thưởng tại",
        Kind.CORRECTION: "đính chính",
        Kind.RECALL: "thu hồi",
    }
    return f"{words[Kind(kind)]} {named(original)}"[:300]


def default_articles(decision: Decision, counted: str, everybody: str, on: date, deed: str = "") -> tuple[str, ...]:
    """The texts of the articles where the officer has written none, in the wording of the agency that holds ``on`` the day
    of the paper. ``counted``: "12 cá nhân"; ``deed``: the sudden merit all of them are
    commended for. Two queries for an award, none else."""
    unit = decision.unit
    if decision.kind == Kind.AWARD:
        phrase, year = wording(decision.award_code, unit).phrase, str(decision.year)
        return (
            f"{phrase[:1].upper()}{phrase[1:]} năm {year} cho {counted} có tên trong danh sách kèm theo"
            f"{f', đã lập thành tích đột xuất: {deed}' if deed else ''}.",
            text_for(unit, "decision.money", on, co_quan=unit.agency_name, nam=year),
            text_for(unit, "decision.carrying_out", on, co_quan=unit.agency_name, nam=year, doi_tuong=everybody),
        )
    force = "Quyết định này có hiệu lực kể từ ngày ký. Bộ phận phụ trách thi đua, khen thưởng, bộ phận tài chính"
    original = certain(decision.refers_to)
    if decision.kind == Kind.ANNULMENT:
        cause = certain(cause_of_annulment(decision))
        case = "" if cause.code == OTHER else cause.label_vi  # the officer wrote the provision into the reason
        return (
            f"Hủy bỏ khen thưởng tại {named(original)} của {authority_of(original.unit)} đối với {counted} có tên trong "
            f"danh sách kèm theo. Lý do: {_sentence(case, decision.reason)}",
            "Thu hồi hiện vật khen thưởng và tiền thưởng đã trao theo khen thưởng bị hủy bỏ.",
            f"{force} và các {everybody} có tên trong danh sách chịu trách nhiệm thi hành Quyết định này.",
        )
    return (
        f"Sửa đổi, bổ sung nội dung về {counted} tại {named(original)} của {authority_of(original.unit)}, có danh sách "
        f"kèm theo. Lý do: {_sentence(decision.reason)}",
        f"Các nội dung khác của {named(original)} không thay đổi.",
        f"{force} và các {everybody} có tên trong danh sách chịu trách nhiệm thi hành Quyết định này.",
    )


def _sentence(*parts: str) -> str:
    text = "; ".join(part.rstrip(" .;") for part in parts if part)
    return f"{text[:1].lower()}{text[1:]}."


def letter_body(decision: Decision, written: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The paragraphs of an official letter before and behind its table."""
    if written:
        return written[:1], written[1:]
    original = certain(decision.refers_to)
    of = f"{named(original)} của {authority_of(original.unit)} {original.title[:1].lower()}{original.title[1:]}"
    if decision.kind == Kind.CORRECTION:
        return (
            (
                f"Ngày {original.decided_on:%d/%m/%Y}, {decision.unit.agency_name} phát hành {of}.",
                f"Do {_sentence(decision.reason)[:-1]}, {decision.unit.agency_name} đính chính như sau:",
            ),
            (f"Các nội dung khác của {named(original)} không thay đổi.",),
        )
    # Nghị định 30/2020/NĐ-CP, Điều 18 khoản 4.
    return (
        (
            f"{decision.unit.agency_name} thông báo thu hồi {of}. Lý do: {_sentence(decision.reason)}",
            "Đề nghị các cơ quan, đơn vị đã nhận văn bản gửi lại văn bản giấy đã nhận; đối với văn bản điện tử, hủy bỏ "
            "văn bản trên Hệ thống và thông báo qua Hệ thống để bên gửi biết (Nghị định số 30/2020/NĐ-CP, Điều 18 khoản 4).",
        ),
        (),
    )
