// A module worker that fingerprints one text it is sent, as the extension's worker does, and says how long that took.
import { shingles, winnow } from "../../extension/matching/fingerprint.js";
import { words } from "../../extension/matching/words.js";

onmessage = (event) => {
  const begun = performance.now();
  winnow(shingles(words(event.data)).lo);
  postMessage(performance.now() - begun);
};
postMessage("ready");
