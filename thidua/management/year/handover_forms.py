"""The forms of the eight files a province hands over: sheets, Vietnamese headers, words for our codes."""

from __future__ import annotations

from dataclasses import dataclass

from paperwork.sheets import Column, Form

UNIT_KIND_WORDS = {
    "Tỉnh": "province",
    "Cấp huyện (đã kết thúc)": "district",
    "Cơ quan chuyên môn": "department",
    "Phường": "ward",
    "Xã": "commune",
    "Đặc khu": "special_zone",
    "Cơ quan Đảng, Mặt trận": "party_body",
    "Cơ quan tư pháp": "justice_body",
    "Lực lượng vũ trang": "armed_force",
    "Phòng, tổ trực thuộc": "section",
}
CLUSTER_KIND_WORDS = {"Cụm": "cum", "Khối": "khoi"}
GENDER_WORDS = {"Nam": "male", "Nữ": "female"}
SUBJECT_WORDS = {
    "Cán bộ": "cadre",
    "Công chức": "civil_servant",
    "Viên chức": "public_employee",
    "Người lao động": "worker",
}
RATING_WORDS = {
    "Không hoàn thành nhiệm vụ": "not_completed",
    "Hoàn thành nhiệm vụ": "completed",
    "Hoàn thành tốt nhiệm vụ": "good",
    "Hoàn thành xuất sắc nhiệm vụ": "excellent",
}
ABSENCE_WORDS = {
    "Nghỉ việc riêng, nghỉ ốm": "leave",
    "Nghỉ thai sản": "maternity",
    "Đi học, bồi dưỡng": "study",
    "Điều trị do bị thương khi cứu người, chiến đấu": "rescue_injury",
}
DISCIPLINE_WORDS = {
    "Khiển trách": "reprimand",
    "Cảnh cáo": "warning",
    "Giáng chức, cách chức": "demotion",
    "Buộc thôi việc": "dismissal",
}
SCOPE_WORDS = {"Cơ sở": "unit", "Cấp tỉnh": "province", "Toàn quốc": "national"}
DIRECTION_WORDS = {"Càng cao càng tốt": "more", "Càng thấp càng tốt": "less"}
AWARD_WORDS = {
    "Lao động tiên tiến": "advanced_worker",
    "Chiến sĩ thi đua cơ sở": "grassroots_emulation_fighter",
    "Chiến sĩ thi đua cấp tỉnh": "ministry_province_emulation_fighter",
    "Tập thể lao động tiên tiến": "advanced_labour_collective",
    "Tập thể lao động xuất sắc": "excellent_labour_collective",
    "Cờ thi đua cấp tỉnh": "ministry_province_emulation_flag",
    "Bằng khen cấp tỉnh": "diploma_of_merit_ministry_province",
    "Giấy khen của Chủ tịch UBND cấp xã": "certificate_of_merit_commune",
    "Giấy khen của Thủ trưởng đơn vị": "certificate_of_merit_unit",
}
AGREED_KIND_WORDS = {
    "Định lượng": "quantitative",
    "Định lượng, càng thấp càng tốt": "quantitative_inverse",
    "Xếp mức A–D": "qualitative",
    "Chấm trực tiếp": "direct",
}
LETTER_WORDS = {letter: letter for letter in "ABCD"}


@dataclass(frozen=True, slots=True)
class TableForm:
    """Where a table of the input stands: the file, the sheet's form and the table's name in YearInput."""

    table: str
    file: str
    form: Form


def _choice(key: str, header: str, words: dict[str, str], width: int = 24, is_required: bool = True) -> Column:
    return Column(key, header, "choice", is_required, words, width)


def _text(key: str, header: str, width: int = 18, is_required: bool = True) -> Column:
    return Column(key, header, "text", is_required, {}, width)


def _of(kind: str, key: str, header: str, is_required: bool = True) -> Column:
    return Column(key, header, kind, is_required, {}, 14)


_PERSON = _text("person_code", "Mã cán bộ")
_UNIT = _text("unit_code", "Mã đơn vị")
_HOLDER = (
    _text("person_code", "Mã cán bộ", is_required=False),
    _text("unit_code", "Mã đơn vị", is_required=False),
)
_YEAR = _of("integer", "year", "Năm")
_CRITERION = _text("criterion_code", "Mã tiêu chí", 14)

YEAR_FORM = Form("Năm thi đua", (_of("integer", "year", "Năm thi đua"),))
YEAR_FILE = "don_vi.xlsx"

TABLE_FORMS: tuple[TableForm, ...] = (
    TableForm(
        "units",
        "don_vi.xlsx",
        Form(
            "Đơn vị",
            (
                _text("code", "Mã đơn vị"),
                _text("name", "Tên đơn vị", 44),
                _choice("kind", "Loại đơn vị", UNIT_KIND_WORDS),
                _text("parent_code", "Mã đơn vị cấp trên", is_required=False),
                _of("date", "valid_from", "Có hiệu lực từ"),
                _of("date", "valid_to", "Hết hiệu lực", False),
                _text("predecessors", "Hình thành từ", 60, is_required=False),
            ),
        ),
    ),
    TableForm(
        "clusters",
        "cum_khoi.xlsx",
        Form(
            "Cụm, khối",
            (
                _text("code", "Mã cụm, khối"),
                _text("name", "Tên cụm, khối", 48),
                _choice("kind", "Loại", CLUSTER_KIND_WORDS, 10),
                _text("rubric_code", "Mã bảng điểm", 22),
                _text("member_codes", "Mã các đơn vị thành viên", 60),
                _text("head_code", "Mã cụm trưởng, khối trưởng"),
                _text("deputy_code", "Mã cụm phó, khối phó", is_required=False),
            ),
        ),
    ),
    TableForm(
        "people",
        "can_bo.xlsx",
        Form(
            "Cán bộ",
            (
                _text("code", "Mã cán bộ"),
                Column("full_name", "Họ và tên", "name", True, {}, 28),
                _of("date", "born_on", "Ngày sinh"),
                _choice("gender", "Giới tính", GENDER_WORDS, 10),
                _text("unit_code", "Mã đơn vị"),
                _text("post_title", "Chức vụ, chức danh", 44),
                _of("yes_no", "is_leader", "Lãnh đạo, quản lý"),
                _of("date", "recruited_on", "Ngày tuyển dụng"),
                _choice("subject", "Đối tượng", SUBJECT_WORDS, 16),
            ),
        ),
    ),
    TableForm(
        "ratings",
        "xep_loai.xlsx",
        Form("Xếp loại", (*_HOLDER, _YEAR, _choice("rating", "Mức xếp loại", RATING_WORDS, 32))),
    ),
    TableForm(
        "absences",
        "can_bo.xlsx",
        Form(
            "Nghỉ",
            (
                _PERSON,
                _YEAR,
                _of("integer", "days", "Số ngày làm việc đã nghỉ"),
                _choice("reason", "Lý do", ABSENCE_WORDS, 40),
            ),
        ),
    ),
    TableForm(
        "disciplines",
        "can_bo.xlsx",
        Form(
            "Kỷ luật",
            (_PERSON, _choice("form", "Hình thức", DISCIPLINE_WORDS), _of("date", "decided_on", "Ngày quyết định")),
        ),
    ),
    TableForm(
        "initiatives",
        "sang_kien.xlsx",
        Form(
            "Sáng kiến",
            (
                _PERSON,
                _YEAR,
                _text("title", "Tên sáng kiến", 70),
                _choice("scope", "Phạm vi ảnh hưởng", SCOPE_WORDS),
                _of("yes_no", "is_replicable", "Có khả năng nhân rộng"),
                _of("date", "recognised_on", "Ngày công nhận"),
                _text("decision_no", "Số quyết định"),
            ),
        ),
    ),
    TableForm(
        "past_honours",
        "khen_thuong.xlsx",
        Form(
            "Khen thưởng",
            (
                *_HOLDER,
                _choice("award_code", "Danh hiệu, hình thức", AWARD_WORDS, 34),
                _YEAR,
                _text("decision_no", "Số quyết định"),
                _of("date", "decided_on", "Ngày quyết định"),
                _text("issuer_code", "Mã đơn vị ra quyết định"),
            ),
        ),
    ),
    TableForm(
        "targets",
        "chi_tieu.xlsx",
        Form(
            "Chỉ tiêu",
            (
                _UNIT,
                _CRITERION,
                _text("name", "Tên chỉ tiêu", 54),
                _text("unit_of_measure", "Đơn vị tính", 14),
                _of("number", "baseline", "Thực hiện năm trước"),
                _of("number", "goal", "Chỉ tiêu năm nay"),
                _choice("direction", "Chiều", DIRECTION_WORDS),
                _of("number", "weight", "Tỷ trọng (%)"),
                _of("date", "due_on", "Hạn hoàn thành"),
            ),
        ),
    ),
    TableForm(
        "progress",
        "chi_tieu.xlsx",
        Form(
            "Tiến độ",
            (_UNIT, _CRITERION, _of("integer", "quarter", "Quý"), _of("number", "value", "Lũy kế đến hết quý")),
        ),
    ),
    TableForm(
        "scores",
        "tu_cham_diem.xlsx",
        Form(
            "Tự chấm điểm",
            (
                _UNIT,
                _CRITERION,
                _of("number", "actual", "Thực hiện", False),
                _of("number", "plan", "Kế hoạch", False),
                _of("number", "yes", "Số phiếu đạt", False),
                _of("number", "sample", "Cỡ mẫu", False),
                _of("yes_no", "gate", "Có minh chứng", False),
                _of("number", "value", "Tỷ lệ (%)", False),
                _of("yes_no", "done", "Đạt", False),
                _choice("letter", "Mức (A–D)", LETTER_WORDS, 10, False),
                _of("integer", "count", "Số lần", False),
                _of("integer", "days_late", "Số ngày chậm", False),
                _of("number", "points", "Điểm", False),
            ),
        ),
    ),
    TableForm(
        "attestations",
        "xep_loai.xlsx",
        Form(
            "Xác nhận",
            (*_HOLDER, _YEAR, _text("key", "Mã nội dung xác nhận", 60), _of("yes_no", "value", "Xác nhận đạt")),
        ),
    ),
)
TABLE_FORMS += (
    TableForm(
        "agreed_items",
        "cum_khoi.xlsx",
        Form(
            "Điểm khối thống nhất",
            (
                _text("cluster_code", "Mã cụm, khối"),
                _CRITERION,
                _text("group", "Nhóm nội dung", 14),
                _text("name", "Tên nội dung", 54),
                _of("number", "base", "Điểm chuẩn"),
                _choice("kind", "Cách chấm", AGREED_KIND_WORDS, 30),
                _of("number", "grade_b", "Điểm mức B", False),
                _of("number", "grade_c", "Điểm mức C", False),
                _of("number", "grade_d", "Điểm mức D", False),
            ),
        ),
    ),
)
FILES = tuple(dict.fromkeys(one.file for one in TABLE_FORMS))
