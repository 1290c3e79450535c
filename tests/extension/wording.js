/** The English messages, for what the background has to say itself. To be imported before anything of the background. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const path = new URL("../../extension/_locales/en/messages.json", import.meta.url);
/** @type {Record<string, {message: string, placeholders?: Record<string, {content: string}>}>} */
const messages = JSON.parse(readFileSync(path, "utf8"));

/**
 * As browsers do it: a named placeholder stands for the substitution its content names.
 * @param {string} key
 * @param {string[]} parts
 */
function getMessage(key, parts = []) {
  assert.ok(messages[key], `no message ${key}`);
  const { message, placeholders = {} } = messages[key];
  return message.replace(/\$([A-Z]+)\$/g, (_, name) => {
    return parts[Number(placeholders[name.toLowerCase()].content.slice(1)) - 1] ?? "";
  });
}

Object.assign(globalThis, { chrome: { i18n: { getMessage } } });
