/** Codes of languages and scripts, and what they are called in the reader's language. */
const { locale } = mastheadPhrases;

/** Those that are offered; others may have come with settings from elsewhere. */
export const LANGUAGES =
  `af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu ha he hi hr hu hy id ig is it
  ja ka kk km kn ko ku ky lb lo lt lv mk ml mn mr ms mt my nb ne nl nn or pa pl ps pt ro ru rw sd si sk sl so sq sr sv sw ta te
  tg th ti tk tl tr tt uk ur uz vi yo zh zu`.split(/\s+/);
export const SCRIPTS =
  `Arab Armn Beng Cyrl Deva Ethi Geor Grek Gujr Guru Hang Hani Hebr Jpan Khmr Knda Kore Laoo Latn Mlym Mong Mymr
  Orya Sinh Taml Telu Thai Tibt`.split(/\s+/);

export const languageNames = new Intl.DisplayNames(locale, { type: "language" });
export const scriptNames = new Intl.DisplayNames(locale, { type: "script" });
