"""Patterns know furniture from sentences, and hostile lines must not keep a server busy."""

import pytest

from masthead.intake.markers import (
    AUTHOR,
    BOILERPLATE,
    COMMENTS,
    COOKIES,
    DATE_LINE,
    MORE,
    NEWSLETTER,
    SHARING,
    SUPPORT,
    TICKER,
    Marker,
)
from masthead.intake.plain import capture_plain

HOSTILE = ["_" * 200_000 + "☃x", "inline feedback" + "_" * 200_000 + "\t", "comments" + " " * 200_000 + "x"]


@pytest.mark.parametrize("line", HOSTILE, ids=["underscores", "feedback", "spaces"])
def test_a_line_longer_than_any_furniture_is_none_and_is_not_searched(line: str) -> None:
    # Searched, each of these lines would take longer than this whole suite.
    patterns = (AUTHOR, BOILERPLATE, COMMENTS, COOKIES, DATE_LINE, MORE, NEWSLETTER, SHARING, SUPPORT, TICKER)
    assert not any(pattern.fullmatch(line) for pattern in patterns)
    assert not capture_plain(line).text


KNOWN = [
    (COMMENTS, "17 Comments|3 Kommentare|Laisser un commentaire|Deja una respuesta|2 commenti|4 komentarze"),
    (COMMENTS, "Dodaj komentarz|Deixe um comentário|5 comentários|Yorumlar|3 yorum|Комментарии ВКонтакте"),
    (COMMENTS, "12 комментариев|Залишити коментар|3 تعليقات|اترك رد|评论（8）|5 条评论|发表回复|17則評論"),
    (COMMENTS, "コメント 4 件|댓글 3개|댓글 남기기|Αφήστε ένα σχόλιο|5 תגובות|ความคิดเห็น 17"),
    (COMMENTS, "Comments powered by Disqus|Facebook Comments"),
    (MORE, "More on this topic|Lesen Sie auch|À lire aussi|Artículos relacionados|Leggi anche|Czytaj także"),
    (MORE, "Leia também|İlgili haberler|Читайте также|Схожі матеріали|اقرأ أيضا|相关阅读|延伸閱讀|関連記事"),
    (MORE, "관련 기사|Διαβάστε επίσης|קראו גם|ข่าวที่เกี่ยวข้อง"),
    (AUTHOR, "About the author|Über die Autorin|À propos de l’auteur|Sobre el autor|Об авторе|作者简介|筆者紹介"),
    (NEWSLETTER, "Sign up for our newsletter|Newsletter abonnieren|Подпишитесь на рассылку|订阅我们的电子报"),
    (SHARING, "Share this|Facebook Twitter WhatsApp|Partager sur Facebook|Поделиться|分享到微信|シェアする|공유하기"),
    (SUPPORT, "Support The Weir|Поддержите газету|Підтримайте газету|Jetzt spenden|支持晚报|신문 구독하기"),
    (BOILERPLATE, "Click to see full-size image.|Нажмите, чтобы увеличить|点击查看大图|사진을 클릭하면 커집니다"),
    (COOKIES, "We use cookies to improve this site|Cookies helfen uns, Sie stimmen zu: zustimmen"),
    (
        COOKIES,
        "Мы используем файлы cookie, вы соглашаетесь|当网站使用cookie时您即表示同意|이 사이트는 쿠키를 사용합니다",
    ),
    (DATE_LINE, "NOVEMBER 2024|7 August 2021|НОЯБРЬ 2024|2024年11月|2024년 11월 3일|2021-08-07|07.08.2021"),
]


@pytest.mark.parametrize(("pattern", "lines"), KNOWN, ids=[lines.partition("|")[0] for _, lines in KNOWN])
def test_furniture_is_known_in_many_languages(pattern: Marker, lines: str) -> None:
    assert [line for line in lines.split("|") if not pattern.fullmatch(line)] == []


@pytest.mark.parametrize(
    "line",
    [
        "The comments of the minister were not well received in the villages along the canal.",
        "Share prices of the ferry company fell by a tenth on Monday.",
        "Support for the bridge has grown since the flood, and nobody speaks against it now.",
        "Related industries employ four hundred people in the county, most of them in the mills.",
        "The baker counts his cookies every evening before he closes the shop.",
        "Об авторе находки известно только то, что он пришёл с той стороны реки и ушёл до рассвета.",
        "Print is dead, said the printer, and went on printing.",
    ],
)
def test_a_sentence_with_a_word_of_furniture_is_none(line: str) -> None:
    patterns = (AUTHOR, BOILERPLATE, COMMENTS, COOKIES, DATE_LINE, MORE, NEWSLETTER, SHARING, SUPPORT, TICKER)
    assert not any(pattern.fullmatch(line) for pattern in patterns)
