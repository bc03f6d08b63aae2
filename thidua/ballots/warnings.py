"""What the pages say of a ballot before and after it is counted: what a result gives away, what it decides."""

from datetime import date

from rulebook.voting import must_reveal, passing_reveals, vote_rule
from thidua.ballots.models import Ballot
from thidua.ballots.queries import turnout
from thidua.law.queries import the_book


def secrecy_warnings(ballot: Ballot, on: date) -> list[str]:
    """Vietnamese sentences for items whose passing shows how everybody voted, whatever the box does (see
    ``rulebook.voting.must_reveal``). Empty when there is nothing to warn of or no rule is known."""
    found = few_warnings(ballot)
    needed = max((item.get("needed", 0) for item in ballot.items), default=0)
    if needed >= ballot.total_members:
        found.append(passing_reveals(ballot.total_members, needed))
    codes = sorted({item["award_code"] for item in ballot.items if item["award_code"]})
    for code in codes:
        try:
            rule = vote_rule(code, on, the_book())
        except KeyError:  # an item that is no award of the law, such as a regulation of the council
            continue
        warning = must_reveal(ballot.total_members, rule) if rule else None
        if warning and warning not in found:
            found.append(warning)
    return found


# Said after counting: what is there, who sees it, and that it decides nothing yet.
COUNTED = (
    "Đã kiểm phiếu. Số phiếu đã công bố trên trang này cho những người bỏ phiếu và người giữ hòm; việc thông qua hay không "
    "chỉ có khi chủ tọa kết thúc phiên họp."
)
FEW = 3  # fewer secret papers of one way than this show what they hold


def few_warnings(ballot: Ballot) -> list[str]:
    """What the numbers of people alone give away, in Vietnamese sentences."""
    seen = turnout(ballot)
    if seen.eligible < FEW:
        return [f"Chỉ có {seen.eligible} người bỏ phiếu: biết phiếu của mình và kết quả là biết phiếu của người kia."]
    if 0 < seen.paper < FEW:
        return [
            f"Mới phát {seen.paper} phiếu giấy: phiếu giấy được đếm riêng nên kết quả của chúng cho biết người nhận đã "
            f"chọn gì. Hãy phát từ {FEW} phiếu giấy trở lên hoặc để mọi người bỏ phiếu giấy."
        ]
    return []
