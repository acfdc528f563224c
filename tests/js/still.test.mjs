/* Nothing moves under a finger: holdStill in static/js/saving.js. */
import assert from "node:assert/strict";
import test from "node:test";

import { holdStill } from "../../static/js/saving.js";
import { makeClock } from "./world.mjs";

function open() {
  const clock = makeClock(), told = [];
  const browser = Object.assign({ document: new EventTarget() }, clock);
  const whenStill = holdStill(browser);
  return {
    clock, told,
    change: (name) => whenStill(() => told.push(name)),
    does: (...types) => types.forEach((type) => browser.document.dispatchEvent(new Event(type))),
  };
}

test("a change is made at once where nothing is pressed", () => {
  const page = open();
  page.change("one");
  assert.deepEqual(page.told, ["one"]);
});

test("a change waits while a finger is down, and till it has clicked", async () => {
  const page = open();
  page.does("pointerdown");
  page.change("one");
  page.does("pointerup");
  page.change("two");
  assert.deepEqual(page.told, []);
  page.does("click");
  assert.deepEqual(page.told, []);      /* what the click does comes first */
  await page.clock.pass(0);
  assert.deepEqual(page.told, ["one", "two"]);
  page.change("three");
  assert.deepEqual(page.told, ["one", "two", "three"]);
});

test("a press that clicks nothing holds nothing up for long", async () => {
  const page = open();
  page.does("pointerdown");
  page.change("one");
  page.does("pointerup");
  await page.clock.pass(399);
  assert.deepEqual(page.told, []);
  await page.clock.pass(1);
  assert.deepEqual(page.told, ["one"]);
});

test("a press that never ends, or becomes a scroll, holds nothing up for long", async () => {
  const page = open();
  page.does("pointerdown");
  page.change("one");
  await page.clock.pass(3000);
  assert.deepEqual(page.told, ["one"]);
  page.does("pointerdown");
  page.change("two");
  page.does("pointercancel");
  assert.deepEqual(page.told, ["one", "two"]);
});

test("a second press before the first is settled holds on", async () => {
  const page = open();
  page.does("pointerdown", "pointerup", "click", "pointerdown");
  page.change("one");
  await page.clock.pass(400);
  assert.deepEqual(page.told, []);
  page.does("pointerup", "click");
  await page.clock.pass(0);
  assert.deepEqual(page.told, ["one"]);
});
