/* What a form holds, and what is sent of it: static/js/saving.js. */
import assert from "node:assert/strict";
import test from "node:test";

import { bodyOf, readTiming, takeToken, wordsIn, wordsServed } from "../../static/js/saving.js";
import { TIMING } from "./world.mjs";

function field(name, type, own) { return { name, type, disabled: false, ...own }; }

test("the words that a form came with are those of its fields, not what was typed since", () => {
  const options = [
    { value: "a", defaultSelected: false }, { value: "b", defaultSelected: true },
  ];
  const elements = [
    field("csrfmiddlewaretoken", "hidden", { defaultValue: "token" }),
    field("text", "textarea", { defaultValue: "one", value: "one two" }),
    field("level", "radio", { defaultChecked: true, value: "1", checked: false }),
    field("level", "radio", { defaultChecked: false, value: "2", checked: true }),
    field("group", "select-one", { options, value: "a" }),
    field("first", "select-one", { options: options.slice(0, 1), value: "a" }),
    field("none", "select-one", { options: [], value: "" }),
    field("off", "text", { defaultValue: "x", disabled: true }),
    field("", "text", { defaultValue: "no name" }),
    field("go", "submit", { defaultValue: "on" }),
    field("part", "fieldset", {}),
  ];
  assert.equal(wordsServed({ elements }, /^csrfmiddlewaretoken$/), "text=one&level=1&group=b&first=a");
});

test("words and technical fields are sent together, and only words are compared", (t) => {
  const fields = [["token", "t"], ["words", "a\nb"], ["seen", "3"]];
  const real = globalThis.FormData;
  t.after(() => { globalThis.FormData = real; });
  globalThis.FormData = class { [Symbol.iterator]() { return fields[Symbol.iterator](); } };
  const words = wordsIn({}, /^(token|seen)$/);
  assert.equal(words, "words=a%0Ab");
  fields[0][1] = "newer";
  assert.equal(bodyOf({}, /^(token|seen)$/, words).toString(), "words=a%0Ab&token=newer&seen=3");
});

test("the times come from the form", () => {
  const dataset = { saveDelay: "1500", saveRetry: "2000", savePatience: "20000" };
  assert.deepEqual(readTiming({ dataset }), TIMING);
});

test("the token of a page just fetched is taken, where it has one", () => {
  const form = { elements: { csrfmiddlewaretoken: { value: "old" } } };
  assert.equal(takeToken(form, { querySelector: () => null }), false);
  assert.equal(form.elements.csrfmiddlewaretoken.value, "old");
  assert.equal(takeToken(form, { querySelector: () => ({ value: "new" }) }), true);
  assert.equal(form.elements.csrfmiddlewaretoken.value, "new");
});
