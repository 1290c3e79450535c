/** One feed on the options page: who it is, by which key, how fresh it is, and what the reader can do with it. */
const { say, clean, formatDate, formatAge, feedName, isLoaded, problemWords, locale } = mastheadPhrases;
const { element, told } = mastheadCard;

const LENGTH = { name: 120, address: 2048, version: 40, problem: 300, fingerprint: 60, mirrors: 20 };

/**
 * What happens when the reader uses a control; it is given the feed.
 * @typedef {"switch" | "up" | "down" | "remove" | "really" | "keep" | "trust"} Control
 * @typedef {(control: Control, setting: FeedSetting) => void} Act
 */

/**
 * @param {FeedSetting} setting
 * @param {{index: number, count: number, removing: boolean}} place its number in the list from 0, of how many, and
 *   whether the reader is asked about its removal
 * @param {Act} act
 */
export function feedCard(setting, { index, count, removing }, act) {
  const { state, url, on } = setting;
  const loaded = isLoaded(state);
  const heading = told("h3", "", loaded ? feedName(state) : url, loaded ? LENGTH.name : LENGTH.address);
  heading.id = `feed-${index}`;
  heading.tabIndex = -1; // where the keyboard goes when its place has gone
  heading.dataset.control = "heading";
  const title = element("div", "title", heading, loaded ? told("p", "small", url, LENGTH.address) : null);

  /** @param {Control} control @param {string} words @param {boolean} [possible] */
  const button = (control, words, possible = true) => {
    const made = element("button", "", words);
    made.type = "button";
    made.disabled = !possible;
    made.dataset.control = control;
    made.setAttribute("aria-describedby", heading.id);
    made.addEventListener("click", () => act(control, setting));
    return made;
  };

  const box = element("input", "");
  box.type = "checkbox";
  box.checked = on;
  box.dataset.control = "switch";
  box.setAttribute("aria-describedby", heading.id);
  box.addEventListener("change", () => act("switch", setting));
  const head = element("div", "row between", title, element("label", "switch", box, say("optionsOn")));

  const controls = removing
    ? question(button("really", say("optionsReallyRemove")), button("keep", say("optionsKeep")), heading.id)
    : element(
        "div",
        "row",
        count > 1 ? button("up", say("optionsUp"), index > 0) : null,
        count > 1 ? button("down", say("optionsDown"), index < count - 1) : null,
        button("remove", say("optionsRemove")),
      );
  const warning = state.refusedFingerprint ? otherKey(state, button("trust", say("optionsTrust"))) : null;
  const card = element("li", on ? "card" : "card off", head, warning, facts(state), controls);
  card.dataset.url = url;
  return card;
}

/**
 * @param {HTMLElement} really
 * @param {HTMLElement} keep
 * @param {string} of id of the heading
 */
function question(really, keep, of) {
  const words = element("p", "", say("optionsRemoveQuestion"));
  words.id = `${of}-question`;
  for (const button of [really, keep]) button.setAttribute("aria-describedby", `${of} ${words.id}`);
  return element("div", "question", words, element("div", "row", really, keep));
}

/**
 * A key that is not the one in force. Whoever took over the server could offer one, so it is for the reader to decide.
 * @param {FeedState} state
 * @param {HTMLElement} trust
 */
function otherKey({ fingerprint, refusedFingerprint }, trust) {
  const rows = [
    ...(fingerprint ? row(say("optionsKeyExpected"), print(fingerprint)) : []),
    ...row(say("optionsKeyOffered"), print(refusedFingerprint ?? "")),
  ];
  const words = element("p", "", say("optionsOtherKey"));
  return element("div", "warning", words, element("dl", "", ...rows), element("div", "row", trust));
}

/** @param {FeedState} state */
function facts(state) {
  const unknown = say("optionsUnknown");
  const known = element("dl", "");
  /** @param {string} label @param {...(string | Node)} values */
  const add = (label, ...values) => known.append(...row(label, ...values));
  if (state.fingerprint) add(say("optionsKey"), print(state.fingerprint), element("p", "small", say("optionsKeyHint")));
  if (isLoaded(state)) {
    add(say("optionsVersion"), clean(state.version, LENGTH.version) || unknown);
    add(say("optionsAsOf"), formatDate(state.asOf) || unknown);
    add(say("optionsArticles"), new Intl.NumberFormat(locale).format(state.articles));
  }
  add(say("optionsFetched"), formatAge(state.fetchedAt) || say("optionsNever"));
  if (state.problem) add(say("optionsProblem"), problemWords(state.problem));
  const mirrors = state.mirrors.slice(0, LENGTH.mirrors);
  if (mirrors.length) add(say("optionsMirrors"), ...mirrors.map((mirror) => told("p", "", mirror, LENGTH.address)));
  return known;
}

/** @param {string} label @param {...(string | Node)} values */
function row(label, ...values) {
  const isolated = values.map((one) => (typeof one === "string" ? element("bdi", "", one) : one));
  return [element("dt", "", label), element("dd", "", ...isolated)];
}

/** @param {string} fingerprint */
const print = (fingerprint) => element("code", "", clean(fingerprint, LENGTH.fingerprint));
