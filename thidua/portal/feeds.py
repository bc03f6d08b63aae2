"""The news as RSS and as Atom."""

from django.contrib.syndication.views import Feed
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from thidua.portal.models import Article
from thidua.portal.queries import published


class NewsFeed(Feed):
    feed_type: type[SyndicationFeed] = Rss201rev2Feed
    language = "vi"
    title = "Tin tức thi đua, khen thưởng"
    description = "Tin mới nhất của cổng thông tin thi đua, khen thưởng."
    link = reverse_lazy("portal:news")

    def items(self) -> list[Article]:
        return list(published()[:30])

    def item_title(self, item: Article) -> str:
        return item.title

    def item_description(self, item: Article) -> str:
        return item.lead

    def item_link(self, item: Article) -> str:
        return reverse("portal:article", args=[item.slug])

    def item_pubdate(self, item: Article):
        return item.published_at

    def item_author_name(self, item: Article) -> str:
        return item.author_name


class AtomNewsFeed(NewsFeed):
    feed_type = Atom1Feed
    subtitle = NewsFeed.description

    def item_updateddate(self, item: Article):
        return item.published_at
