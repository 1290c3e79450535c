// Who speaks: the key that signed an index, and whether it is the one that is known. Rules in docs/protocol.md, "Keys".
import { Trouble } from "./trouble.js";

/** @typedef {import("./shapes.js").Signed} Signed */

/** The index is signed, but by another key than the known one. */
export class OtherKey extends Trouble {
  /** @param {string} key @param {"key" | "pin"} [code] @param {string} [message] */
  constructor(key, code = "key", message = "it is signed with another key than before") {
    super(code, message);
    this.key = key;
  }
}

/** @param {string} hex */
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));

/** @param {Uint8Array} bytes */
export const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {Uint8Array<ArrayBuffer>} bytes */
export const sha256 = async (bytes) => hexOf(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));

/**
 * What people compare: 32 digits of the key's SHA-256, in groups of four.
 * @param {string} key
 */
export async function fingerprintOf(key) {
  const digits = await sha256(bytesOf(key));
  return (digits.slice(0, 32).match(/..../g) ?? []).join(" ");
}

/**
 * @param {string} key
 * @param {string} signature
 * @param {Uint8Array<ArrayBuffer>} message
 */
async function holds(key, signature, message) {
  try {
    const imported = await crypto.subtle.importKey("raw", bytesOf(key), "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", imported, bytesOf(signature), message);
  } catch (error) {
    // Some browsers refuse digits that are no point of the curve when they are taken for a key, others when it is used.
    if (error instanceof DOMException && error.name === "DataError") return false;
    throw error;
  }
}

/**
 * Check who signed an index.
 * @param {Signed} signed
 * @param {string | null} pinned the key that is known, if any
 * @returns {Promise<string>} the key that is in force from now on
 * @throws {OtherKey} when no hand-over leads from the known key to that of the index
 * @throws {Error} when a signature is wrong
 */
export async function checkSignature({ key, signature, content, handovers }, pinned) {
  const head = new TextEncoder().encode("masthead-index/2\n");
  const message = new Uint8Array(head.length + content.length);
  message.set(head);
  message.set(content, head.length);
  if (!(await holds(key, signature, message))) throw new Trouble("signature", "its signature is wrong");
  let known = pinned ?? key;
  // As many steps as there are statements are enough: more would go in a circle.
  for (let step = 0; step < handovers.length && known !== key; step++) {
    const next = handovers.find((one) => one.from === known);
    if (!next) break;
    const statement = ["masthead-handover/1", next.from, next.to, next.on].join("\n");
    if (!(await holds(known, next.signature, new TextEncoder().encode(statement)))) {
      throw new Trouble("signature", "a hand-over of its key has a wrong signature");
    }
    known = next.to;
  }
  if (known !== key) throw new OtherKey(key);
  return key;
}

/**
 * Whether an index is written in the one way that follows from what is signed: only then do all who hold it hold the same
 * bytes, so that naming them tells nothing of the reader. What is around the content could be another for each.
 * @param {Uint8Array} bytes
 * @param {Signed} signed
 */
export function isPlain(bytes, { key, signature, content }) {
  const said = { format: "masthead-feed/2", key, signature, handovers: [], content: new TextDecoder().decode(content) };
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) === JSON.stringify(said);
}
