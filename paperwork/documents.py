"""The 93 kinds of paper of the commendation work, and where each comes from: a layout of ours, a screen, somebody else.

Ids and names: the survey of kinds of paper this system was planned from (Decree 30/2020/NĐ-CP, Decree 152/2025/NĐ-CP, forms of
ministries and provinces). What the system issues is read from :mod:`paperwork.catalogue`, never written here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from paperwork.catalogue import KINDS, Kind


@dataclass(frozen=True)
class Document:
    """One kind; `outside` names who makes it when we do not, `otherwise` how else it is there without a layout of the
    catalogue."""

    code: str
    name_vi: str
    outside: str = ""
    otherwise: str = ""


DOCUMENTS: tuple[Document, ...] = (
    Document("to_trinh_khen_thuong_ca_nhan", "Tờ trình đề nghị khen thưởng cho cá nhân"),
    Document("to_trinh_khen_thuong_tap_the", "Tờ trình đề nghị khen thưởng cho tập thể, hộ gia đình"),
    Document("to_trinh_danh_hieu_thi_dua", "Tờ trình đề nghị xét tặng danh hiệu thi đua"),
    Document("to_trinh_cum_khoi_thi_dua", "Tờ trình của cụm, khối thi đua"),
    Document("danh_sach_de_nghi_khen_thuong", "Danh sách đề nghị khen thưởng"),
    Document("bctt_co_thi_dua_chinh_phu", "Báo cáo thành tích đề nghị danh hiệu “Cờ thi đua của Chính phủ”"),
    Document("bctt_cstd_toan_quoc", "Báo cáo thành tích đề nghị danh hiệu “Chiến sĩ thi đua toàn quốc”"),
    Document("bctt_cong_trang_tap_the", "Báo cáo thành tích đề nghị khen thưởng công trạng cho tập thể"),
    Document("bctt_cong_trang_ca_nhan", "Báo cáo thành tích đề nghị khen thưởng công trạng cho cá nhân"),
    Document("bctt_dot_xuat", "Báo cáo thành tích đề nghị khen thưởng đột xuất"),
    Document("bctt_cong_hien", "Báo cáo thành tích đề nghị khen thưởng quá trình cống hiến"),
    Document("bctt_chuyen_de", "Báo cáo thành tích đề nghị khen thưởng thi đua theo chuyên đề"),
    Document("bctt_anh_hung_tap_the", "Báo cáo thành tích đề nghị Anh hùng cho tập thể"),
    Document("bctt_anh_hung_ca_nhan", "Báo cáo thành tích đề nghị Anh hùng cho cá nhân"),
    Document("bctt_doi_ngoai_tap_the", "Báo cáo thành tích đề nghị khen thưởng đối ngoại cho tập thể"),
    Document("bctt_doi_ngoai_ca_nhan", "Báo cáo thành tích đề nghị khen thưởng đối ngoại cho cá nhân"),
    Document("bao_cao_tom_tat_thanh_tich", "Báo cáo tóm tắt thành tích"),
    Document("bctt_ky_niem_chuong", "Báo cáo quá trình công tác đề nghị Kỷ niệm chương"),
    Document("bctt_ho_gia_dinh", "Báo cáo thành tích đề nghị khen thưởng cho hộ gia đình"),
    Document(
        "xac_nhan_sang_kien_kem_ho_so",
        "Chứng nhận hoặc xác nhận sáng kiến, đề tài kèm hồ sơ",
        outside="cơ quan công nhận sáng kiến; nộp kèm hồ sơ",
    ),
    Document(
        "xac_nhan_muc_do_hoan_thanh",
        "Văn bản xác nhận mức độ hoàn thành nhiệm vụ",
        outside="cơ quan quản lý cấp trên, cấp ủy; nộp kèm hồ sơ",
    ),
    Document(
        "xac_nhan_nghia_vu_phap_luat",
        "Văn bản xác nhận thuế, BHXH, môi trường, an toàn lao động, phòng cháy",
        outside="cơ quan thuế, bảo hiểm xã hội, môi trường, công an; nộp kèm hồ sơ",
    ),
    Document("cong_van_lay_y_kien_hiep_y", "Công văn lấy ý kiến cơ quan chức năng"),
    Document("thong_bao_cong_khai", "Thông báo công khai danh sách đề nghị khen thưởng để lấy ý kiến"),
    Document("giay_tiep_nhan_hen_tra", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", outside="hệ thống một cửa của tỉnh"),
    Document("cong_van_tra_bo_sung_ho_so", "Công văn trả lại / yêu cầu bổ sung hồ sơ"),
    Document("bao_cao_tham_dinh", "Báo cáo thẩm định hồ sơ khen thưởng"),
    Document("quyet_dinh_thanh_lap_hoi_dong_tdkt", "Quyết định thành lập / kiện toàn Hội đồng Thi đua - Khen thưởng"),
    Document("giay_moi_hop_hoi_dong", "Giấy mời họp Hội đồng"),
    Document("bien_ban_hop_hoi_dong_tdkt", "Biên bản họp Hội đồng Thi đua - Khen thưởng"),
    Document("bien_ban_binh_xet_co_so", "Biên bản họp bình xét thi đua của phòng, ban, tổ"),
    Document(
        "phieu_bau_danh_hieu",
        "Phiếu bầu / phiếu bỏ phiếu kín danh hiệu thi đua, hình thức khen thưởng",
        otherwise="màn hình bỏ phiếu kín",
    ),
    Document(
        "phieu_lay_y_kien_bang_van_ban",
        "Phiếu lấy ý kiến thành viên Hội đồng (vắng mặt hoặc không họp)",
        otherwise="màn hình lấy ý kiến bằng văn bản",
    ),
    Document("bien_ban_kiem_phieu", "Biên bản kiểm phiếu"),
    Document("thong_bao_ket_luan_hoi_dong", "Thông báo kết luận của Chủ tịch Hội đồng"),
    Document("to_trinh_nguoi_co_tham_quyen", "Tờ trình trình người có thẩm quyền quyết định khen thưởng"),
    Document("quyet_dinh_khen_thuong", "Quyết định tặng Bằng khen, Giấy khen"),
    Document("quyet_dinh_cong_nhan_danh_hieu", "Quyết định công nhận / tặng danh hiệu thi đua"),
    Document("quyet_dinh_truy_tang", "Quyết định truy tặng"),
    Document("quyet_dinh_huy_bo_thu_hoi", "Quyết định hủy bỏ quyết định khen thưởng, thu hồi hiện vật và tiền thưởng"),
    Document(
        "quyet_dinh_ban_hanh_quy_che",
        "Quyết định ban hành Quy chế / Quy định thi đua, khen thưởng",
        outside="văn bản quy phạm hoặc quy chế, soạn ở hệ thống quản lý văn bản",
    ),
    Document("thong_bao_ket_qua_khen_thuong", "Thông báo / công văn gửi kết quả khen thưởng"),
    Document("danh_sach_chi_thuong", "Danh sách chi tiền thưởng"),
    Document(
        "chi_thi_phat_dong",
        "Chỉ thị phát động phong trào thi đua",
        outside="Chủ tịch UBND, soạn ở hệ thống quản lý văn bản",
    ),
    Document("ke_hoach_phat_dong", "Kế hoạch tổ chức phong trào thi đua"),
    Document(
        "huong_dan_thi_dua",
        "Hướng dẫn công tác thi đua, khen thưởng",
        outside="Hội đồng, Sở Nội vụ, soạn ở hệ thống quản lý văn bản",
    ),
    Document(
        "dang_ky_danh_hieu_thi_dua",
        "Danh sách (bản) đăng ký danh hiệu thi đua, hình thức khen thưởng",
        otherwise="màn hình Đăng ký",
    ),
    Document("ban_giao_uoc_thi_dua", "Bản đăng ký giao ước thi đua"),
    Document("bang_cham_diem", "Bảng tự chấm điểm, chấm điểm cụm/khối thi đua"),
    Document("bao_cao_so_ket", "Báo cáo sơ kết công tác thi đua, khen thưởng (6 tháng)"),
    Document("bao_cao_tong_ket", "Báo cáo tổng kết công tác thi đua, khen thưởng năm"),
    Document("bao_cao_dien_hinh", "Báo cáo điển hình tiên tiến", outside="tập thể, cá nhân điển hình viết"),
    Document("ke_hoach_kiem_tra", "Kế hoạch / biên bản / báo cáo kiểm tra công tác thi đua, khen thưởng"),
    Document("don_yeu_cau_cong_nhan_sang_kien", "Đơn yêu cầu công nhận sáng kiến", otherwise="màn hình Sáng kiến"),
    Document("bao_cao_mo_ta_sang_kien", "Báo cáo mô tả giải pháp sáng kiến", outside="tác giả viết"),
    Document(
        "giay_xac_nhan_hieu_qua_ap_dung", "Giấy xác nhận hiệu quả áp dụng sáng kiến", outside="đơn vị áp dụng sáng kiến"
    ),
    Document("phieu_danh_gia_sang_kien", "Phiếu nhận xét, đánh giá (chấm điểm) sáng kiến"),
    Document("bien_ban_hop_hoi_dong_sang_kien", "Biên bản họp Hội đồng sáng kiến"),
    Document("quyet_dinh_cong_nhan_sang_kien", "Quyết định công nhận sáng kiến"),
    Document("giay_chung_nhan_sang_kien", "Giấy chứng nhận sáng kiến", otherwise="in giấy khen (certificates.py)"),
    Document(
        "to_trinh_cong_nhan_hieu_qua",
        "Tờ trình đề nghị công nhận hiệu quả áp dụng, phạm vi ảnh hưởng của sáng kiến/đề tài",
    ),
    Document("bao_cao_hieu_qua_pham_vi", "Báo cáo hiệu quả áp dụng, phạm vi ảnh hưởng của sáng kiến/đề tài"),
    Document("danh_sach_de_nghi_cong_nhan_hieu_qua", "Danh sách đề nghị công nhận hiệu quả áp dụng, phạm vi ảnh hưởng"),
    Document("giay_khen", "Giấy khen", otherwise="in giấy khen (certificates.py)"),
    Document("bang_cstd_co_so", "Bằng chứng nhận “Chiến sĩ thi đua cơ sở”", otherwise="in giấy khen (certificates.py)"),
    Document(
        "bang_khen_cap_bo_tinh",
        "Bằng khen của bộ, ban, ngành, tỉnh",
        otherwise="in bằng (certificates.py), bản in thử khổ A4",
    ),
    Document(
        "bang_cstd_cap_bo_tinh",
        "Bằng chứng nhận Chiến sĩ thi đua bộ, ban, ngành, tỉnh",
        otherwise="in bằng (certificates.py), bản in thử khổ A4",
    ),
    Document(
        "bang_tap_the_ldxs",
        "Bằng chứng nhận “Tập thể lao động xuất sắc”, “Đơn vị quyết thắng”",
        otherwise="in bằng (certificates.py), bản in thử khổ A4",
    ),
    Document("bang_khen_thu_tuong", "Bằng khen của Thủ tướng Chính phủ", outside="Thủ tướng Chính phủ"),
    Document(
        "bang_xa_phuong_dac_khu_tieu_bieu", "Bằng chứng nhận xã, phường, đặc khu tiêu biểu; thôn, tổ dân phố văn hóa"
    ),
    Document("co_thi_dua_bo_tinh", "Cờ thi đua của bộ, ban, ngành, tỉnh", outside="nơi may cờ"),
    Document("co_thi_dua_chinh_phu", "Cờ thi đua của Chính phủ", outside="Chính phủ"),
    Document("ky_niem_chuong", "Kỷ niệm chương và giấy chứng nhận", outside="bộ, ngành, đoàn thể"),
    Document("trich_luc_khen_thuong", "Trích lục / giấy xác nhận khen thưởng"),
    Document("ban_sao_y", "Bản sao y", outside="văn thư của cơ quan sao"),
    Document("ban_trich_sao", "Bản trích sao (trích một phần quyết định khen thưởng)"),
    Document("ban_sao_luc", "Bản sao lục", outside="văn thư của cơ quan sao"),
    Document(
        "don_cap_doi_cap_lai_hien_vat",
        "Đơn đề nghị cấp đổi / cấp lại hiện vật khen thưởng",
        outside="người đề nghị viết",
    ),
    Document("cong_van_cap_doi_cap_lai", "Công văn đề nghị cấp đổi / cấp lại hiện vật"),
    Document("danh_sach_cap_doi_cap_lai", "Danh sách đề nghị cấp đổi / cấp lại"),
    Document("bien_ban_ban_giao_hien_vat", "Biên bản bàn giao, phiếu xuất hiện vật khen thưởng"),
    Document("so_vang_khen_thuong", "Sổ vàng (sổ đăng ký khen thưởng)", otherwise="sổ khen thưởng trên màn hình"),
    Document("so_dang_ky_van_ban_di", "Sổ đăng ký văn bản đi", outside="hệ thống quản lý văn bản"),
    Document("so_dang_ky_van_ban_den", "Sổ đăng ký văn bản đến", outside="hệ thống quản lý văn bản"),
    Document("phieu_giai_quyet_van_ban_den", "Phiếu giải quyết văn bản đến", outside="hệ thống quản lý văn bản"),
    Document("danh_muc_ho_so", "Danh mục hồ sơ", outside="hệ thống quản lý văn bản"),
    Document("thong_ke_0601", "Biểu 0601.N/BNV-TĐKT: Số phong trào thi đua"),
    Document("thong_ke_0602", "Biểu 0602.N/BNV-TĐKT: Số lượng khen thưởng cấp Nhà nước"),
    Document("thong_ke_0603", "Biểu 0603.N/BNV-TĐKT: Số lượng khen thưởng cấp bộ, ban, ngành, tỉnh"),
    Document("thong_ke_0604", "Biểu 0604.N/BNV-TĐKT: Số lượng tổ chức làm công tác thi đua, khen thưởng"),
    Document("thong_ke_0605", "Biểu 0605.N/BNV-TĐKT: Số lượng công chức làm công tác thi đua, khen thưởng"),
    Document("don_kien_nghi_phan_anh", "Đơn / phiếu kiến nghị, phản ánh về khen thưởng", outside="người dân viết"),
    Document("phieu_yeu_cau_cung_cap_thong_tin", "Phiếu yêu cầu cung cấp thông tin", outside="người dân viết"),
)


def issued_as(code: str, kinds: Iterable[Kind] = KINDS) -> list[Kind]:
    """The kinds of the catalogue that cover a document."""
    return [kind for kind in kinds if code in kind.documents]


def catalogue_table(kinds: Iterable[Kind] = KINDS) -> str:
    """What the system issues, as rows of a Markdown table."""
    rows = ["| Paper | Module | Layout | DOCX | Source of the form |", "|---|---|---|---|---|"]
    for kind in kinds:
        word = "yes" if not kind.no_docx else f"no: {kind.no_docx}"
        rows.append(f"| {kind.name_vi} | `papers/{kind.module}.py` | `{kind.layout}.typ` | {word} | {kind.form} |")
    return "\n".join(rows)


def coverage_table(kinds: Iterable[Kind] = KINDS) -> str:
    """Where each of the documents comes from, as Markdown: a line of sums, then a table."""
    kinds = tuple(kinds)
    rows, sums = [], {"covered": 0, "otherwise": 0, "outside": 0, "not yet": 0}
    for document in DOCUMENTS:
        found = issued_as(document.code, kinds)
        if found:
            state, how = "covered", ", ".join(f"`{kind.code}`" for kind in found)
        elif document.otherwise:
            state, how = "otherwise", document.otherwise
        elif document.outside:
            state, how = "outside", document.outside
        else:
            state, how = "not yet", ""
        sums[state] += 1
        rows.append(f"| `{document.code}` | {document.name_vi} | {state} | {how} |")
    told = ", ".join(f"{number} {state}" for state, number in sums.items())
    head = ["| Document | Name | Where from | By |", "|---|---|---|---|"]
    return "\n".join([f"{len(DOCUMENTS)} kinds: {told}.", "", *head, *rows])
