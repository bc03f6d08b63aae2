"""The file of everything the system holds about a person: JSON for machines, one page to read, in a ZIP."""

import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from thidua.law.queries import award_name
from thidua.people.models import PrivateValue
from thidua.shared.wording import vi_date, vi_datetime

HEADINGS = {
    "ho_so": "Hồ sơ",
    "thong_tin_rieng": "Thông tin riêng",
    "chuc_vu": "Chức vụ, vị trí công tác",
    "chuyen_don_vi": "Chuyển đơn vị",
    "thoi_cong_tac": "Thôi công tác",
    "xep_loai": "Xếp loại hằng năm",
    "ngay_nghi": "Ngày nghỉ",
    "ky_luat": "Kỷ luật",
    "tam_dung_xet": "Tạm dừng xét khen thưởng",
    "sang_kien": "Sáng kiến",
    "danh_gia_cua_thu_truong": "Đánh giá của thủ trưởng",
    "khen_thuong": "Khen thưởng",
    "dang_ky_thi_dua": "Đăng ký thi đua",
    "ho_so_de_nghi": "Hồ sơ đề nghị khen thưởng",
    "tai_khoan": "Tài khoản",
    "vai_tro": "Vai trò được giao",
    "hoi_dong": "Thành viên hội đồng",
    "thu_da_gui": "Thư hệ thống đã gửi",
    "sua_thong_tin": "Sửa thông tin",
    "sua_theo_doi_thanh_tich": "Sửa theo dõi thành tích",
    "quan_he_than_thich": "Quan hệ thân thích đã ghi",
    "gop_ho_so": "Gộp hồ sơ",
    "phien_dang_nhap": "Phiên đăng nhập",
    "so_dinh_danh_dang_nhap": "Số định danh dùng để đăng nhập (chỉ lưu dấu vết mã hóa)",
    "phien_ho_tro_ky_thuat": "Phiên hỗ trợ kỹ thuật xem bằng tài khoản này",
    "phieu_kin": "Phiếu kín được bỏ (không ai biết bỏ thế nào)",
    "viec_da_lam": "Việc đã làm bằng tài khoản, theo loại",
    "lan_mo_thong_tin_rieng": "Các lần mở thông tin riêng",
}
_HEADS = {
    "ma": "Mã", "ho_ten": "Họ và tên", "ngay_sinh": "Ngày sinh", "gioi_tinh": "Giới tính", "doi_tuong": "Đối tượng",
    "ngay_tuyen_dung": "Ngày tuyển dụng", "da_gop_vao": "Đã gộp vào hồ sơ", "don_vi": "Đơn vị", "chuc_vu": "Chức vụ",
    "vai_tro": "Vai trò", "chinh": "Chính, kiêm nhiệm", "tu_ngay": "Từ ngày", "den_ngay": "Đến ngày",
    "ly_do_ket_thuc": "Kết thúc vì", "can_cu": "Căn cứ", "tu": "Từ", "den": "Đến", "ket_qua": "Kết quả", "ly_do": "Lý do",
    "ngay": "Ngày", "da_huy": "Đã hủy", "nam": "Năm", "xep_loai": "Xếp loại", "nhap_ngay": "Nhập ngày",
    "so_ngay": "Số ngày", "hinh_thuc": "Hình thức", "ten": "Tên", "pham_vi": "Phạm vi",
    "cong_nhan_ngay": "Công nhận ngày", "quyet_dinh": "Quyết định", "noi_dung": "Nội dung", "dat": "Đạt",
    "danh_hieu": "Danh hiệu, hình thức", "ma_kiem_tra": "Mã kiểm tra", "tinh_trang": "Tình trạng",
    "thanh_tich": "Thành tích", "tham_dinh": "Thẩm định", "ten_dang_nhap": "Tên đăng nhập",
    "ten_hien_thi": "Tên hiển thị", "thu_dien_tu": "Thư điện tử", "noi": "Nơi", "hoi_dong": "Hội đồng",
    "tieu_de": "Tiêu đề", "muc": "Mục", "truoc": "Trước", "sau": "Sau", "ho_so": "Hồ sơ", "vao": "Vào hồ sơ",
    "da_go": "Đã gỡ", "luc": "Lúc", "ai": "Ai", "muc_dich": "Mục đích", "gia_tri": "Giá trị",
    "dia_chi": "Địa chỉ mạng", "trinh_duyet": "Trình duyệt", "phieu": "Phiếu", "da_bo": "Đã bỏ phiếu", "viec": "Việc",
    "so_lan": "Số lần", "ty_le": "Tỷ lệ đóng góp (%)", "loai": "Loại", "hieu_luc_tu": "Hiệu lực từ",
    "hieu_luc_den": "Hiệu lực đến", "ghi_ngay": "Ghi ngày",
}  # fmt: skip
# Fields that were put right or opened, in the words of the screens.
_FIELDS = {str(field): str(label) for field, label in PrivateValue.Field.choices} | {
    "full_name": "Họ và tên", "born_on": "Ngày sinh", "gender": "Giới tính", "subject": "Đối tượng",
    "recruited_on": "Ngày tuyển dụng", "code": "Mã cán bộ", "unit": "Đơn vị", "title": "Chức vụ, chức danh",
    "is_leader": "Lãnh đạo, quản lý", "starts_on": "Từ ngày", "ends_on": "Đến ngày", "is_main": "Vị trí chính",
    "end_reason": "Kết thúc vì", "absence": "Ngày nghỉ", "discipline": "Kỷ luật",
}  # fmt: skip
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?[+-]\d{2}:\d{2}")
_STATES = {"valid": "Còn hiệu lực", "corrected": "Đã đính chính", "revoked": "Đã hủy bỏ"}


def packed(name: str, held: Mapping[str, Any], private: Mapping[str, str], at: datetime) -> bytes:
    """The ZIP: ``du-lieu.json`` and ``du-lieu.html``. ``private``: {field of PrivateValue: plain value}."""
    labels = dict(PrivateValue.Field.choices)
    opened: list[Mapping[str, Any]] = [{"muc": labels[field], "gia_tri": value} for field, value in private.items()]
    parts = {key: opened if key == "thong_tin_rieng" else held.get(key, []) for key in HEADINGS}
    whole = {"lap_luc": timezone.localtime(at).isoformat(timespec="seconds"), **parts}
    page = render_to_string(
        "profiles/copy.html",
        {"name": name, "at": at, "parts": [(HEADINGS[key], *_table(rows)) for key, rows in parts.items() if rows]},
    )
    place = io.BytesIO()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("du-lieu.json", json.dumps(whole, ensure_ascii=False, indent=1))
        archive.writestr("du-lieu.html", page)
    return place.getvalue()


def _table(rows: list[Mapping[str, Any]]) -> tuple[list[str], list[list[str]]]:
    return [_HEADS[key] for key in rows[0]], [[_text(key, value) for key, value in row.items()] for row in rows]


def _text(key: str, value: Any) -> str:
    if key == "danh_hieu":
        return award_name(value)
    if key == "tinh_trang":
        return _STATES.get(value, value)
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, list):
        return ", ".join(_text(key, each) for each in value)
    text = str(value)
    if _DAY.fullmatch(text):
        return vi_date(date.fromisoformat(text))
    if _MOMENT.fullmatch(text):
        return vi_datetime(datetime.fromisoformat(text))
    return _FIELDS.get(text, text) if key == "muc" else text
