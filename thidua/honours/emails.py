"""Letters of the register: one function each, subject and body."""

from rulebook.revocations import ACTS_VI, cause_of
from thidua.honours.models import Extract, Honour
from thidua.law.queries import award_name
from thidua.shared.certain import certain
from thidua.shared.letters import LetterKind, letter

ENDED = LetterKind("honours.ended", "Khen thưởng bị hủy bỏ, được phục hồi", "Sổ vàng", is_legal=True)
EXTRACT = LetterKind("honours.extract", "Yêu cầu trích lục chờ cấp", "Sổ vàng")


def _named(line: Honour) -> str:
    return (
        f"{award_name(line.award_code)} năm {line.year} của {line.recipient_name} "
        f"(quyết định số {line.decision_number} ngày {line.decided_on:%d/%m/%Y})"
    )


@letter(ENDED)
def honour_revoked(line: Honour, count: int) -> tuple[str, str]:
    cause = cause_of(certain(line.cause), certain(line.act_on))
    act = ACTS_VI[cause.act].capitalize()
    todo = f"\n\nCó {count} việc phải xem xét sau đó, liệt kê ở mục Sổ vàng, Việc sau hủy bỏ." if count else ""
    return (
        f"{act} khen thưởng: {line.recipient_name}",
        f"{act} {_named(line)} theo quyết định số {line.act_number} ngày {line.act_on:%d/%m/%Y}.\n\n"
        f"Trường hợp: {cause.label_vi}.{todo}",
    )


@letter(ENDED)
def honour_restored(line: Honour) -> tuple[str, str]:
    return (
        f"Phục hồi danh hiệu: {line.recipient_name}",
        f"Phục hồi {_named(line)} theo quyết định số {line.act_number} ngày {line.act_on:%d/%m/%Y}.\n\n"
        "Xem việc cần làm ở mục Sổ vàng, Việc sau hủy bỏ.",
    )


@letter(EXTRACT)
def extract_waits(extract: Extract) -> tuple[str, str]:
    return (
        f"Chờ cấp trích lục: {extract.recipient_name}",
        f"Có yêu cầu trích lục khen thưởng của {extract.recipient_name}.\n\n"
        "Mời cấp số và cấp giấy tại mục Sổ vàng, Trích lục.",
    )
