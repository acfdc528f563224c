/* Buttons lead on only when nothing is lost by it: guardLeaving in static/js/saving.js. */
import assert from "node:assert/strict";
import test from "node:test";

import { guardLeaving } from "../../static/js/saving.js";
import { makeClock, settle } from "./world.mjs";

/* A form with one button, in a browser that knows no more than it must. `sent` counts how often it was sent. */
function openForm({ isReady = false, isAtRisk = true, tellsButton = true } = {}) {
  const clock = makeClock(), body = {}, told = [], waiting = [];
  const browser = Object.assign(new EventTarget(), clock);
  browser.document = Object.assign(new EventTarget(), { body, activeElement: { focus() { told.push("focus"); } } });
  const form = Object.assign(new EventTarget(), { inert: false });
  const opened = { browser, clock, form, told, sent: 0, isReady, isAtRisk };

  function makeButton(value) {
    const button = { value, form, closest: () => button };
    button.click = () => {
      const click = new Event("click");
      Object.defineProperty(click, "target", { value: button });
      browser.document.dispatchEvent(click);
      const submit = new Event("submit", { cancelable: true });
      if (tellsButton) submit.submitter = button;
      if (form.dispatchEvent(submit)) { opened.sent += 1; told.push(`sent by ${value}`); }
    };
    return button;
  }

  guardLeaving(form, {
    isAtRisk: () => opened.isAtRisk,
    isReady: () => opened.isReady,
    getReady: (button) => {
      told.push(`ready for ${button.value}?`);
      return new Promise((resolve) => waiting.push(resolve));
    },
    stay: () => told.push("stay"),
    leaving: (button) => told.push(`leaving by ${button.value}`),
    stayed: () => told.push("stayed"),
    mainButton: makeButton("on"),
  }, browser);

  opened.makeButton = makeButton;
  opened.answer = async (is) => { waiting.shift()(is); await settle(); };
  opened.asks = () => {
    const event = new Event("beforeunload", { cancelable: true });
    Object.defineProperty(event, "returnValue", { value: "", writable: true });
    const isPrevented = !browser.dispatchEvent(event);
    assert.equal(event.returnValue !== "", isPrevented);      /* older browsers know one of the two */
    return isPrevented;
  };
  return opened;
}

test("a page with nothing to save is left at once", () => {
  const page = openForm({ isReady: true });
  page.makeButton("stop").click();
  assert.deepEqual(page.told, ["leaving by stop", "sent by stop"]);
  assert.equal(page.form.inert, true);
});

for (const tellsButton of [true, false]) {
  test(`a button leads on by itself when the page is ready, ${tellsButton ? "and" : "also where the browser does not say"} which`, async () => {
    const page = openForm({ tellsButton });
    page.makeButton("stop").click();
    assert.deepEqual([page.sent, page.form.inert], [0, false]);
    await page.answer(true);
    assert.deepEqual(page.told, ["ready for stop?", "leaving by stop", "sent by stop"]);
  });
}

test("a button does not lead on where the page is not ready, and can be pressed again", async () => {
  const page = openForm();
  const button = page.makeButton("on");
  button.click();
  await page.answer(false);
  assert.deepEqual([page.sent, page.form.inert, page.told[1]], [0, false, "stay"]);
  button.click();
  await page.answer(true);
  assert.equal(page.sent, 1);
});

test("a button that is pressed twice is pressed once", async () => {
  const page = openForm();
  const button = page.makeButton("on");
  button.click();
  page.isReady = true;
  button.click();
  await page.answer(true);
  button.click();
  assert.deepEqual(page.told, ["ready for on?", "leaving by on", "sent by on"]);
});

test("nothing can be typed that would go with the page, till it is clear that it stays", async () => {
  const page = openForm({ isReady: true });
  page.makeButton("on").click();
  page.browser.document.activeElement = page.browser.document.body;
  await page.clock.pass(9999);
  assert.equal(page.form.inert, true);
  await page.clock.pass(1);
  assert.equal(page.form.inert, false);
  assert.deepEqual(page.told.slice(2), ["focus", "stayed"]);
});

test("a page that comes back from the browser's memory can be used", () => {
  const page = openForm({ isReady: true });
  const button = page.makeButton("on");
  button.click();
  page.browser.dispatchEvent(new Event("pageshow"));
  assert.equal(page.form.inert, true);
  page.browser.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  assert.equal(page.form.inert, false);
  button.click();
  assert.equal(page.sent, 2);
});

test("the browser asks before words are left behind, and not when they go along", async () => {
  const page = openForm();
  assert.equal(page.asks(), true);
  page.isAtRisk = false;
  assert.equal(page.asks(), false);
  page.isAtRisk = true;
  page.makeButton("on").click();
  assert.equal(page.asks(), true);
  await page.answer(true);
  assert.equal(page.asks(), false);
});
