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


class Both(Marker):
    """Two expressions in one line, in either order, neither within the other.

    Each is looked for by itself: a pattern of both tries every pair of places, and a line can hold hundreds of each.
    """

    def __init__(self, one: str, other: str, shortest: int, longest: int) -> None:
        super().__init__("", longest)
        self._shortest = shortest
        self._one, self._other = (re.compile(expression, re.IGNORECASE) for expression in (one, other))

    def fullmatch(self, line: str) -> bool:
        """Whether the line is of a fitting length and holds both."""
        if not self._shortest <= len(line) <= self._longest:
            return False
        if not (one := self._one.search(line)) or not (other := self._other.search(line)):
            return False
        return bool(self._other.search(line, one.end()) or self._one.search(line, other.end()))


def _line(*alternatives: str) -> Marker:
    """A pattern for a line between any marks, which are skipped at once: a try at each takes time with their square.

    So an alternative begins with a letter or digit, or with `.{0,n}` and such a one, but never with a mark.
    """
    return Marker(_between_marks(*alternatives))


def _between_marks(*alternatives: str) -> str:
    return rf"[\W_]*+(?:{'|'.join(alternatives)})[\W_]*"


COMMENTS: Final = _line(
    r"\d+ (?:comments?|replies|responses|kommentare?|commentaires?|comentarios?|commenti|комментари\w*|коментар\w*)",
    r"(?:comments|kommentare|commentaires|comentarios|commenti|комментарии|коментарі|التعليقات|评论|評論|コメント)"
    r"(?: ?[(（]\d+[)）])?",
    r"\d+ ?(?:条评论|則評論|件のコメント|تعليقات?|تعليقًا)",
    r"コメント ?\d+ ?件|评论 ?\d+ ?条",
    r"(?:comments?|комментари[ия]|комментариев)\s*:?\s*\d+",
    r"leave a (?:reply|comment)|post a comment|join the (?:discussion|conversation)|notify of|inline feedbacks?.*",
    r"schreiben sie einen kommentar|laisser un commentaire|deja un comentario|lascia un commento",
    r"оставить комментарий|добавить комментарий|залишити коментар|уведомить о|уведомлять о|сначала (?:новые|старые)",
    r"اترك تعليق\w*|أضف تعليق\w*|发表评论|發表評論|コメントを残す|コメントする",
    r"view all comments|oldest|newest most voted|most voted",
    r"(?:please enable javascript to view the )?comments powered by .{1,30}|facebook[- ]comments|comments on facebook",
    r"komentarze|dodaj komentarz|zostaw komentarz|comentários|deixe (?:um comentário|uma resposta)|yorumlar|yorum yap",
    r"bir (?:yorum|cevap) (?:bırakın|yazın)|laisser une réponse|deja una respuesta|añadir un comentario|kommentieren",
    r"комментарии (?:вконтакте|для сайта .{1,30})|ваш комментарий|обсуждение|додати коментар|ваш коментар",
    r"\d+ (?:komentarz\w*|comentários?|yorum|σχόλι\w+|תגובות)|댓글(?: ?\d+ ?개?)?|댓글 (?:남기기|달기|쓰기)",
    r"의견 남기기",
    r"σχόλια|αφήστε (?:ένα )?σχόλιο|תגובות|(?:השאר|השאירו|כתיבת) תגובה|ความคิดเห็น(?: ?\d+)?|แสดงความคิดเห็น",
    r"اترك رد\w*",
    r"(?:网友|網友)(?:评论|評論)|发表回复|發表回覆|\d+ ?(?:条|則|个|個)(?:评论|評論|留言)|留言(?:板)?",
    r"コメントを投稿(?:する)?",
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
    r"|この(?:話題|トピック)の(?:関連)?記事|関連する記事|関連リンク|おすすめ(?:の)?記事|推荐阅读|推薦閱讀"
    r"|更多(?:阅读|閱讀|新闻|新聞)",
    r"articles (?:similaires|liés)|sur le même thème|artículos relacionados|noticias relacionadas|te puede interesar",
    r"articoli correlati|potrebbe interessarti(?: anche)?|leia (?:também|mais)|veja também|notícias relacionadas",
    r"ilgili haberler|bunlar da ilginizi çekebilir|powiązane artykuły|przeczytaj także|mehr dazu|auch interessant",
    r"관련 ?(?:기사|뉴스)|이 (?:주제|기사)의? 다른 기사|함께 볼 만한 기사|διαβάστε επίσης|σχετικά άρθρα",
    r"עוד בנושא|קראו (?:גם|עוד)",
    r"כתבות נוספות|ข่าวที่เกี่ยวข้อง|เรื่องที่เกี่ยวข้อง|อ่านเพิ่มเติม|схожі (?:матеріали|статті)|що ще почитати",
)
"""A line that opens a list of other articles; a hard end where a body stands before it."""


def opens_more(line: str) -> bool:
    """Whether a line opens a list of other articles, alone or with the list behind a colon."""
    head, colon, _ = line.replace("：", ":", 1).partition(":")
    return bool(MORE.fullmatch(line) or (colon and MORE.fullmatch(head)))


AUTHOR: Final = _line(
    r"(?:about|more about) the authors?|über (?:den autor|die autorin)|à propos de l['’]auteur\w*",
    r"sobre (?:el|la) autora?",
    r"(?:l['’]autore|chi è l['’]autore)|sobre o autor|yazar hakkında|o autor(?:ze|ce)|об авторе|про автора",
    r"коротко об авторе",
    r"نبذة عن (?:الكاتب|المؤلف)|عن الكاتب|关于作者|作者简介|關於作者|作者簡介",
    r"(?:著者|筆者)(?:について|紹介|プロフィール)|글쓴이 소개|저자 소개",
)
"""A line that opens a few words about who wrote the article."""


def ending(line: str) -> Reason | None:
    """What a line opens that comes behind an article, other than comments, or None."""
    if opens_more(line):
        return Reason.MORE
    return Reason.AUTHOR_BOX if AUTHOR.fullmatch(line) else None


NEWSLETTER: Final = _line(
    r"(?:sign up|subscribe) (?:to|for) (?:our|the) .{0,40}newsletter.{0,40}",
    r"(?:our |the )?(?:daily |weekly )?newsletter",
    r"get (?:the|our) .{0,40}newsletter.{0,40}|enter your e-?mail(?: address)?|your e-?mail(?: address)?",
    r".{0,40}(?:newsletter|rundbrief).{0,10}(?:abonnieren|anmelden|bestellen)",
    r"abonnez-vous à .{0,20}(?:newsletter|infolettre)",
    r"(?:suscríbete|suscríbase) a .{0,20}(?:newsletter|boletín).{0,20}|iscriviti alla .{0,20}newsletter",
    r"assine (?:a )?nossa newsletter|zapisz się (?:do|na) .{0,20}newsletter\w*|bültenimize abone olun",
    r"подпишитесь на (?:нашу )?рассылку.{0,30}|підпишіться на (?:нашу )?розсилку.{0,30}|(?:ваш )?e-mail",
    r"اشترك في (?:النشرة|نشرتنا) .{0,20}|订阅(?:我们的)?(?:电子报|通讯|邮件)|訂閱(?:我們的)?電子報",
    r"(?:メールマガジン|メルマガ|ニュースレター)(?:に|を|の)?(?:登録|購読)(?:する)?|뉴스레터 (?:구독|신청)(?:하기)?",
)
"""A line of a box that asks for an address to send letters to."""

SHARING: Final = _line(
    r"share (?:this|on|via|with)(?: .{1,40})?"
    r"|(?:tweet|pin it|whatsapp|telegram|facebook|twitter|linkedin|reddit|e-?mail|print"
    r"|copy link|share|viber|vkontakte|line)(?:[\W_]+(?:tweet|pin it|whatsapp|telegram|facebook|twitter|linkedin|reddit"
    r"|e-?mail|print|copy link|share|viber|vkontakte|line|x))+",
    r"(?:artikel )?teilen|partager(?: sur .{1,20})?|compartir(?: en .{1,20})?|condividi(?: su .{1,20})?",
    r"compartilh(?:e|ar)",
    r"udostępnij|paylaş|поделиться(?: .{1,30})?|поділитися(?: .{1,30})?|شارك(?: .{1,20})?|مشاركة|分享(?:到|至)?.{0,10}",
    r"シェア(?:する)?|공유(?:하기)?|κοινοποίηση|שתפו|שיתוף|แชร์",
)
"""A line of buttons that pass the page on."""

SUPPORT: Final = _line(
    r"(?:please )?(?:support|donate(?: to)?|help|subscribe to|follow) [\w .’'-]{1,40}",
    r"support (?:us|our work|independent journalism)|donate(?: now)?|subscribe(?: now)?|sign up|become a member",
    r"unterstützen sie .{1,40}|jetzt (?:spenden|abonnieren)|soutenez .{1,40}|faire un don|apoya .{1,40}|donar",
    r"поддерж(?:ать|ите|и) .{0,40}|пожертвовать|подпис(?:аться|ывайтесь).{0,40}|підтрима(?:ти|йте) .{0,40}",
    r"ادعم.{0,40}",
    r"تبرع.{0,20}|اشترك.{0,20}|支持.{0,12}|订阅|訂閱|捐款|.{0,20}(?:を支援|を応援)(?:する)?",
    r"購読(?:する)?|寄付(?:する)?|.{0,20}(?:구독|후원)(?:하기|해 ?주세요)",
)

BOILERPLATE: Final = _line(
    r"(?:click|tap) (?:here )?(?:to|for) .{0,60}|(?:click|tap) (?:on )?(?:the )?(?:image|photo|picture|map) .{0,40}",
    r"(?:view|see|open|show) (?:the )?(?:full|larger|original)[ -]?(?:size)?(?:d)? ?(?:image|photo|picture|version)?",
    r"(?:image|photo|picture) \d+ of \d+|enlarge(?: this)? (?:image|photo)|advertisement|sponsored|ad|реклама|anzeige",
    r"(?:bild|foto) vergrößern|zum vergrößern (?:anklicken|klicken)|cliquez pour .{0,40}|haga clic .{0,40}",
    r"нажмите,? чтобы .{0,60}|кликните,? чтобы .{0,60}|натисніть,? щоб .{0,60}",
    r"(?:انقر|اضغط) .{0,60}|点击(?:查看|看)?(?:大图|原图)|點擊(?:查看)?(?:大圖|原圖)|クリック(?:すると|で|して).{0,30}",
    r"画像をクリック.{0,30}|広告|广告|廣告|(?:사진|이미지)[을를]? ?(?:클릭|누르).{0,40}|확대(?:보기|하기)|광고",
    r"κάντε κλικ .{0,60}|διαφήμιση|לחצו? .{0,40}|פרסומת|คลิก(?:เพื่อ|ที่).{0,40}|โฆษณา|clique .{0,60}|publicidade",
    r"(?:.{0,40} |(?<= ))için tıklayın|reklama?|kliknij,? (?:aby|żeby) .{0,60}",
    r"publicité|publicidad|clicca .{0,60}|pubblicità",
)

_COOKIE = r"(?:(?<![a-z])cookies?(?![a-z])|куки|クッキー|ملفات تعريف الارتباط|쿠키|עוגיות|คุกกี้|çerez|ciastecz\w)"
_CONSENT = (
    r"(?:accept|agree|consent|experience|continu|policy|improve|akzept|zustimm|accord|acept|aceit|concord|accett"
    r"|политик|согла[сш]|улучш|продолж|згод|погодж|同意|使用|改善|تحسين|موافق|نستخدم|يستخدم|동의|사용|kabul|zgod|akcept"
    r"|συμφων|αποδ[εέ]χ|מסכימ|ยอมรับ|ยินยอม)"
)
COOKIES: Final = Both(_COOKIE, _CONSENT, shortest=12, longest=600)

_SYSTEM: Final = _between_marks(
    r"subscribe|notify of|guest|oldest|newest most voted|inline feedbacks|view all comments|reply|like|share|report",
    r"last edited .{0,60}|would love your thoughts.{0,40}|load more comments|\d+|x",
)
COMMENT_SYSTEM: Final = Marker(rf"{_SYSTEM}|(?=[\W_]*+\Z).*?\(\).*")
"""Lines of a comment system's own furniture, once a comment section has begun."""

TICKER: Final = Marker(r"(?:[\d\s.,'’ $€£¥₽₴₩₹﷼%]|usd|eur|rub|руб|円|元|دولار)*")
"""Amounts and nothing else."""

_MONTHS = (
    r"jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*|januar|februar|märz"
    r"|mai|juni|juli"
    r"|okto\w*|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|январ\w|феврал\w|март\w?|апрел\w|ма[йя]|июн\w|июл\w|август\w?|сентябр\w|октябр\w|ноябр\w|декабр\w"
    r"|يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر"
)
DATE_LINE: Final = Marker(
    rf"[\W_]*+(?:(?:\w+,? )?(?:\d{{1,2}}(?:st|nd|rd|th|\.)? )?(?:{_MONTHS})[ ,.]*(?:\d{{1,2}}(?:st|nd|rd|th)?,? *)?"
    r"\d{4}(?: г(?:ода|\.)?)?|\d{4}[-/.年년]\s?\d{1,2}(?:[-/.月월]\s?(?:\d{1,2}[日일]?)?)?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
    r"(?:[ ,T|•·–-]*\d{1,2}:\d{2}.{0,12})?[\W_]*",
)

CUT_ALONE: Final = (
    (TICKER, Reason.TICKER),
    (DATE_LINE, Reason.DATE_LINE),
    (NEWSLETTER, Reason.NEWSLETTER),
    (SHARING, Reason.SHARING),
    (SUPPORT, Reason.SUPPORT),
    (BOILERPLATE, Reason.BOILERPLATE),
    (COOKIES, Reason.COOKIES),
)
"""Patterns that cut the line they match and nothing else."""
