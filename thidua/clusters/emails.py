"""Letters of this stage: (subject, body)."""

from thidua.clusters.models import Gathering
from thidua.shared.letters import LetterKind, letter
from thidua.shared.wording import vi_date
from thidua.units.models import Cluster, ClusterMembership

MEMBERS = LetterKind("clusters.members", "Danh sách, trưởng, phó cụm, khối thi đua", "Cụm, khối thi đua")
GATHERING = LetterKind("clusters.gathering", "Lịch, kết quả giao ban, giao lưu của cụm, khối", "Cụm, khối thi đua")


@letter(MEMBERS)
def formed(cluster: Cluster, year: int, members: int, head: str) -> tuple[str, str]:
    return (
        f"{cluster.name}: danh sách năm {year}"[:200],
        f"{cluster.organiser.name} đã lập danh sách {cluster.name} năm {year}: {members} thành viên, trưởng là {head}.\n"
        "Mời xem trong mục Cụm, khối.",
    )


@letter(MEMBERS)
def member_changed(cluster: Cluster, year: int, sentence: str, reason: str) -> tuple[str, str]:
    return (f"{cluster.name}: thay đổi thành viên năm {year}"[:200], f"{sentence}\n\nLý do: {reason}")


@letter(MEMBERS)
def headed_by(cluster: Cluster, row: ClusterMembership, reason: str) -> tuple[str, str]:
    return (
        f"{cluster.name}: trưởng năm {row.year}"[:200],
        f"{row.unit.name} là đơn vị trưởng {cluster.name} năm {row.year}.\n\nLý do: {reason}",
    )


def _when(gathering: Gathering) -> str:
    return f"{gathering.begins:%H:%M} ngày {vi_date(gathering.held_on)}, tại {gathering.place}"


@letter(GATHERING)
def gathering_planned(gathering: Gathering) -> tuple[str, str]:
    return (
        f"{gathering.get_kind_display()}: {gathering.title}"[:200],
        f"{gathering.cluster.name} mời đơn vị dự {gathering.title}, {_when(gathering)}.\n\nNội dung:\n{gathering.agenda}",
    )


@letter(GATHERING)
def gathering_moved(gathering: Gathering, reason: str) -> tuple[str, str]:
    return (
        f"Thay đổi: {gathering.title}"[:200],
        f"{gathering.title} nay tổ chức lúc {_when(gathering)}.\n\nLý do thay đổi: {reason}",
    )


@letter(GATHERING)
def gathering_cancelled(gathering: Gathering) -> tuple[str, str]:
    return (f"Hủy: {gathering.title}"[:200], f"{gathering.title} được hủy.\n\nLý do: {gathering.cancelled_reason}")


@letter(GATHERING)
def gathering_held(gathering: Gathering, came: int, invited: int) -> tuple[str, str]:
    return (
        f"Kết luận: {gathering.title}"[:200],
        f"{gathering.title} ngày {vi_date(gathering.held_on)}: có mặt {came}/{invited} đơn vị.\n\n{gathering.conclusion}",
    )
