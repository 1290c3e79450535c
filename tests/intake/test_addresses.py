"""What can be an address of one outlet, in the one form in which it is kept; and what cannot, with a hint."""

import pytest

from masthead.errors import UnusableAddress
from masthead.intake.addresses import normalise
from masthead.matching.address import candidates


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("southfront.press", "southfront.press"),
        ("https://WWW.SouthFront.press:443/path?x", "southfront.press"),
        ("https://southfront.press/mass-defections/?utm=1#top", "southfront.press"),
        ("http://user:secret@southfront.org:8080/", "southfront.org"),
        ("  southfront.org. ", "southfront.org"),
        ("www.southfront.org", "southfront.org"),
        ("maps.southfront.org", "maps.southfront.org"),
        ("southfront.org/serbian", "southfront.org/serbian"),
        ("southfront.org//serbian/", "southfront.org/serbian"),
        ("spiegel.ltd", "spiegel.ltd"),
        ("news.bbc.co.uk", "news.bbc.co.uk"),
        ("www.gov.uk", "www.gov.uk"),
        ("www.com", "www.com"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("https://президент.рф/новости", "xn--d1abbgf6aiiy.xn--p1ai"),
        ("例え.テスト.example", "xn--r8jz45g.xn--zckzah.example"),
        ("ｓｏｕｔｈｆｒｏｎｔ.press", "southfront.press"),
        ("harbour-ledger.localhost", "harbour-ledger.localhost"),
        ("http://harbour-ledger.localhost:8080/2021/08/x", "harbour-ledger.localhost"),
        ("a.b.test", "a.b.test"),
        # accounts on platforms
        ("name.substack.com", "name.substack.com"),
        ("https://name.substack.com/p/a-letter", "name.substack.com"),
        ("name.blogspot.com", "name.blogspot.com"),
        ("name.github.io", "name.github.io"),
        ("https://medium.com/@name/a-story-1a2b3c", "medium.com/@name"),
        ("t.me/southfronteng", "t.me/southfronteng"),
        ("https://t.me/southfronteng/1234?single", "t.me/southfronteng"),
        ("https://t.me/s/southfronteng", "t.me/s/southfronteng"),
        ("https://www.youtube.com/@name/videos", "youtube.com/@name"),
        ("https://www.youtube.com/channel/UC123/about", "youtube.com/channel/UC123"),
        ("https://m.facebook.com/name/posts/1", "facebook.com/name"),
        ("https://bsky.app/profile/name.example", "bsky.app/profile/name.example"),
        ("https://www.linkedin.com/company/name/", "linkedin.com/company/name"),
        ("https://vk.com/имя", "vk.com/%D0%B8%D0%BC%D1%8F"),
    ],
)
def test_an_address_is_kept_in_one_form(given: str, kept: str) -> None:
    assert normalise(given) == kept
    assert normalise(kept) == kept


@pytest.mark.parametrize(
    ("given", "said"),
    [
        # caches, translators and archives, which show the pages of others
        ("webcache.googleusercontent.com", "shows pages of others"),
        ("weir--daily-example.translate.goog", "shows pages of others"),
        ("weir-daily-example.cdn.ampproject.org", "shows pages of others"),
        ("ia800.us.archive.org", "shows pages of others"),
        ("podcasts.apple.com/id1", "shows pages of others"),
        # public suffixes, of registries and of hosting companies
        ("co.uk", r"co\.uk belongs to many: give .*example\.co\.uk"),
        ("https://www.blogspot.com/", "belongs to many"),
        ("www.github.io", "belongs to many"),
        ("www.substack.com", "belongs to many"),
        ("gov.uk", "belongs to many"),
        ("xn--55qx5d.cn", "belongs to many"),
        ("blogspot.com", r"blogspot\.com belongs to many: give name\.blogspot\.com"),
        ("https://substack.com/@name", r"give name\.substack\.com"),
        ("github.io", r"give name\.github\.io"),
        ("https://wordpress.com/tag/news", r"give name\.wordpress\.com"),
        # bare platforms
        ("medium.com", r"medium\.com is a platform: give .*medium\.com/@name"),
        ("https://t.me/", r"t\.me is a platform: give .*t\.me/name, and t\.me/s/name"),
        ("t.me/s", "platform"),
        ("https://www.facebook.com", r"facebook\.com is a platform: give .*facebook\.com/name"),
        ("https://m.youtube.com/", r"youtube\.com/channel/name"),
        ("https://youtube.com/channel", "platform"),
        ("bsky.app/profile/", r"bsky\.app/profile/name"),
        # numbers
        ("192.0.2.7", "is a number, not a name"),
        ("http://192.0.2.7:8080/x", "is a number, not a name"),
        ("http://[2001:db8::1]/", "not a host name"),
        ("::1", "not a host name"),
        ("127.1", "is a number"),
        # nothing one could publish at
        ("localhost", "not a host name"),
        ("com", "not a host name"),
        ("southfront", "not a host name"),
        ("southfront.invalid-suffix", "ends in no public suffix"),
        ("southfront.onion.internal", "ends in no public suffix"),
        ("", "not a host name"),
        ("https://", "not a host name"),
        ("/path/only", "not a host name"),
        ("south front.org", "not a host name"),
        ("*.southfront.org", "not a host name"),
        ("south_front..org", "not a host name"),
        ("-.-", "not a host name|no public suffix"),
        (f"{'a' * 64}.org", "not a host name"),
        (f"{'a.' * 130}org", "not a host name"),
        ("ftp://southfront.org/", "not a web address"),
        ("javascript://southfront.org/", "not a web address"),
        ("\ud800.org", "not a host name"),
    ],
)
def test_what_cannot_belong_to_one_outlet_is_refused_with_a_hint(given: str, said: str) -> None:
    with pytest.raises(UnusableAddress, match=said) as refused:
        normalise(given)
    assert refused.value.field == "address"
    assert len(refused.value.message) < 1000


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://southfront.press/", ["southfront.press"]),
        ("https://www.southfront.press:8443/?x=/a/b", ["www.southfront.press", "southfront.press"]),
        ("https://t.me/name/12", ["t.me/name/12", "t.me/name", "t.me"]),
        (
            "https://a.b.example/x//y/",
            ["a.b.example/x/y", "a.b.example/x", "a.b.example", "b.example/x/y", "b.example/x", "b.example"],
        ),
        ("https://h.example/1/2/3/4/5/6", [f"h.example{path}" for path in ("/1/2/3/4", "/1/2/3", "/1/2", "/1", "")]),
        ("https://Bücher.Example./", ["xn--bcher-kva.example"]),
        ("http://localhost:8080/x", ["localhost/x", "localhost"]),
        ("file:///home/me/page.html", []),
        ("about:blank", []),
        ("not a url", []),
        ("http://[broken/", []),
    ],
)
def test_a_pages_url_could_belong_to_these_addresses_the_most_specific_first(url: str, expected: list[str]) -> None:
    assert candidates(url) == expected


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://WWW.SouthFront.press:443/path?x", "https://southfront.press/a-story/"),
        ("southfront.org", "http://maps.southfront.org/syria?zoom=3"),
        ("https://президент.рф", "https://xn--d1abbgf6aiiy.xn--p1ai/news"),
        ("https://medium.com/@name/a-story", "https://medium.com/@name/another-story"),
        ("vk.com/имя", "https://vk.com/%D0%B8%D0%BC%D1%8F"),
        ("harbour-ledger.localhost", "http://harbour-ledger.localhost:8080/2021/08/x"),
    ],
)
def test_a_page_at_an_address_finds_the_address(address: str, page: str) -> None:
    assert normalise(address) in candidates(page)
