/* Autosave: what every page needs that must not lose anybody's words.

   What it promises:
   - One request at a time, in the order in which people wrote.
   - Words whose answer got lost are sent again, word for word, before anything newer: so nobody conflicts
     with themselves.
   - Only an answer of the site's own counts. A hotel's sign-in page or a proxy's error is none.
   - A request that hangs is cut short, and tried again.
   - Words stay on the page, which says that they are not saved and asks before it is left.
   Nothing is stored in the browser: people share them.

   This part knows no page. Each page hands in what is its own, and so do the unit tests (tests/js). */

const LONGEST_UNSAVED = 10000, LONGEST_RETRY = 30000, CHOICE_DELAY = 400, LEAVING = 10000;    /* milliseconds */
const MOST_KEPT_ALIVE = 60000;      /* bytes: browsers let 64 KB go on after their page has gone */
const LONGEST_PRESS = 3000, CLICK = 400;      /* how long a press may take; till its click comes */

/* What a page answers when the site refuses its words: nothing more can be saved from here; or look whether
   the person is let in again. Anything else waits till they change something. */
export const OVER = "over", LOOK = "look";

const BROWSER = {
  fetch: (address, options) => window.fetch(address, options),
  setTimeout: (call, wait) => window.setTimeout(call, wait),
  clearTimeout: (timer) => window.clearTimeout(timer),
  now: () => Date.now(),
};

/* Read the times that the site has set for this form, in milliseconds (AUTOSAVE_... in coprod/settings.py):
   delay from the last key to saving, retry till the first new try, patience till a request is cut short. */
export function readTiming(form) {
  const { saveDelay, saveRetry, savePatience } = form.dataset;
  return { delay: Number(saveDelay), retry: Number(saveRetry), patience: Number(savePatience) };
}

/* Ask for an address and return the whole answer: {status, type, isRedirected, url, text}. Raises where none
   comes within `patience`: a request that hangs would hold up all that follow it. */
export async function ask(address, options, patience, world = BROWSER) {
  const stop = new AbortController();
  const late = world.setTimeout(() => stop.abort(), patience);
  try {
    const answer = await world.fetch(address, Object.assign({ signal: stop.signal }, options));
    const type = answer.headers.get("Content-Type") || "";
    const text = await answer.text();
    return { status: answer.status, type, isRedirected: answer.redirected, url: answer.url, text };
  } finally {
    world.clearTimeout(late);
  }
}

/* Ask for a page and return the answer with its document as `page`. Raises as `ask` does. */
export async function fetchPage(address, patience) {
  const answer = await ask(address, {}, patience);
  return Object.assign(answer, { page: new DOMParser().parseFromString(answer.text, "text/html") });
}

/* Put the token of a page just fetched into the form: whoever has signed in again since has a new one. Returns
   whether there was one. */
export function takeToken(form, page) {
  const token = page.querySelector("main input[name=csrfmiddlewaretoken]");
  if (token) form.elements.csrfmiddlewaretoken.value = token.value;
  return token !== null;
}

/* Return a function that promises whether the site is there to take what a form holds, and lets the person in;
   `told` says why not. Where the site now leads elsewhere it answers what is sent with the words in it. page: an address of ours with a form of its own, whose token this form takes. */
export function lookFirst(form, page, told, patience) {
  async function trouble() {
    const found = await fetchPage(page, patience).catch(() => null);
    const isOurs = found !== null && found.status === 200 && found.page.querySelector(".wordmark") !== null;
    if (!isOurs) return told.dataset.away;
    if (new URL(found.url).pathname === form.dataset.signIn) return told.dataset.signedOut;
    takeToken(form, found.page);
    return "";
  }

  return async () => {
    told.textContent = "";
    told.textContent = await trouble();
    return told.textContent === "";
  };
}

/* Return the words that a form holds now, without its technical fields, as one text that can be compared. */
export function wordsIn(form, technical) {
  const fields = Array.from(new FormData(form)).filter((field) => !technical.test(field[0]));
  return new URLSearchParams(fields).toString();
}

/* Return the words that a form came with: on a slow phone somebody may have typed before this script was there. */
export function wordsServed(form, technical) {
  const fields = new URLSearchParams();
  for (const field of form.elements) {
    if (!field.name || field.disabled || technical.test(field.name)) continue;
    if (/^(submit|button|reset|fieldset|output)$/.test(field.type)) continue;
    if (/^(radio|checkbox)$/.test(field.type)) {
      if (field.defaultChecked) fields.append(field.name, field.value);
    } else if (field.type === "select-one") {
      const options = Array.from(field.options);
      const chosen = options.find((option) => option.defaultSelected) || options[0];
      if (chosen) fields.append(field.name, chosen.value);
    } else fields.append(field.name, field.defaultValue);
  }
  return fields.toString();
}

/* Return what is to be sent: the words, with the technical fields as they are by now. */
export function bodyOf(form, technical, words) {
  const body = new URLSearchParams(words);
  for (const field of new FormData(form)) if (technical.test(field[0])) body.append(field[0], field[1]);
  return body;
}

/* Return what the site itself has told, or null where somebody else answered in its place. Raises where its
   answer is cut off. */
function toldBySite(answer, page) {
  if (answer.isRedirected || !answer.type.startsWith("application/json")) return null;
  const told = JSON.parse(answer.text);
  const isOurs = told !== null && typeof told === "object"
    && [page.savedBy].concat(page.refusedBy).some((name) => name in told);
  return isOurs ? told : null;
}

/* Return how a body is sent: so that it gets there though its page is left, as phones leave one, where the
   browser takes that much. */
function posting(body) {
  const options = { method: "POST", body, headers: { Accept: "application/json" } };
  return body.toString().length < MOST_KEPT_ALIVE ? Object.assign(options, { keepalive: true }) : options;
}

/* Make the autosave of one page. The page hands in:
   address            where its words go
   stored             the words that the site has, or null where it has not all of them
   words()            what it holds now, as one text
   body(words)        what is to be sent for them
   savedBy            the name that an answer has in it when the site has taken the words
   refusedBy          the names that its other answers have in them, one of which is enough
   sending(failing)   a request begins; failing: the one before had no answer of the site's
   saved(told, words, more)   the site has the words; more: others were typed meanwhile
   settled()          there is nothing to save
   refused(told)      the site has said no; returns OVER, LOOK, or nothing
   failed(why, answer)   no answer of the site's: 'offline', 'down', or 'foreign'; may return LOOK
   look()             promises whether the person is let in again */
export function createAutosave({ page, timing, world = BROWSER }) {
  /* stored: what the site has of this page, as far as we know. sent: what is on its way, or was and may have
     come; until we know, the same is sent again and nothing newer. since: when the first of what was not sent
     was typed. tries, looks: how often in a row no answer came, and a look was for nothing. isHurried: what
     follows the save that is under way goes at once. */
  let stored = page.stored, sent = null, busy = null, timer = null, since = 0, tries = 0, looks = 0;
  let isPaused = false, isOver = false, isHurried = false;

  function isUnsaved() { return sent !== null || stored !== page.words(); }

  function saveIn(wait) {
    world.clearTimeout(timer);
    timer = world.setTimeout(save, wait);
  }

  /* A moment after a choice or the last key; now and then while the typing does not stop. */
  function saveSoon(wait) {
    if (isPaused || isOver) return;
    since = since || world.now();
    saveIn(Math.max(0, Math.min(wait, since + LONGEST_UNSAVED - world.now())));
  }

  function typed() { saveSoon(timing.delay); }
  function chose() { saveSoon(Math.min(CHOICE_DELAY, timing.delay)); }

  /* One at a time: whoever asks while a save is under way waits for that one. */
  function save() {
    if (!busy) busy = saveOnce().finally(() => { busy = null; });
    return busy;
  }

  /* Returns whether the site itself has answered, so that a button may lead on to what it says. */
  async function saveOnce() {
    world.clearTimeout(timer);
    since = 0;
    if (isPaused || isOver) return true;
    if (!isUnsaved()) { page.settled(); return true; }
    if (sent === null) sent = page.words();
    page.sending(tries > 0);
    const was = sent;
    let answer, told;
    try {
      answer = await ask(page.address, posting(page.body(was)), timing.patience, world);
      told = toldBySite(answer, page);
    } catch (error) {
      return tryLater("offline", null);
    }
    if (answer.status >= 500 || answer.status === 429) return tryLater("down", answer);
    /* Else somebody between us and the site answered, and an earlier try may have come all the same. */
    if (told !== null || answer.status >= 400) sent = null;
    if (told === null) return tryLater("foreign", answer);
    if (page.savedBy in told) took(told, was);
    else await refused(told, was);
    return true;
  }

  function took(told, was) {
    stored = was;
    tries = looks = 0;
    const isMore = isUnsaved();
    page.saved(told, was, isMore);
    if (isMore && isHurried) saveIn(0);
    else if (isMore) typed();
    isHurried = false;
  }

  async function refused(told, was) {
    const next = page.refused(told);
    if (next === OVER) isOver = true;
    else if (next === LOOK) await retry(next);
    else {
      tries = looks = 0;
      if (page.words() !== was) typed();
    }
  }

  async function tryLater(why, answer) {
    await retry(page.failed(why, answer));
    return false;
  }

  /* Each time twice as long after the last; soon where a look says that the person is let in again. */
  async function retry(next) {
    tries += 1;
    const isIn = next === LOOK && await page.look().catch(() => false);
    if (isIn) looks += 1;
    const wait = isIn ? timing.retry / 4 * 2 ** (looks - 1) : timing.retry * 2 ** (tries - 1);
    if (!isPaused) saveIn(Math.min(LONGEST_RETRY, wait));
  }

  /* What waits for its moment goes now; or right after the save that is under way. */
  function saveNow() {
    if (isPaused || isOver || !isUnsaved()) return;
    isHurried = busy !== null;
    save();
  }

  /* All that the page holds, before a button leads on. Returns whether it may: the site has answered. */
  async function saveAll() {
    if (busy) await busy;
    const isOld = sent !== null;
    return (await save()) && (!isOld || save());
  }

  /* While the page is being left nothing is sent; till it is clear that it stays. */
  function pause() { isPaused = true; }

  function resume() {
    isPaused = false;
    if (isUnsaved()) chose();
  }

  return {
    typed, chose, saveNow, saveAll, pause, resume, isUnsaved,
    isIdle: () => busy === null && !isUnsaved(),
    isFailing: () => tries > 0,
    isOver: () => isOver,
  };
}

/* Save at once when the network is there again, or somebody turns to the page or from it. A phone may say only
   that the page is hidden before it throws it away, and another only that it goes. */
export function saveOnReturn(autosave, browser = window) {
  browser.addEventListener("online", autosave.saveNow);
  browser.addEventListener("focus", () => { if (autosave.isFailing()) autosave.saveNow(); });
  browser.addEventListener("pagehide", autosave.saveNow);
  browser.document.addEventListener("visibilitychange", autosave.saveNow);
}

/* Return a function that changes the page at once, or, while a finger or a mouse button is down, when it is up
   again and has clicked: what is pressed never moves away under it. */
export function holdStill(browser = window) {
  const waiting = [];
  let isDown = false, timer = null;

  function release() {
    browser.clearTimeout(timer);
    isDown = false;
    while (waiting.length) waiting.shift()();
  }

  function releaseIn(wait) {
    browser.clearTimeout(timer);
    timer = browser.setTimeout(release, wait);
  }

  browser.document.addEventListener("pointerdown", () => { isDown = true; releaseIn(LONGEST_PRESS); }, true);
  browser.document.addEventListener("pointerup", () => { if (isDown) releaseIn(CLICK); }, true);
  browser.document.addEventListener("pointercancel", release, true);
  browser.document.addEventListener("click", () => { if (isDown) releaseIn(0); }, true);

  return (change) => { if (isDown) waiting.push(change); else change(); };
}

/* Let the buttons of a form lead on only when nothing is lost by it, and ask before the page is left otherwise.
   A button that is pressed twice is pressed once. The page hands in:
   isAtRisk()        something would be lost if the page went now
   isReady()         a button may lead on as it is
   getReady(button)  promises whether it may lead on by now
   stay()            it may not: say why
   leaving(button), stayed()   the next page is on its way; it does not come after all (both can be left out)
   mainButton        what Enter presses */
export function guardLeaving(form, page, browser = window) {
  let pressed = null, focused = null, timer = null, isPassing = false, isWaiting = false, isLeaving = false;

  /* For browsers that do not say which button submits a form. Enter presses one too. */
  browser.document.addEventListener("click", (event) => {
    const button = event.target.closest("[type=submit]");
    if (button && button.form === form) pressed = button;
  }, true);

  form.addEventListener("submit", (event) => {
    const button = event.submitter || pressed || page.mainButton;
    if (!isLeaving && (isPassing || (!isWaiting && page.isReady()))) { leave(button); return; }
    event.preventDefault();
    if (!isLeaving && !isWaiting) leadOn(button);
  });

  async function leadOn(button) {
    let isReady = false;
    isWaiting = true;
    try {
      isReady = await page.getReady(button);
    } finally {
      isWaiting = false;
    }
    if (!isReady) { page.stay(); return; }
    isPassing = true;
    button.click();           /* not requestSubmit(), which older phones do not have */
    isPassing = false;
  }

  /* Nothing can be typed any more that would go with the page. */
  function leave(button) {
    isLeaving = true;
    if (page.leaving) page.leaving(button);
    focused = browser.document.activeElement;
    form.inert = true;
    timer = browser.setTimeout(stayed, LEAVING);
  }

  /* Somebody stopped it, or came back. */
  function stayed() {
    if (!isLeaving) return;
    browser.clearTimeout(timer);
    isLeaving = form.inert = false;
    if (focused && browser.document.activeElement === browser.document.body) focused.focus();
    if (page.stayed) page.stayed();
  }

  browser.addEventListener("pageshow", (event) => { if (event.persisted) stayed(); });
  browser.addEventListener("beforeunload", (event) => {
    if (isLeaving || !page.isAtRisk()) return;
    event.preventDefault();
    event.returnValue = true;      /* older browsers ask only for this */
  });
}
