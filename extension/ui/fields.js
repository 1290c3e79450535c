/** Fields of a form for curators: each with its label, what it is for, and what a server says is wrong with it. */
const { say, clean } = mastheadPhrases;
const { element, told } = mastheadCard;

const LENGTH = { error: 500 };

/** The id of the field with a name. @param {string} name */
export const idOf = (name) => `field-${name}`;

/**
 * A field with its label.
 * @param {HTMLInputElement | HTMLTextAreaElement} control its name is that of the API
 * @param {string} words
 * @param {string} [hint]
 */
export function field(control, words, hint) {
  control.id = idOf(control.name);
  const label = element("label", "", words);
  label.htmlFor = control.id;
  const parts = element("div", "field", label, control);
  if (hint) {
    const line = element("p", "small", hint);
    line.id = `${control.id}-hint`;
    control.setAttribute("aria-describedby", line.id);
    parts.append(line);
  }
  return parts;
}

/**
 * @param {string} name
 * @param {Record<string, unknown>} [more]
 * @returns {HTMLInputElement}
 */
export const input = (name, more = {}) => Object.assign(element("input", ""), { name, maxLength: 300, ...more });

/**
 * @param {string} name
 * @param {Record<string, unknown>} [more]
 * @returns {HTMLTextAreaElement}
 */
export const area = (name, more = {}) => Object.assign(element("textarea", ""), { name, maxLength: 5000, ...more });

/**
 * A list of what may be typed into a field, where it is not one of it.
 * @param {HTMLInputElement} control
 * @param {string} id
 */
export function offering(control, id) {
  const list = element("datalist", "");
  list.id = id;
  control.setAttribute("list", id);
  return {
    list,
    /** @param {[value: string, words: string][]} offers */
    offer: (offers) => list.replaceChildren(...offers.map(([value, words]) => new Option(clean(words, 120), value))),
  };
}

/**
 * As what a record is kept: editors choose, contributors write drafts.
 * @param {string | null} role
 */
export function statusField(role) {
  if (role === "contributor") return element("p", "field small", say("curateDraftOnly"));
  const choice = (/** @type {string} */ value, /** @type {string} */ words, /** @type {boolean} */ checked) => {
    const radio = Object.assign(element("input", ""), { type: "radio", name: "status", value, checked });
    return element("label", "choice", radio, element("span", "", words));
  };
  return element(
    "fieldset",
    "",
    element("legend", "", say("curateStatus")),
    choice("draft", say("curateDraft"), true),
    choice("published", say("curatePublished"), false),
  );
}

/** What was chosen there. @param {HTMLFormElement} form */
export const statusOf = (form) => String(new FormData(form).get("status") ?? "draft");

/** Takes away what was said of single fields. @param {HTMLFormElement} form */
export function clearErrors(form) {
  for (const line of form.querySelectorAll(".told")) line.remove();
  for (const control of form.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    control.removeAttribute("aria-errormessage");
  }
}

/**
 * Says at each field what is wrong with it; the keyboard goes to the first of them.
 * @param {HTMLFormElement} form
 * @param {{field: string, message: string}[]} errors
 */
export function tellErrors(form, errors) {
  let first = true;
  for (const [at, { field: name, message }] of errors.entries()) {
    const control = form.elements.namedItem(name);
    if (!(control instanceof HTMLElement)) continue;
    const line = told("p", "told", message, LENGTH.error);
    line.id = `error-${at}`;
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-errormessage", line.id);
    control.after(line);
    if (first) control.focus();
    first = false;
  }
}
