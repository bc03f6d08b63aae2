"""The table at the end of a year: what was produced, who led each cluster, how the dossiers were judged, how long it took."""

from collections import Counter
from collections.abc import Iterable

from thidua.law.queries import award_name
from thidua.management.year.runner import StageDone, Year, vn
from thidua.scoring.models import Standing

WIDTH = 100


def lines_of_table(year: Year, done: Iterable[StageDone]) -> list[str]:
    """The whole table as lines of text."""
    done = list(done)
    lines = ["", "═" * WIDTH, f"  NĂM THI ĐUA {year.year}", "═" * WIDTH]
    lines += [f"  {label:<52}{value:>20}" for label, value in _figures(year)]
    lines += _judged(year) + _standings(year)
    lines += ["─" * WIDTH, "  Thời gian từng giai đoạn (giây)"]
    lines += [f"    {each.stage.title_vi:<50}{each.seconds:>8.1f}" for each in done]
    lines += [f"    {'Cả năm':<50}{sum(each.seconds for each in done):>8.1f}", "═" * WIDTH]
    return lines


def _figures(year: Year) -> list[tuple[str, str]]:
    figures = year.figures
    rows = [
        ("Đơn vị (kể cả phòng, tổ và cấp huyện cũ)", figures.get("units")),
        ("Cụm, khối thi đua", figures.get("clusters")),
        ("Người", figures.get("people")),
        ("Giao ước đã ký đủ hai bên", figures.get("pledges")),
        ("Danh hiệu đăng ký", figures.get("registered")),
        ("Bảng điểm đã thẩm định", figures.get("cards")),
        ("Phiếu kín đã bỏ", year.kept.get("votes")),
        ("Quyết định đã ban hành", figures.get("decisions")),
        ("Giấy chứng nhận đã in", figures.get("certificates")),
    ]
    shown = [(label, vn(value)) for label, value in rows if value is not None]
    if "targets_met" in figures:
        shown.insert(4, ("Chỉ tiêu đạt hoặc vượt", f"{figures['targets_met']} / {figures['targets']}"))
    return shown


def _judged(year: Year) -> list[str]:
    judged: dict[str, Counter] = year.kept.get("judged", {})
    if not judged:
        return []
    head = f"  {'Hồ sơ đã xét theo luật':<52}{'có thể đề xét':>15}{'chưa đủ':>12}{'cần người xem':>16}"
    rows = [
        f"    {award_name(code):<50}{vn(c['MAY_BE_PROPOSED']):>15}{vn(c['MAY_NOT']):>12}{vn(c['HUMAN_MUST_LOOK']):>16}"
        for code, c in judged.items()
    ]
    total = sum(judged.values(), Counter())
    rows.append(
        f"    {'Tất cả':<50}{vn(total['MAY_BE_PROPOSED']):>15}{vn(total['MAY_NOT']):>12}{vn(total['HUMAN_MUST_LOOK']):>16}"
    )
    return ["─" * WIDTH, head, *rows]


def _standings(year: Year) -> list[str]:
    rows = Standing.objects.filter(season__year=year.year).select_related("season__cluster", "unit")
    by_cluster: dict[str, list[Standing]] = {}
    for row in rows.order_by("season__cluster__code", "rank", "unit__code"):
        by_cluster.setdefault(row.season.cluster.name, []).append(row)
    lines = ["─" * WIDTH, "  Xếp hạng từng cụm, khối"] if by_cluster else []
    for name, standings in by_cluster.items():
        lines.append(f"    {name}")
        lines += [f"      {s.rank:>2}. {s.unit.name:<60}{f'{s.total:.2f}'.replace('.', ','):>10}" for s in standings]
    return lines
