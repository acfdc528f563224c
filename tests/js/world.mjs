/* A page, a clock and a network to test autosave with: nothing happens in them but what a test says. */
import { createAutosave } from "../../static/js/saving.js";

export const TIMING = { delay: 1500, retry: 2000, patience: 20000 };      /* as in coprod/settings.py */

/* Lets everything that waits for no clock and no network run to its end. */
export async function settle() {
  for (let round = 0; round < 20; round += 1) await new Promise(setImmediate);
}

export function makeClock() {
  let time = 1800000000000, count = 0;
  const timers = new Map();
  return {
    now: () => time,
    setTimeout: (call, wait) => {
      count += 1;
      timers.set(count, { at: time + wait, call });
      return count;
    },
    clearTimeout: (timer) => timers.delete(timer),
    /* Let so many milliseconds pass, with all that is due in them, in its order. */
    pass: async (wait) => {
      const end = time + wait;
      for (;;) {
        await settle();
        const due = Array.from(timers).filter(([, timer]) => timer.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
        if (!due) break;
        timers.delete(due[0]);
        time = Math.max(time, due[1].at);
        due[1].call();
      }
      time = end;
    },
    isEmpty: () => timers.size === 0,
  };
}

/* What the site, or somebody between us and it, answers. */
export function reply(body, { status = 200, type = "application/json", isRedirected = false } = {}) {
  return {
    status,
    redirected: isRedirected,
    url: "https://measure.example.org/",
    headers: new Headers({ "Content-Type": type }),
    text: async () => (typeof body === "string" ? body : JSON.stringify(body)),
  };
}

export const saved = () => reply({ revision: 1, saved: "11:08" });

/* Requests stay open till the test answers them, or till they are cut short. */
function makeNetwork() {
  const requests = [];
  let atOnce = 0;
  return {
    requests,
    mostAtOnce: 0,
    fetch(address, { method, body, headers, signal, keepalive = false }) {
      atOnce += 1;
      this.mostAtOnce = Math.max(this.mostAtOnce, atOnce);
      return new Promise((resolve, reject) => {
        const request = { address, method, headers, keepalive, words: new URLSearchParams(body).get("words"), token: null };
        request.token = new URLSearchParams(body).get("token");
        request.answer = async (answer) => { atOnce -= 1; resolve(answer); await settle(); };
        request.fail = async () => { atOnce -= 1; reject(new TypeError("Failed to fetch")); await settle(); };
        signal.addEventListener("abort", () => { atOnce -= 1; reject(new Error("aborted")); });
        requests.push(request);
      });
    },
    get last() { return requests[requests.length - 1]; },
    /* The words of each request, in the order in which they were sent. */
    get sent() { return requests.map((request) => request.words); },
  };
}

/* A page with one field of words, and its autosave. `told` holds all that the page was told, in its order. */
export function open({ stored = "", words = "", ...own } = {}) {
  const clock = makeClock(), network = makeNetwork();
  const told = [];
  const page = {
    address: "/part/1/",
    stored,
    text: words,
    token: "first",
    isIn: false,
    words: () => page.text,
    body: (given) => new URLSearchParams({ words: given, token: page.token }),
    savedBy: "revision",
    refusedBy: ["refused", "closed", "ended"],
    sending: (failing) => told.push(failing ? "sending again" : "sending"),
    saved: (answer, was, more) => told.push(more ? `saved ${was}, not all` : `saved ${was}`),
    settled: () => told.push("settled"),
    refused: () => { told.push("refused"); return own.next; },
    failed: (why) => { told.push(why); return own.next; },
    look: async () => { told.push("look"); return page.isIn; },
    ...own.page,
  };
  const world = { ...clock, fetch: (address, options) => network.fetch(address, options) };
  const autosave = createAutosave({ page, timing: TIMING, world });
  /* Type till the field holds this. */
  function type(text) {
    page.text = text;
    autosave.typed();
  }
  return { autosave, clock, network, page, told, type };
}
