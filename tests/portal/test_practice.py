"""What the practice year does in the newsroom, in the small province."""

from thidua.management.year.newsroom import hear_readers, hold_up_an_example
from thidua.portal.models_voices import Comment, PollVote


def test_an_example_is_told_and_copied_readers_comment_and_are_asked(province):
    ward, at = province.ha_long, province.at
    exemplar, article = hold_up_an_example(
        unit=ward.unit, copied_by=province.cam_pha.unit, by=ward.editor, spotted=at, told=at, copied=at
    )
    poll = hear_readers(unit=ward.unit, article=article, by=ward.editor, at=at)
    exemplar.refresh_from_db()
    article.refresh_from_db()
    assert (exemplar.state, article.state, poll.state) == ("copied", "published", "open")
    assert [(each.state, bool(each.answer)) for each in Comment.objects.order_by("pk")] == [
        ("published", False), ("published", True),
    ]  # fmt: skip
    votes = list(PollVote.objects.order_by("choice__ordinal").values_list("choice__label", flat=True))
    assert votes == ["Tốt"] * 4 + ["Khá"] * 2 + ["Trung bình"]
