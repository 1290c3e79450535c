"""Lines by which pages give their furniture away, in the languages of the common systems.

Each pattern must match a whole line. They are data: add a line when a page shows a new one, with a fixture.
"""

import re
from typing import Final

from masthead.intake.segments import Reason


class Marker:
    """A pattern for whole lines; a long line is never furniture, and never worth the time a pattern could take."""

    _LONGEST: Final = 300

    def __init__(self, pattern: str, longest: int = _LONGEST) -> None:
        self._pattern = re.compile(pattern, re.IGNORECASE | re.DOTALL)
        self._longest = longest

    def fullmatch(self, line: str) -> bool:
        """Whether the whole line is what the pattern describes."""
        return len(line) <= self._longest and self._pattern.fullmatch(line) is not None


def _line(*alternatives: str) -> Marker:
    return Marker(rf"[\W_]*(?:{'|'.join(alternatives)})[\W_]*")


COMMENTS: Final = _line(
    r"\d+ (?:comments?|replies|responses|kommentare?|commentaires?|comentarios?|commenti|комментари\w*|коментар\w*)",
    r"(?:comments?|kommentare|commentaires|comentarios|commenti|комментарии|коментарі|التعليقات|评论|評論|コメント)"
    r"(?: ?[(（]\d+[)）])?",
    r"\d+ ?(?:条评论|則評論|件のコメント|تعليقات?|تعليقًا)",
    r"コメント ?\d+ ?件|评论 ?\d+ ?条",
    r"(?:comments?|комментари[ия]|комментариев)\s*:?\s*\d+",
    r"leave a (?:reply|comment)|post a comment|join the (?:discussion|conversation)|notify of|inline feedbacks?.*",
    r"schreiben sie einen kommentar|laisser un commentaire|deja un comentario|lascia un commento",
    r"оставить комментарий|добавить комментарий|залишити коментар|уведомить о|уведомлять о|сначала (?:новые|старые)",
    r"اترك تعليق\w*|أضف تعليق\w*|发表评论|發表評論|コメントを残す|コメントする",
    r"view all comments|oldest|newest most voted|most voted",
)
"""A line that opens a comment section: everything after it is somebody else's text."""

MORE: Final = _line(
    r"more (?:on|about|in) this (?:topic|subject|story|section)|more from .{0,40}|more stories|more news",
    r"related (?:articles?|posts?|stories|topics?|news|content|coverage|links?)|you (?:may|might) also (?:like|enjoy)",
    r"read (?:more|also|next|on)|see also|recommended(?: for you)?|don'?t miss|also (?:on|in) .{0,40}",
    r"(?:most|top) (?:read|popular|viewed|stories|commented).{0,20}|trending(?: now)?|latest (?:news|stories|articles)",
    r"mehr zum thema|lesen sie auch|das könnte sie auch interessieren|à lire aussi|sur le même sujet|lire aussi",
    r"más (?:sobre|de) (?:este|el) tema|lea también|leggi anche|czytaj także|zobacz także",
    r"(?:материалы |новости |статьи )?по теме|ещ[её] по теме|читайте также|смотрите также|похожие (?:материалы|статьи)",
    r"читайте також|за темою|ще за темою|المزيد (?:حول|عن|في) هذا الموضوع|مواضيع ذات صلة|اقرأ أيضا\w*|اقرأ أيضًا",
    r"相关(?:阅读|文章|新闻|报道)|相關(?:閱讀|文章|新聞|報導)|延伸阅读|延伸閱讀|関連(?:記事|ニュース)|あわせて読みたい"
    r"|この(?:話題|トピック)の(?:関連)?記事",
)
"""A line that opens a list of other articles; a hard end where a body stands before it."""


def opens_more(line: str) -> bool:
    """Whether a line opens a list of other articles, alone or with the list behind a colon."""
    head, colon, _ = line.replace("：", ":", 1).partition(":")
    return bool(MORE.fullmatch(line) or (colon and MORE.fullmatch(head)))


SUPPORT: Final = _line(
    r"(?:please )?(?:support|donate(?: to)?|help|subscribe to|follow) [\w .’'-]{1,40}",
    r"support (?:us|our work|independent journalism)|donate(?: now)?|subscribe(?: now)?|sign up|become a member",
    r"unterstützen sie .{1,40}|jetzt (?:spenden|abonnieren)|soutenez .{1,40}|faire un don|apoya .{1,40}|donar",
    r"поддержать?(?:те)? .{0,40}|пожертвовать|подпис(?:аться|ывайтесь).{0,40}|підтримати .{0,40}",
    r"ادعم.{0,40}",
    r"تبرع.{0,20}|اشترك.{0,20}|支持.{0,12}|订阅|訂閱|捐款|.{0,20}(?:を支援|を応援)(?:する)?",
    r"購読(?:する)?|寄付(?:する)?",
)

BOILERPLATE: Final = _line(
    r"(?:click|tap) (?:here )?(?:to|for) .{0,60}|(?:click|tap) (?:on )?(?:the )?(?:image|photo|picture|map) .{0,40}",
    r"(?:view|see|open|show) (?:the )?(?:full|larger|original)[ -]?(?:size)?(?:d)? ?(?:image|photo|picture|version)?",
    r"(?:image|photo|picture) \d+ of \d+|enlarge(?: this)? (?:image|photo)|advertisement|sponsored|ad|реклама|anzeige",
    r"(?:bild|foto) vergrößern|zum vergrößern (?:anklicken|klicken)|cliquez pour .{0,40}|haga clic .{0,40}",
    r"нажмите,? чтобы .{0,60}|кликните,? чтобы .{0,60}|натисніть,? щоб .{0,60}",
    r"(?:انقر|اضغط) .{0,60}|点击(?:查看|看)?(?:大图|原图)|點擊(?:查看)?(?:大圖|原圖)|クリック(?:すると|で|して).{0,30}",
    r"画像をクリック.{0,30}|広告|广告|廣告",
)

COOKIES: Final = Marker(
    r"(?=.{15,600}\Z).*(?:\bcookies?\b|файлы cookie|クッキー|ملفات تعريف الارتباط)"
    r".*(?:accept|agree|consent|experience|continu|policy|improve|akzept|zustimm|accord|acept|политик|соглас"
    r"|улучш|продолж|同意|使用|改善|تحسين|موافق|نستخدم).*|"
    r"(?=.{15,600}\Z).*(?:accept|agree|consent|experience|zustimm|соглас|同意|使用|نستخدم|يستخدم)"
    r".*(?:\bcookies?\b|クッキー|ملفات تعريف الارتباط).*",
    longest=600,
)

COMMENT_SYSTEM: Final = _line(
    r"subscribe|notify of|guest|oldest|newest most voted|inline feedbacks|view all comments|reply|like|share|report",
    r"last edited .{0,60}|would love your thoughts.{0,40}|load more comments|\d+|\(\)|x|\(\) x",
)
"""Lines of a comment system's own furniture, once a comment section has begun."""

TICKER: Final = Marker(r"(?:[\d\s.,'’ $€£¥₽₴₩₹﷼%]|usd|eur|rub|руб|円|元|دولار)*")
"""Amounts and nothing else."""

_MONTHS = (
    r"jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*|januar|februar|märz|mai|juni|juli"
    r"|okto\w*|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|январ\w|феврал\w|март\w?|апрел\w|ма[йя]|июн\w|июл\w|август\w?|сентябр\w|октябр\w|ноябр\w|декабр\w"
    r"|يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر"
)
DATE_LINE: Final = Marker(
    rf"[\W_]*(?:(?:\w+,? )?(?:\d{{1,2}}(?:st|nd|rd|th|\.)? )?(?:{_MONTHS})[ ,.]*(?:\d{{1,2}}(?:st|nd|rd|th)?,? *)?"
    r"\d{4}(?: г(?:ода|\.)?)?|\d{4}[-/.年]\s?\d{1,2}(?:[-/.月]\s?(?:\d{1,2}日?)?)?|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
    r"(?:[ ,T|•·–-]*\d{1,2}:\d{2}.{0,12})?[\W_]*",
)

CUT_ALONE: Final = (
    (TICKER, Reason.TICKER),
    (DATE_LINE, Reason.DATE_LINE),
    (SUPPORT, Reason.SUPPORT),
    (BOILERPLATE, Reason.BOILERPLATE),
    (COOKIES, Reason.COOKIES),
)
"""Patterns that cut the line they match and nothing else."""
