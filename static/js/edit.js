/* The editor with JavaScript: saves as you go, keeps the focus on the button that was pressed, and lets parts
   and questions be dragged in the outline. Without it, every button does the same by itself. How nothing is lost:
   saving.js. */
import {
  LOOK, bodyOf, createAutosave, fetchPage, guardLeaving, lookFirst, readTiming, saveOnReturn, takeToken, wordsIn,
  wordsServed,
} from "./saving.js";

const TECHNICAL = /^(csrfmiddlewaretoken|revision|own|part|.*-was)$/;
const LEAVING = 10000;      /* milliseconds */

/* Where two texts stand to choose from: who writes on in their own has chosen it. Their words are on this
   page alone till it is sent, so it goes only when the site is there to take it; the links in it say that they
   may go. */
function startChoosing(clash) {
  const told = clash.querySelector("[data-told]");
  let chosen = false;
  clash.addEventListener("input", (event) => {
    if (!event.target.matches("textarea")) return;
    event.target.closest("fieldset").querySelector("input[value=mine]").checked = true;
  });
  clash.addEventListener("click", (event) => {
    if (!event.target.closest("a")) return;
    chosen = true;
    window.setTimeout(() => { chosen = false; }, LEAVING);
  });
  guardLeaving(clash, {
    isAtRisk: () => !chosen,
    isReady: () => false,
    getReady: lookFirst(clash, clash.action, told, readTiming(clash).patience),
    stay: () => told.scrollIntoView({ block: "center" }),
    mainButton: clash.querySelector("button[name=do]"),
  });
}

function startEditing(form) {
  const status = form.querySelector("[data-status]");
  const copy = document.querySelector("[data-status-copy]");
  const last = document.querySelector("[data-last]");
  const passing = form.querySelector("[data-passing]");
  const lost = document.getElementById("lost-h");      /* words for what has gone, which no save can keep */
  const timing = readTiming(form);
  const served = wordsServed(form, TECHNICAL);
  let isTrouble = false, isToSignIn = false;

  function held() { return wordsIn(form, TECHNICAL); }

  const autosave = createAutosave({
    timing,
    page: {
      address: form.action,
      stored: "unsaved" in form.dataset ? null : served,
      words: held,
      body: (written) => bodyOf(form, TECHNICAL, written),
      savedBy: "step",
      refusedBy: ["errors", "clashes", "refused", "closed"],
      sending: () => say("saving"),
      saved: took,
      settled,
      refused,
      failed,
      look,
    },
  });

  /* The line beside the button tells what came of saving, to a screen reader too, and nothing while its words
     still say so. What is only passing is for the eyes: it covers an old 'Saved', which is true no more, and
     stands beside the outline; trouble stays said till it is past. */
  function say(which, detail) {
    if (!status || (which === "typed" && isTrouble)) return;
    const words = (status.dataset[which] || "").replace("{}", detail || "");
    const isPassing = which === "typed" || which === "saving";
    copy.textContent = words;
    passing.textContent = words;
    if (!isPassing) {
      isTrouble = which !== "saved";
      if (status.textContent !== words) status.textContent = words;
    }
    passing.hidden = !isPassing || isTrouble;
    status.classList.toggle("visually-hidden", !passing.hidden);
  }

  /* What was typed is taken back: what was said before it is true again. */
  function settled() {
    if (!status || passing.hidden) return;
    copy.textContent = status.textContent;
    passing.hidden = true;
    status.classList.remove("visually-hidden");
  }

  function took(told, written, more) {
    if (told.step) {       /* the page knows which saves were its own; what others changed it does not show */
      const own = document.createElement("input");
      own.type = "hidden";
      own.name = "own";
      own.value = told.step;
      form.append(own);
    }
    const fields = new URLSearchParams(written);
    for (const was of form.querySelectorAll("input[type=hidden][name$='-was']")) {
      const value = fields.get(was.name.replace(/-was$/, "-value"));
      if (value !== null) was.value = value;
    }
    if (last && told.undo) {
      last.hidden = false;
      last.querySelector("[data-last-words]").textContent = told.last;
      last.querySelector("button").value = "undo:" + told.undo;
    }
    if (!more) say("saved", told.saved);
  }

  function refused(told) {
    if (told.closed) say("closed");
    else if (told.clashes) say("clash");
    else if (told.errors) say("errors");
    else say("refused", told.refused);
  }

  /* Another page than ours may be the one to sign in on, to which the site leads whoever is signed out. */
  function failed(why, answer) {
    const isForeign = why === "foreign", isGone = isForeign && answer.status === 404;
    isToSignIn = isForeign && leadsToSignIn(answer);
    say(isGone ? "gone" : isToSignIn ? "signedOut" : "failed");
    return isForeign && !isGone ? LOOK : null;
  }

  function leadsToSignIn(answer) {
    return answer.isRedirected && new URL(answer.url).pathname === form.dataset.signIn;
  }

  /* Somebody may be signed out, or in again since, which gives the page's form a new token. */
  async function look() {
    const found = await fetchPage(window.location.href, timing.patience);
    takeToken(form, found.page);
    say(leadsToSignIn(found) ? "signedOut" : "failed");
    return found.page.getElementById("edit") !== null;
  }

  function changed(save) {
    say("typed");
    save();
  }

  if (served !== held()) changed(autosave.chose);
  const heard = new WeakMap();      /* a text field that is left tells again of what was typed, and saved since */
  form.addEventListener("input", (event) => {
    heard.set(event.target, event.target.value);
    changed(autosave.typed);
  });
  form.addEventListener("change", (event) => {
    if (autosave.isUnsaved() || heard.get(event.target) !== event.target.value) changed(autosave.chose);
  });
  saveOnReturn(autosave);

  /* A button saves first as well, so that nothing is lost to a network that has gone or to a page to sign in on:
     it leads on once the site has answered, by itself, so that the next page says what there is to say. */
  guardLeaving(form, {
    isAtRisk: () => autosave.isUnsaved() || lost !== null,
    isReady: autosave.isIdle,
    getReady: saveFirst,
    stay,
    leaving: (button) => { autosave.pause(); remember(form, button); },
    stayed: autosave.resume,
    mainButton: document.querySelector("button[form=edit][value=save]"),
  });

  async function saveFirst(button) {
    const value = button.value;      /* saving gives 'Undo' another step to take back */
    const isSaved = await autosave.saveAll();
    button.value = value;
    return isSaved;
  }

  /* Why nothing came of the button: said anew to a screen reader, which was told the same before perhaps. */
  function stay() {
    if (!status) return;
    const words = status.textContent;
    status.textContent = "";
    window.setTimeout(() => { status.textContent = status.textContent || words; }, 100);
    status.scrollIntoView({ block: "center" });
  }
}

/* A button, or the field in which Enter was pressed, keeps the focus through the page that it loads. */
function remember(form, button) {
  const inField = form.contains(document.activeElement) && document.activeElement.id;
  if (button.value !== "save") sessionStorage.setItem("edit-focus", button.value);
  else if (inField) sessionStorage.setItem("edit-focus", "#" + inField);
}

function focusAgain(form) {
  const pressed = sessionStorage.getItem("edit-focus");
  sessionStorage.removeItem("edit-focus");
  const faults = document.getElementById("faults");
  if (faults) { faults.focus(); return; }
  if (!pressed || !/^(#|up:|down:|option-up:)/.test(pressed)) return;
  /* After the browser has gone to the place after '#', which takes the focus away. */
  window.addEventListener("load", () => {
    window.setTimeout(() => {
      const found = pressedBefore(form, pressed);
      if (found) found.focus();
    }, 0);
  });
}

function pressedBefore(form, pressed) {
  if (pressed.startsWith("#")) return document.getElementById(pressed.slice(1));
  const words = pressed.split(":");
  if (words[0] === "option-up") {
    const field = "question-" + words[2] + "-row-options-" + words[3] + "-label";
    return buttonFor(pressed) || form.elements[field];
  }
  const other = words[0] === "up" ? pressed.replace("up:", "down:") : pressed.replace("down:", "up:");
  return buttonFor(pressed) || buttonFor(other);
}

function buttonFor(value) {
  return document.querySelector('button[value="' + CSS.escape(value) + '"]');
}

/* Dragging, in the outline: a question among its own, or onto another part; a part among its own. */
function startDragging(form, outline) {
  let held = null;
  for (const line of outline.querySelectorAll("li[data-key]")) {
    line.draggable = true;
    for (const link of line.querySelectorAll("a")) link.draggable = false;
  }

  function kind(line) { return line.dataset.key.split(":")[0]; }

  function clear() {
    for (const line of outline.querySelectorAll(".drop-before, .drop-after, .drop-into")) {
      line.classList.remove("drop-before", "drop-after", "drop-into");
    }
  }

  function where(event) {
    const over = event.target instanceof Element ? event.target : event.target.parentElement;
    const line = over.closest("li[data-key]");
    if (!line || !held || line === held || held.contains(line)) return null;
    if (kind(held) === "question" && kind(line) === "section") return { line: line, how: "into" };
    if (kind(held) !== kind(line) || held.parentElement !== line.parentElement) return null;
    const box = line.firstElementChild.getBoundingClientRect();
    return { line: line, how: event.clientY < box.top + box.height / 2 ? "before" : "after" };
  }

  outline.addEventListener("dragstart", (event) => {
    held = event.target instanceof Element && event.target.matches("li[data-key]") ? event.target : null;
    if (!held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.key);
  });
  outline.addEventListener("dragover", (event) => {
    const spot = where(event);
    clear();
    if (!spot) return;
    event.preventDefault();
    spot.line.classList.add("drop-" + spot.how);
  });
  outline.addEventListener("dragend", () => { clear(); held = null; });
  outline.addEventListener("drop", (event) => {
    const spot = where(event);
    clear();
    if (!spot) return;
    event.preventDefault();
    drop(spot);
  });

  function drop(spot) {
    const button = document.createElement("button");
    button.type = "submit";
    button.name = "do";
    button.hidden = true;
    button.value = "place:" + held.dataset.key + ":" + target(spot);
    form.append(button);
    button.click();
  }

  function target(spot) {
    if (spot.how === "into") return spot.line.dataset.key.split(":")[1] + ":999999";
    const among = Array.from(spot.line.parentElement.children).filter((line) => {
      return line !== held && line.dataset.key && kind(line) === kind(held);
    });
    const place = among.indexOf(spot.line) + (spot.how === "after" ? 1 : 0);
    const holder = spot.line.parentElement.closest("li[data-key]");
    return (holder ? holder.dataset.key.split(":")[1] : "-") + ":" + place;
  }
}

const clash = document.getElementById("clash");
if (clash) startChoosing(clash);

const form = document.getElementById("edit");
const outline = document.querySelector("[data-outline]");
if (form) {
  startEditing(form);
  focusAgain(form);
  if (outline && form.dataset.drag) startDragging(form, outline);
}
