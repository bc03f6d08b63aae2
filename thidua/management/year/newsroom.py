"""The newsroom in the practice year: somebody held up as an example, and what readers say."""

from datetime import datetime, timedelta

from thidua.portal import actions_exemplars as exemplars
from thidua.portal import actions_publishing as publishing
from thidua.portal import actions_voices as voices
from thidua.portal.models import Article
from thidua.portal.models_newsroom import Exemplar
from thidua.portal.models_voices import Poll
from thidua.units.models import Unit

# A made-up person of the practice province, as everybody in it.
NAME = "Nguyễn Thị Mai"
DEED = (
    "Từ năm 2015, mỗi tuần ba buổi tối, bà Mai mở lớp dạy chữ miễn phí cho trẻ em làng chài tại nhà văn hóa khu.\n"
    "Đến nay hơn 200 em đã biết đọc, biết viết; 37 em học tiếp lên trung học cơ sở."
)
COMMENTS = (
    ("Lê Văn Thành", "Cảm ơn bà Mai", "Hai con tôi biết chữ nhờ lớp học của bà. Mong nhiều nơi làm được như vậy."),
    ("Phạm Thu Hằng", "Xin được góp sách", "Tôi muốn góp sách giáo khoa cũ cho lớp học thì gửi về đâu ạ?"),
)


def hold_up_an_example(
    *, unit: Unit, copied_by: Unit, by, spotted: datetime, told: datetime, copied: datetime
) -> tuple[Exemplar, Article]:
    """A retired teacher: spotted, verified, agreed to, told in an article, taken up by another unit."""
    exemplar = exemplars.spot_exemplar(
        unit=unit, kind="person", name=NAME, detail="giáo viên đã nghỉ hưu", deed=DEED,
        found="Ban công tác Mặt trận khu giới thiệu", by=by, at=spotted,
    )  # fmt: skip
    proof = "Gặp Ban công tác Mặt trận khu và ba phụ huynh; có sổ theo dõi lớp học."
    exemplars.verify_exemplar(exemplar=exemplar, proof=proof, by=by, at=spotted)
    exemplars.record_consent(
        exemplar=exemplar, consent="written", consent_on=spotted.date(), consent_kept="Hồ sơ gương điển hình số 01",
        by=by, at=spotted,
    )  # fmt: skip
    article = exemplars.draft_article_of(exemplar=exemplar, by=by, at=told)
    publishing.publish_article(article=article, by=by, at=told)
    exemplar.refresh_from_db()
    how = "Mở hai lớp buổi tối do giáo viên nghỉ hưu đứng lớp"
    exemplars.record_copy(exemplar=exemplar, unit=copied_by, copied_on=copied.date(), how=how, by=by, at=copied)
    return exemplar, article


def hear_readers(*, unit: Unit, article: Article, by, at: datetime) -> Poll:
    """Two comments are decided, one of them answered; the readers are asked how they find the portal."""
    for place, (name, title, text) in enumerate(COMMENTS):
        comment = voices.send_comment(
            article=article, name=name, email="", title=title, text=text, source=f"ban-doc-{place}", at=at
        )
        voices.publish_comment(comment=comment, by=by, at=at)
    answer = "Cảm ơn bạn. Mời bạn gửi sách về bộ phận một cửa của phường."
    voices.answer_comment(comment=comment, answer=answer, by=by, at=at)
    poll = voices.draft_poll(
        unit=unit, question="Thông tin trên cổng đáp ứng nhu cầu của bạn ở mức nào?",
        choices=["Tốt", "Khá", "Trung bình", "Kém"], closes_on=at.date() + timedelta(days=60), by=by, at=at,
    )  # fmt: skip
    voices.open_poll(poll=poll, by=by, at=at)
    choices = list(poll.choices.all())
    for reader, place in enumerate((0, 0, 1, 0, 2, 1, 0)):
        voices.vote_in_poll(poll=poll, choice=choices[place], device=f"may-{reader}", source=f"ban-doc-{reader}", at=at)
    return poll
