"""Every kind of official paper the system issues, in one place: form, values, sample.

The tests render and measure each; docs/papers.md lists them; the gallery shows them. Certificates have a catalogue line
only in the list of documents: their layout is fitted to stock and has tests of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from paperwork import samples, samples_awarded, samples_more
from paperwork.docx import render_docx
from paperwork.papers.achievement_report import achievement_data
from paperwork.papers.appraisal_report import appraisal_report_named
from paperwork.papers.bonus_papers import bonus_list_data, bonus_receipt_data, fund_report_data
from paperwork.papers.conference_minutes import conference_minutes_data
from paperwork.papers.council_decision import decision_of
from paperwork.papers.council_list import council_list_data
from paperwork.papers.council_minutes import council_minutes_data
from paperwork.papers.count_sheet import count_sheet_data
from paperwork.papers.decision import decision_data
from paperwork.papers.handover import handover_data
from paperwork.papers.honour_extract import honour_extract_named
from paperwork.papers.invitation import invitation_data
from paperwork.papers.launch_plan import launch_plan_named
from paperwork.papers.letters import reminder_letter, return_letter
from paperwork.papers.movement_review import review_named
from paperwork.papers.named import named_data
from paperwork.papers.nomination_list import submission_of
from paperwork.papers.official_letter import letter_data
from paperwork.papers.pledge import pledge_data
from paperwork.papers.ranking import ranking_data
from paperwork.papers.rubric import rubric_data
from paperwork.papers.signing_sheet import signing_sheet_data
from paperwork.papers.speaking_list import speaking_list_data
from paperwork.papers.verdict_sheet import verdict_sheet_data
from paperwork.render import UNDATED, render, render_pictures

Data = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind: `documents` are ids of docs/documents.yaml it covers, () for papers of our own; `module` the file under
    ``paperwork/papers``; `layout` the file under ``paperwork/layouts``; `sample` gives the values of an invented one;
    `no_docx` says why there is no Word file, "" when there is one.
    """

    code: str
    name_vi: str
    documents: tuple[str, ...]
    module: str
    layout: str
    sample: Callable[[], Data]
    form: str
    no_docx: str = ""

    def pdf(self) -> bytes:
        """The sample as PDF/A-2a."""
        return render(self.layout, self.sample(), created_at=UNDATED)

    def docx(self, *, created_at: datetime = UNDATED) -> bytes:
        """The sample as DOCX. Raises `LookupError` when none is offered."""
        if self.no_docx:
            raise LookupError(f"no DOCX of {self.code!r}: {self.no_docx}")
        return render_docx(self.layout, self.sample(), created_at=created_at)

    def pictures(self, *, ppi: int = 60) -> list[bytes]:
        """The pages of the sample as PNG."""
        return render_pictures(self.layout, self.sample(), ppi=ppi)


_NAMED = "Nghị định 30/2020, Phụ lục III, Mẫu 1.4"
_MINUTES = "Nghị định 30/2020, Phụ lục III, Mẫu 1.9"
_DECISION = "Nghị định 30/2020, Phụ lục III, Mẫu 1.2"
_LETTER = "Nghị định 30/2020, Phụ lục III, Mẫu 1.5"
_INVITATION = "Nghị định 30/2020, Phụ lục III, Mẫu 1.7"
_LIST = "không có mẫu chung; đầu trang, chữ ký theo Nghị định 30/2020"
_PRINTED_FOR_ONE = "in cho từng người được mời, kèm mã điểm danh"
_SIGNED_BY_HAND = "in để ký nhận; số liệu chỉ sửa trên hệ thống"
_REPORTS = (
    "bctt_co_thi_dua_chinh_phu",
    "bctt_cstd_toan_quoc",
    "bctt_cong_trang_tap_the",
    "bctt_cong_trang_ca_nhan",
    "bctt_dot_xuat",
    "bctt_cong_hien",
    "bctt_chuyen_de",
    "bctt_anh_hung_tap_the",
    "bctt_anh_hung_ca_nhan",
    "bctt_doi_ngoai_tap_the",
    "bctt_doi_ngoai_ca_nhan",
)

KINDS: tuple[Kind, ...] = (
    Kind(
        "launch_plan",
        "Kế hoạch phát động phong trào",
        ("ke_hoach_phat_dong",),
        "launch_plan",
        "named",
        lambda: named_data(launch_plan_named(samples.launch_plan())),
        _NAMED,
    ),
    Kind(
        "movement_review",
        "Báo cáo sơ kết phong trào",
        ("bao_cao_so_ket",),
        "movement_review",
        "named",
        lambda: named_data(review_named(samples.movement_review())),
        _NAMED,
    ),
    Kind(
        "year_end_review",
        "Báo cáo tổng kết phong trào",
        ("bao_cao_tong_ket",),
        "movement_review",
        "named",
        lambda: named_data(review_named(samples_more.year_end_review())),
        _NAMED,
    ),
    Kind(
        "pledge",
        "Bản giao ước thi đua",
        ("ban_giao_uoc_thi_dua",),
        "pledge",
        "list_form",
        lambda: pledge_data(samples.pledge()),
        _LIST,
    ),
    Kind(
        "rubric",
        "Bảng tiêu chí và thang điểm",
        (),
        "rubric",
        "list_form",
        lambda: rubric_data(samples_more.rubric()),
        _LIST,
    ),
    Kind(
        "ranking",
        "Bảng tổng hợp điểm và xếp hạng",
        ("bang_cham_diem",),
        "ranking",
        "list_form",
        lambda: ranking_data(samples.ranking()),
        _LIST,
    ),
    Kind(
        "reminder_letter",
        "Công văn đôn đốc",
        (),
        "letters",
        "official_letter",
        lambda: letter_data(reminder_letter(samples_more.reminder())),
        _LETTER,
    ),
    Kind(
        "nomination_list",
        "Tờ trình đề nghị khen thưởng, kèm danh sách",
        (
            "to_trinh_khen_thuong_ca_nhan",
            "to_trinh_khen_thuong_tap_the",
            "to_trinh_danh_hieu_thi_dua",
            "danh_sach_de_nghi_khen_thuong",
            "to_trinh_nguoi_co_tham_quyen",
        ),
        "nomination_list",
        "named",
        lambda: named_data(submission_of(samples.nomination_list())),
        _NAMED,
    ),
    Kind(
        "achievement_report",
        "Báo cáo thành tích",
        _REPORTS,
        "achievement_report",
        "achievement_report",
        lambda: achievement_data(samples_more.achievement_report()),
        "Nghị định 152/2025, Phụ lục (đã đọc tên 11 mẫu); khối chữ ký theo thông lệ",
    ),
    Kind(
        "return_letter",
        "Công văn trả lại, yêu cầu bổ sung hồ sơ",
        ("cong_van_tra_bo_sung_ho_so",),
        "letters",
        "official_letter",
        lambda: letter_data(return_letter(samples_more.returned())),
        _LETTER,
    ),
    Kind(
        "verdict_sheet",
        "Phiếu giải thích điều kiện",
        (),
        "verdict_sheet",
        "list_form",
        lambda: verdict_sheet_data(samples.verdict_sheet()),
        _LIST,
    ),
    Kind(
        "appraisal_report",
        "Báo cáo thẩm định hồ sơ khen thưởng",
        ("bao_cao_tham_dinh",),
        "appraisal_report",
        "named",
        lambda: named_data(appraisal_report_named(samples.appraisal_report())),
        _NAMED,
    ),
    Kind(
        "council_decision",
        "Quyết định thành lập, kiện toàn Hội đồng",
        ("quyet_dinh_thanh_lap_hoi_dong_tdkt",),
        "council_decision",
        "decision",
        lambda: decision_data(decision_of(samples_more.council_decision())),
        _DECISION,
    ),
    Kind(
        "council_invitation",
        "Giấy mời họp Hội đồng",
        ("giay_moi_hop_hoi_dong",),
        "invitation",
        "invitation",
        lambda: invitation_data(samples_more.council_invitation()),
        _INVITATION,
        no_docx=_PRINTED_FOR_ONE,
    ),
    Kind(
        "council_minutes",
        "Biên bản họp Hội đồng",
        ("bien_ban_hop_hoi_dong_tdkt", "bien_ban_hop_hoi_dong_sang_kien"),
        "council_minutes",
        "minutes",
        lambda: council_minutes_data(samples.council_minutes()),
        _MINUTES,
    ),
    Kind(
        "count_sheet",
        "Biên bản kiểm phiếu",
        ("bien_ban_kiem_phieu",),
        "count_sheet",
        "minutes",
        lambda: count_sheet_data(samples.count_sheet()),
        _MINUTES,
    ),
    Kind(
        "council_list",
        "Danh sách Hội đồng đề nghị",
        (),
        "council_list",
        "list_form",
        lambda: council_list_data(samples_more.council_list()),
        _LIST,
    ),
    Kind(
        "decision",
        "Quyết định khen thưởng, công nhận danh hiệu",
        ("quyet_dinh_khen_thuong", "quyet_dinh_cong_nhan_danh_hieu"),
        "decision",
        "decision",
        lambda: decision_data(samples.decision()),
        _DECISION,
    ),
    Kind(
        "decision_draft",
        "Dự thảo quyết định khen thưởng",
        (),
        "decision",
        "decision",
        lambda: decision_data(samples_awarded.decision_draft()),
        _DECISION,
    ),
    Kind(
        "annulment",
        "Quyết định hủy bỏ khen thưởng",
        ("quyet_dinh_huy_bo_thu_hoi",),
        "decision",
        "decision",
        lambda: decision_data(samples_awarded.annulment()),
        _DECISION,
    ),
    Kind(
        "decision_letter",
        "Công văn đính chính, thu hồi quyết định",
        (),
        "official_letter",
        "official_letter",
        lambda: letter_data(samples_awarded.correction_letter()),
        _LETTER,
    ),
    Kind(
        "bonus_list",
        "Danh sách chi tiền thưởng",
        ("danh_sach_chi_thuong",),
        "bonus_papers",
        "list_form",
        lambda: bonus_list_data(samples_awarded.bonus_list()),
        _LIST,
        no_docx=_SIGNED_BY_HAND,
    ),
    Kind(
        "bonus_receipt",
        "Giấy nhận tiền thưởng",
        (),
        "bonus_papers",
        "list_form",
        lambda: bonus_receipt_data(samples_awarded.bonus_receipt()),
        _LIST,
        no_docx=_SIGNED_BY_HAND,
    ),
    Kind(
        "fund_report",
        "Báo cáo thu, chi Quỹ thi đua, khen thưởng",
        (),
        "bonus_papers",
        "list_form",
        lambda: fund_report_data(samples_awarded.fund_report()),
        _LIST,
        no_docx=_SIGNED_BY_HAND,
    ),
    Kind(
        "speaking_list",
        "Danh sách đọc tại lễ trao",
        (),
        "speaking_list",
        "speaking",
        lambda: speaking_list_data(samples_awarded.speaking_list()),
        "không có mẫu chung; tên in cỡ lớn để đọc, đầu trang theo Nghị định 30/2020",
    ),
    Kind(
        "signing_sheet",
        "Danh sách giao nhận bằng, giấy khen, hiện vật",
        (),
        "signing_sheet",
        "list_form",
        lambda: signing_sheet_data(samples_awarded.signing_sheet()),
        _LIST,
        no_docx=_SIGNED_BY_HAND,
    ),
    Kind(
        "honour_extract",
        "Giấy xác nhận (trích lục) khen thưởng",
        ("trich_luc_khen_thuong",),
        "honour_extract",
        "named",
        lambda: named_data(honour_extract_named(samples_awarded.honour_extract())),
        _NAMED,
        no_docx="cấp kèm mã kiểm tra, không sửa sau khi cấp",
    ),
    Kind(
        "invitation",
        "Giấy mời hội nghị",
        (),
        "invitation",
        "invitation",
        lambda: invitation_data(samples_more.conference_invitation()),
        _INVITATION,
        no_docx=_PRINTED_FOR_ONE,
    ),
    Kind(
        "conference_minutes",
        "Biên bản hội nghị",
        (),
        "conference_minutes",
        "minutes",
        lambda: conference_minutes_data(samples.conference_minutes()),
        _MINUTES,
    ),
    Kind(
        "cluster_minutes",
        "Biên bản họp cụm, khối thi đua",
        ("bien_ban_binh_xet_co_so",),
        "conference_minutes",
        "minutes",
        lambda: conference_minutes_data(samples_more.cluster_minutes()),
        _MINUTES,
    ),
    Kind(
        "conclusion_notice",
        "Thông báo kết luận hội nghị",
        (),
        "named",
        "named",
        lambda: named_data(samples_more.conclusion_notice()),
        _NAMED,
    ),
    Kind(
        "handover",
        "Biên bản bàn giao trưởng cụm, khối",
        (),
        "handover",
        "minutes",
        lambda: handover_data(samples_more.handover()),
        _MINUTES,
    ),
)
BY_CODE = {kind.code: kind for kind in KINDS}
