/* What autosave promises, without a browser: static/js/saving.js. */
import assert from "node:assert/strict";
import test from "node:test";

import { LOOK, OVER, ask, saveOnReturn } from "../../static/js/saving.js";
import { makeClock, open, reply, saved, settle } from "./world.mjs";

const portal = (status) => reply("<h1>Welcome to our Wi-Fi</h1>", { status, type: "text/html" });

/* --- When it saves --- */

test("words are saved a moment after the last key", async () => {
  const { clock, network, told, type } = open();
  type("a");
  await clock.pass(1000);
  type("ab");
  await clock.pass(1499);
  assert.deepEqual(network.sent, []);
  await clock.pass(1);
  assert.deepEqual(network.sent, ["ab"]);
  assert.equal(network.last.method, "POST");
  assert.equal(network.last.headers.Accept, "application/json");
  await network.last.answer(saved());
  assert.deepEqual(told, ["sending", "saved ab"]);
  assert.ok(clock.isEmpty());
});

test("a choice is saved sooner", async () => {
  const { autosave, clock, network, page } = open();
  page.text = "4";
  autosave.chose();
  await clock.pass(399);
  assert.deepEqual(network.sent, []);
  await clock.pass(1);
  assert.deepEqual(network.sent, ["4"]);
});

test("whoever types without a pause is saved within ten seconds", async () => {
  const { clock, network, type } = open();
  for (let second = 1; second <= 11; second += 1) {
    type("word ".repeat(second));
    await clock.pass(1000);
    assert.equal(network.sent.length, second < 10 ? 0 : 1, `after ${second} seconds`);
  }
});

test("what was typed and taken back is not sent", async () => {
  const { autosave, clock, network, told, type } = open({ stored: "a", words: "a" });
  type("ab");
  assert.ok(autosave.isUnsaved());
  type("a");
  await clock.pass(60000);
  assert.deepEqual([network.sent, told], [[], ["settled"]]);
  assert.ok(autosave.isIdle());
});

test("a page of which the site has not all is unsaved till it has", async () => {
  const { autosave, network } = open({ stored: null, words: "a" });
  assert.ok(autosave.isUnsaved());
  const done = autosave.saveAll();
  await settle();
  await network.last.answer(saved());
  assert.equal(await done, true);
  assert.equal(autosave.isUnsaved(), false);
});

test("what waits goes at once when somebody comes back, and nothing else", async () => {
  const { autosave, network, type } = open();
  autosave.saveNow();
  await settle();
  assert.deepEqual(network.sent, []);
  type("a");
  autosave.saveNow();
  await settle();
  assert.deepEqual(network.sent, ["a"]);
});

/* --- A phone leaves the page --- */

for (const way of ["pagehide", "visibilitychange"]) {
  test(`what was typed goes at once when a phone leaves the page: ${way}`, async () => {
    const { autosave, network, type } = open();
    const browser = Object.assign(new EventTarget(), { document: new EventTarget() });
    saveOnReturn(autosave, browser);
    const leave = () => (way === "pagehide" ? browser : browser.document).dispatchEvent(new Event(way));
    type("half a sen");
    leave();
    leave();
    await settle();
    assert.deepEqual(network.sent, ["half a sen"]);
    assert.equal(network.last.keepalive, true);
    await network.last.answer(saved());
    leave();
    await settle();
    assert.equal(network.requests.length, 1);
  });
}

test("what was typed during a save follows at once when the page is left, and is not held back", async () => {
  const { autosave, clock, network, type } = open();
  type("a");
  await clock.pass(1500);
  type("ab");
  autosave.saveNow();
  await settle();
  assert.deepEqual(network.sent, ["a"]);
  await network.last.answer(saved());
  await clock.pass(0);
  assert.deepEqual(network.sent, ["a", "ab"]);
  await network.last.answer(saved());
  type("abc");
  await clock.pass(1499);
  assert.equal(network.requests.length, 2);
});

test("every save outlives its page, but for what is more than browsers let go on", async () => {
  const { clock, network, type } = open();
  type("a");
  await clock.pass(1500);
  assert.equal(network.last.keepalive, true);
  await network.last.answer(saved());
  type("é".repeat(15000));      /* six bytes each as it is sent */
  await clock.pass(1500);
  assert.equal(network.last.keepalive, false);
});

/* --- One at a time, in order --- */

test("there are never two requests at once, and the order stays", async () => {
  const { autosave, clock, network, type } = open();
  type("one");
  await clock.pass(1500);
  type("one two");
  await clock.pass(5000);
  autosave.saveNow();
  const all = autosave.saveAll();
  await settle();
  assert.deepEqual(network.sent, ["one"]);
  await network.last.answer(saved());
  assert.deepEqual(network.sent, ["one", "one two"]);
  type("one two three");
  await clock.pass(5000);
  await network.last.answer(saved());
  assert.equal(await all, true);
  await clock.pass(1500);
  assert.deepEqual(network.sent, ["one", "one two", "one two three"]);
  assert.equal(network.mostAtOnce, 1);
});

test("what is typed while a save is under way is not called saved, and follows", async () => {
  const { autosave, clock, network, told, type } = open();
  type("a");
  await clock.pass(1500);
  type("ab");
  await network.last.answer(saved());
  assert.deepEqual(told, ["sending", "saved a, not all"]);
  assert.ok(autosave.isUnsaved());
  await clock.pass(1500);
  await network.last.answer(saved());
  assert.deepEqual(network.sent, ["a", "ab"]);
  assert.deepEqual(told.slice(2), ["sending", "saved ab"]);
  assert.equal(autosave.isUnsaved(), false);
});

test("what is typed while the site refuses follows too", async () => {
  const { clock, network, type } = open();
  type("a".repeat(5000));
  await clock.pass(1500);
  type("short");
  await clock.pass(1500);
  await network.last.answer(reply({ refused: "too long" }, { status: 422 }));
  await clock.pass(1500);
  assert.equal(network.last.words, "short");
});

/* --- An answer that got lost --- */

const lost = {
  "the network failed": async ({ network }) => network.last.fail(),
  "the request hung": async ({ clock }) => clock.pass(20000),
  "the site was down": async ({ network }) => network.last.answer(portal(502)),
  "the site failed": async ({ network }) => network.last.answer(reply({ revision: 1 }, { status: 500 })),
  "there were too many requests": async ({ network }) => network.last.answer(portal(429)),
  "somebody else answered": async ({ network }) => network.last.answer(portal(200)),
  "the answer was cut off": async ({ network }) => network.last.answer(reply('{"revision": 1, "cla')),
  "a cut answer had a fault": async ({ network }) => network.last.answer(reply('{"revi', { status: 422 })),
};

for (const [why, lose] of Object.entries(lost)) {
  test(`where ${why}, the same is sent again word for word before anything newer`, async () => {
    const opened = open();
    const { autosave, clock, network, told, type } = opened;
    type("first");
    await clock.pass(1500);
    await lose(opened);
    assert.ok(autosave.isUnsaved());
    assert.ok(autosave.isFailing());
    assert.match(told[told.length - 1], /^(offline|down|foreign)$/);
    type("first, and more");
    await clock.pass(2000);
    assert.deepEqual(network.sent, ["first", "first"]);
    await network.last.answer(saved());
    assert.equal(told[told.length - 1], "saved first, not all");
    await clock.pass(1500);
    await network.last.answer(saved());
    assert.deepEqual(network.sent, ["first", "first", "first, and more"]);
    assert.equal(autosave.isUnsaved(), false);
    assert.equal(autosave.isFailing(), false);
  });
}

test("the same is sent again even where the words were taken back meanwhile", async () => {
  const { clock, network, type } = open({ stored: "old", words: "old" });
  type("new");
  await clock.pass(1500);
  await network.last.fail();
  type("old");
  await clock.pass(2000);
  await network.last.answer(saved());
  await clock.pass(1500);
  await network.last.answer(saved());
  assert.deepEqual(network.sent, ["new", "new", "old"]);
});

test("technical fields are as they are by then", async () => {
  const { clock, network, page, type } = open();
  type("a");
  await clock.pass(1500);
  await network.last.fail();
  page.token = "second";
  await clock.pass(2000);
  assert.deepEqual(network.requests.map((request) => request.token), ["first", "second"]);
});

test("a site that is away is asked twice as late each time, and every half minute at last", async () => {
  const { clock, network, type } = open();
  type("a");
  await clock.pass(1500);
  const waits = [];
  for (let once = 0; once < 6; once += 1) {
    await network.last.fail();
    const before = network.sent.length, since = clock.now();
    while (network.sent.length === before) await clock.pass(100);
    waits.push(clock.now() - since);
  }
  assert.deepEqual(waits, [2000, 4000, 8000, 16000, 30000, 30000]);
});

test("a request that hangs is cut short", async () => {
  const { clock, network, told, type } = open();
  type("a");
  await clock.pass(1500);
  await clock.pass(19999);
  assert.deepEqual(told, ["sending"]);
  await clock.pass(1);
  assert.deepEqual(told, ["sending", "offline"]);
  assert.equal(network.sent.length, 1);
});

test("an answer that stops half way is cut short too", async () => {
  const clock = makeClock();
  const fetch = async (address, { signal }) => {
    const text = () => new Promise((resolve, reject) => signal.addEventListener("abort", reject));
    return Object.assign(saved(), { text });
  };
  const rejected = assert.rejects(ask("/part/1/", {}, 20000, { ...clock, fetch }));
  await clock.pass(20000);
  await rejected;
});

test("an answer that comes leaves no timer behind", async () => {
  const clock = makeClock();
  const answer = await ask("/part/1/", {}, 20000, { ...clock, fetch: async () => saved() });
  assert.deepEqual([answer.status, answer.type, JSON.parse(answer.text).revision], [200, "application/json", 1]);
  assert.ok(clock.isEmpty());
});

/* --- Whose answer it is --- */

const foreign = {
  "a hotel's page": portal(200),
  "a page that is not found": portal(404),
  "a proxy's no": portal(403),
  "a proxy's limit": portal(413),
  "somebody's JSON": reply({ portal: "open" }),
  "somebody's JSON with a fault": reply({ error: "blocked" }, { status: 403 }),
  "a list": reply([1]),
  "null": reply("null"),
  "a word": reply('"revision"'),
  "our JSON, but as a page": reply({ revision: 1 }, { type: "text/html" }),
  "JSON of the page to sign in on": reply({ revision: 1 }, { isRedirected: true }),
};

for (const [what, answer] of Object.entries(foreign)) {
  test(`${what} is no save, and is tried again`, async () => {
    const { autosave, clock, network, told, type } = open();
    type("a");
    const all = autosave.saveAll();
    await settle();
    await network.last.answer(answer);
    assert.equal(await all, false);
    assert.deepEqual(told, ["sending", "foreign"]);
    assert.ok(autosave.isUnsaved());
    await clock.pass(2000);
    await network.last.answer(saved());
    assert.deepEqual(told.slice(2), ["sending again", "saved a"]);
    assert.equal(autosave.isUnsaved(), false);
  });
}

test("words that a proxy will not let through can be made shorter", async () => {
  const { clock, network, type } = open();
  type("long");
  await clock.pass(1500);
  await network.last.answer(portal(413));
  type("short");
  await clock.pass(2000);
  assert.deepEqual(network.sent, ["long", "short"]);
});

/* --- What the site refuses --- */

test("what the site refuses waits till somebody changes it, and a button leads on to why", async () => {
  const { autosave, clock, network, told, type } = open();
  type("a");
  const all = autosave.saveAll();
  await settle();
  await network.last.answer(reply({ refused: "no" }, { status: 409 }));
  assert.equal(await all, true);
  assert.deepEqual(told, ["sending", "refused"]);
  assert.ok(autosave.isUnsaved());
  await clock.pass(60000);
  assert.deepEqual(network.sent, ["a"]);
  type("b");
  await clock.pass(1500);
  assert.deepEqual(network.sent, ["a", "b"]);
});

test("where nothing can be saved any more nothing pretends to", async () => {
  const { autosave, clock, network, type } = open({ next: OVER });
  type("a");
  await clock.pass(1500);
  await network.last.answer(reply({ closed: true }, { status: 409 }));
  assert.ok(autosave.isOver());
  type("ab");
  autosave.saveNow();
  await clock.pass(60000);
  assert.equal(await autosave.saveAll(), true);
  assert.deepEqual(network.sent, ["a"]);
  assert.ok(autosave.isUnsaved());
});

test("a visit that has ended is looked at, later each time, and saved soon after the person is back", async () => {
  const { clock, network, page, told, type } = open({ next: LOOK });
  const ended = () => network.last.answer(reply({ ended: true }, { status: 403 }));
  type("a");
  await clock.pass(1500);
  await ended();
  assert.deepEqual(told, ["sending", "refused", "look"]);
  await clock.pass(1999);
  assert.equal(network.sent.length, 1);
  await clock.pass(1);
  page.isIn = true;
  await ended();
  await clock.pass(500);
  assert.equal(network.sent.length, 3);
  await network.last.answer(saved());
  assert.equal(told[told.length - 1], "saved a");
});

test("a look that finds the person in is not repeated without a pause", async () => {
  const { clock, network, page, type } = open({ next: LOOK });
  page.isIn = true;
  type("a");
  await clock.pass(1500);
  for (const wait of [500, 1000, 2000, 4000]) {
    const before = network.sent.length;
    await network.last.answer(portal(403));
    await clock.pass(wait - 1);
    assert.equal(network.sent.length, before);
    await clock.pass(1);
    assert.equal(network.sent.length, before + 1);
  }
});

test("a look that fails holds nothing up", async () => {
  const { clock, network, type } = open({ next: LOOK, page: { look: () => Promise.reject(new Error("aborted")) } });
  type("a");
  await clock.pass(1500);
  await network.last.answer(portal(403));
  await clock.pass(2000);
  assert.equal(network.sent.length, 2);
});

/* --- Before a button leads on --- */

test("a button waits for what is under way, and for what is newer", async () => {
  const { autosave, clock, network, type } = open();
  type("a");
  await clock.pass(1500);
  await network.last.fail();
  type("ab");
  let mayGo = null;
  autosave.saveAll().then((is) => { mayGo = is; });
  await settle();
  await network.last.answer(saved());
  assert.equal(mayGo, null);
  await network.last.answer(saved());
  assert.equal(mayGo, true);
  assert.deepEqual(network.sent, ["a", "a", "ab"]);
});

test("a button does not lead on where the site does not answer", async () => {
  const { autosave, network, type } = open();
  type("a");
  const all = autosave.saveAll();
  await settle();
  await network.last.fail();
  assert.equal(await all, false);
  assert.ok(autosave.isUnsaved());
});

test("while the page is being left nothing is sent, till it is clear that it stays", async () => {
  const { autosave, clock, network, type } = open();
  type("a");
  autosave.pause();
  type("ab");
  autosave.saveNow();
  await clock.pass(60000);
  assert.deepEqual(network.sent, []);
  autosave.resume();
  await clock.pass(400);
  assert.deepEqual(network.sent, ["ab"]);
});
