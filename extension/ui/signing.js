/** Tokens of curators, on the options page: one for each feed whose publisher has a server. */
import { perform } from "./desk.js";
import { ask, byId, hostOf } from "./frame.js";

const { say, clean } = mastheadPhrases;
const { button, element, told } = mastheadCard;

const LENGTH = { name: 120 };
/** Hosts to which nobody but this computer listens. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** @param {{feeds: CuratorFeed[]}} standing */
export function drawSigning({ feeds }) {
  byId("signed-none").hidden = feeds.length > 0;
  byId("signed").replaceChildren(
    ...feeds.map((feed, at) => (feed.curator === null ? tokenForm(feed, at) : signedIn(feed))),
  );
}

/** @param {CuratorFeed} feed @param {number} at */
function tokenForm({ feed, name, server }, at) {
  const field = element("input", "");
  Object.assign(field, { id: `token-${at}`, type: "password", required: true, maxLength: 200, autocomplete: "off" });
  field.spellcheck = false;
  const label = element("label", "", say("optionsToken", clean(name, LENGTH.name), hostOf(server)));
  label.htmlFor = field.id;
  const submit = element("button", "", say("optionsSignIn"));
  submit.type = "submit";
  const form = element("form", "", label, element("div", "row", field, submit));
  if (isOpen(server)) {
    const hint = element("p", "small", say("optionsTokenOpen"));
    hint.id = `token-hint-${at}`;
    field.setAttribute("aria-describedby", hint.id);
    form.append(hint);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    perform(async () => {
      const standing = await ask({ type: "set-token", feed, server, token: field.value });
      drawSigning(standing);
      byId("curating-heading").focus();
      const mine = standing.feeds.find((/** @type {CuratorFeed} */ one) => one.feed === feed);
      return say("optionsSignedInNow", clean(mine?.curator, LENGTH.name));
    });
  });
  return element("li", "field", form);
}

/** @param {CuratorFeed} feed */
function signedIn({ feed, name, server, curator, role }) {
  const roles = {
    contributor: say("roleContributor"),
    editor: say("roleEditor"),
    admin: say("roleAdmin"),
  };
  const known = roles[/** @type {keyof typeof roles} */ (role ?? "")] ?? clean(role, LENGTH.name);
  const words = say("optionsSignedIn", clean(curator, LENGTH.name), known, clean(name, LENGTH.name), hostOf(server));
  const forget = button(say("optionsForgetToken"), () =>
    perform(async () => {
      drawSigning(await ask({ type: "set-token", feed, token: "" }));
      byId("curating-heading").focus();
      return say("optionsTokenForgotten");
    }),
  );
  return element("li", "field row between", told("p", "", words, 4 * LENGTH.name), forget);
}

/** Whether others on the way could read what is sent there. @param {string} server */
function isOpen(server) {
  const { protocol, hostname } = new URL(server);
  return protocol === "http:" && !LOOPBACK.test(hostname) && !hostname.endsWith(".localhost");
}
