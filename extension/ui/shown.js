/** How loudly each thing is told: on the options page. */
import { byId } from "./frame.js";

const { say } = mastheadPhrases;
const { element } = mastheadCard;

/** @type {[Occasion, string][]} */
const OCCASIONS = [
  ["impersonator", say("occasionImpersonator")],
  ["same article", say("occasionSame")],
  ["large part", say("occasionLarge")],
  ["quotes a passage", say("occasionQuote")],
  ["outlet", say("occasionOutlet")],
];
/** @type {[Surface, string][]} */
const SURFACES = [
  ["badge", say("surfaceBadge")],
  ["slim", say("surfaceSlim")],
  ["panel", say("surfacePanel")],
];

/** @param {(occasion: Occasion, surface: Surface) => void} choose */
export function openShown(choose) {
  const groups = OCCASIONS.map(([occasion, words]) => {
    const answers = SURFACES.map(([surface, name]) => {
      const radio = element("input", "");
      Object.assign(radio, { type: "radio", name: occasion, value: surface });
      radio.addEventListener("change", () => choose(occasion, surface));
      return element("label", "choice", radio, element("span", "", name));
    });
    return element("fieldset", "", element("legend", "", words), element("div", "answers", ...answers));
  });
  byId("shown").replaceChildren(...groups);
}

/** @param {ReaderChoices} choices */
export function drawShown({ surfaces }) {
  for (const radio of byId("shown").querySelectorAll("input")) {
    radio.checked = surfaces[/** @type {Occasion} */ (radio.name)] === radio.value;
  }
}
