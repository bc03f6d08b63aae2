"""What an application for recognition says about an initiative, in the order of the form."""

# Điều lệ Sáng kiến (Nghị định 13/2012/NĐ-CP), Thông tư 18/2013/TT-BKHCN Phụ lục I; the parts of the description as
# provincial initiative councils ask for them. The wording of the annex was not read: the labels are ours.
# (key, label, help, whether the form asks for it)
DESCRIPTION: tuple[tuple[str, str, str, bool], ...] = (
    ("known", "Giải pháp đã biết: ưu điểm, hạn chế", "Trước khi có sáng kiến, việc được làm thế nào.", True),
    ("purpose", "Mục đích của sáng kiến", "", False),
    ("substance", "Nội dung giải pháp, các bước thực hiện", "", True),
    ("novelty", "Điểm mới, tính sáng tạo", "", True),
    ("conditions", "Điều kiện cần thiết để áp dụng", "", False),
    ("spread", "Khả năng áp dụng, nhân rộng", "", False),
    ("benefit", "Hiệu quả kinh tế, xã hội theo ý kiến của tác giả", "", True),
    ("benefit_confirmed", "Hiệu quả theo ý kiến nơi đã áp dụng", "", False),
)
LABELS = {key: label for key, label, _, _ in DESCRIPTION}
ASKED = tuple(key for key, _, _, asked in DESCRIPTION if asked)
LONGEST_PART = 20_000
