/* The editor with JavaScript: saves as you go, keeps the focus on the button that was pressed, and lets parts
   and questions be dragged in the outline. Without it, every button does the same by itself. */
"use strict";
(function () {
  const NO_ANSWER = 20000, LONGEST_UNSAVED = 10000, LEAVING = 10000;      /* milliseconds */

  /* Where two texts stand to choose from: who writes on in their own has chosen it. Their words are on this
     page alone till it is sent; the links in it say that they may go. */
  const clash = document.getElementById("clash");
  let chosen = false;
  function choose() {
    chosen = true;
    window.setTimeout(function () { chosen = false; }, LEAVING);
  }
  if (clash) {
    clash.addEventListener("input", function (event) {
      if (!event.target.matches("textarea")) return;
      event.target.closest("fieldset").querySelector("input[value=mine]").checked = true;
    });
    clash.addEventListener("submit", choose);
    clash.addEventListener("click", function (event) { if (event.target.closest("a")) choose(); });
    window.addEventListener("beforeunload", function (event) { if (!chosen) event.preventDefault(); });
  }

  const form = document.getElementById("edit");
  if (!form) return;
  const status = form.querySelector("[data-status]");
  const outline = document.querySelector("[data-outline]");
  const copy = document.querySelector("[data-status-copy]");
  const last = document.querySelector("[data-last]");
  const passing = form.querySelector("[data-passing]");
  const lost = document.getElementById("lost-h");      /* words for what has gone, which no save can keep */
  /* changed: something here was not sent yet. sent: what is on its way, or was and may have come: till we know,
     the same is sent again, and nothing newer. since: when the first of what was not sent was typed. */
  let changed = "unsaved" in form.dataset || differs(), sent = null, busy = null, since = 0, timer = 0;
  let isTrouble = false, waiting = false, asked = false, leaving = false, focused = null;

  /* Whether somebody typed before this script was there. */
  function differs() {
    return Array.from(form.elements).some(function (field) {
      if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
      if (field.tagName === "SELECT") {
        const first = Array.from(field.options).findIndex(function (option) { return option.defaultSelected; });
        return field.selectedIndex !== Math.max(0, first);
      }
      return /^(text|textarea|number)$/.test(field.type) && field.value !== field.defaultValue;
    });
  }

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

  /* Saving as you go: a moment after a field was left, or the typing stopped; now and then while it does not. */
  function soon(wait) {
    if (leaving) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(save, since ? Math.max(0, Math.min(wait, since + LONGEST_UNSAVED - Date.now())) : wait);
  }

  function unsaved() { return changed || sent !== null; }

  function save() {
    if (!busy) busy = saveOnce().finally(function () { busy = null; });
    return busy;
  }

  /* Returns whether the site itself has answered, so that a button may lead on to what it says. */
  async function saveOnce() {
    window.clearTimeout(timer);
    if (leaving || !unsaved()) return true;
    since = 0;
    if (sent === null) { sent = new FormData(form); changed = false; }
    say("saving");
    let answer;
    try {
      answer = await send(sent);
    } catch (error) {
      return failed();
    }
    if (answer.status > 500) return failed();      /* it may have come to the site all the same */
    const was = sent;
    sent = null;
    if (answer.told && answer.status === 200) saved(answer.told, was);
    else { changed = true; await refused(answer); }
    return answer.told !== null;
  }

  function failed() {
    say("failed");
    soon(5000);
    return false;
  }

  /* What came, whole. A request that hangs would hold up all that are to follow it. */
  async function ask(address, how) {
    const stop = new AbortController();
    const late = window.setTimeout(function () { stop.abort(); }, NO_ANSWER);
    try {
      const answer = await fetch(address, Object.assign({ signal: stop.signal }, how));
      return { answer: answer, text: await answer.text() };
    } finally {
      window.clearTimeout(late);
    }
  }

  /* What the site answers: `told`, or null where another page came, such as the one to sign in on, which answers
     in JSON too, or that of a network which wants to be signed in to itself. */
  async function send(data) {
    const came = await ask(form.action, {
      method: "POST", body: new URLSearchParams(data), headers: { Accept: "application/json" },
    });
    const answer = came.answer;
    const isJson = !answer.redirected && (answer.headers.get("Content-Type") || "").startsWith("application/json");
    const told = isJson ? JSON.parse(came.text) : {};
    const isOurs = ["saved", "errors", "clashes", "refused", "closed"].some(function (name) { return name in told; });
    return { status: answer.status, told: isOurs ? told : null, toSignIn: isToSignIn(answer) };
  }

  function isToSignIn(answer) {
    return answer.redirected && new URL(answer.url).pathname === form.dataset.signIn;
  }

  function saved(told, data) {
    if (told.step) {       /* the page knows which saves were its own; what others changed it does not show */
      const own = document.createElement("input");
      own.type = "hidden";
      own.name = "own";
      own.value = told.step;
      form.append(own);
    }
    for (const was of form.querySelectorAll("input[type=hidden][name$='-was']")) {
      const value = data.get(was.name.replace(/-was$/, "-value"));
      if (value !== null) was.value = value;
    }
    if (last && told.undo) {
      last.hidden = false;
      last.querySelector("[data-last-words]").textContent = told.last;
      last.querySelector("button").value = "undo:" + told.undo;
    }
    if (changed) soon(300);
    else say("saved", told.saved);
  }

  async function refused(answer) {
    const told = answer.told;
    if (!told) await notOurs(answer);
    else if (told.closed) say("closed");
    else if (told.clashes) say("clash");
    else if (told.errors) say("errors");
    else say("refused", told.refused);
  }

  /* Another page came than ours. Somebody may be signed out, or in again since, which gives the page's form a
     new token: it is fetched for the next try. */
  async function notOurs(answer) {
    if (answer.status === 404) { say("gone"); return; }
    let toSignIn = answer.toSignIn, isNew = false;
    try {
      const came = await ask(window.location.href);
      toSignIn = isToSignIn(came.answer);
      isNew = takeToken(new DOMParser().parseFromString(came.text, "text/html"));
    } catch (error) {
      /* What we know already is said. */
    }
    say(toSignIn ? "signedOut" : "failed");
    soon(isNew ? 300 : 5000);
  }

  function takeToken(page) {
    const token = page.querySelector("#edit input[name=csrfmiddlewaretoken]");
    const mine = form.elements.csrfmiddlewaretoken, was = mine.value;
    if (token) mine.value = token.value;
    return mine.value !== was;
  }

  function typed(wait) {
    changed = true;
    since = since || Date.now();
    say("typed");
    soon(wait);
  }

  if (differs()) typed(200);
  const heard = new WeakMap();      /* a text field that is left tells again of what was typed, and saved since */
  form.addEventListener("input", function (event) {
    heard.set(event.target, event.target.value);
    typed(1500);
  });
  form.addEventListener("change", function (event) {
    if (changed || heard.get(event.target) !== event.target.value) typed(200);
  });
  window.addEventListener("beforeunload", function (event) {
    if ((unsaved() || lost) && !leaving) event.preventDefault();
  });

  /* A button saves first as well, so that nothing is lost to a network that has gone or to a page to sign in on:
     it leads on once the site has answered, by itself, so that the next page says what there is to say. One that
     is pressed twice is pressed once. */
  form.addEventListener("submit", function (event) {
    if (!leaving && (asked || !(waiting || busy || unsaved()))) { leave(event.submitter); return; }
    event.preventDefault();
    if (!leaving && !waiting) goAfterSaving(event.submitter);
  });

  async function goAfterSaving(button) {
    const value = button && button.value;      /* saving gives 'Undo' another step to take back */
    waiting = true;
    if (busy) await busy;
    const isAnswered = (sent === null || await save()) && await save();
    waiting = false;
    if (!isAnswered) { stay(); return; }
    if (button) button.value = value;
    asked = true;
    form.requestSubmit(button);
    asked = false;
  }

  /* Why nothing came of the button: said anew to a screen reader, which was told the same before perhaps. */
  function stay() {
    const words = status.textContent;
    status.textContent = "";
    window.setTimeout(function () { status.textContent = status.textContent || words; }, 100);
    status.scrollIntoView({ block: "center" });
  }

  /* A button, or the field in which Enter was pressed, keeps the focus through the page that it loads. What was
     typed till that is there would go with this one: nothing can be. */
  function leave(button) {
    leaving = true;
    window.clearTimeout(timer);
    remember(button);
    focused = document.activeElement;
    form.inert = true;
    timer = window.setTimeout(stayed, LEAVING);
  }

  /* Somebody stopped it, or came back. */
  function stayed() {
    if (!leaving) return;
    leaving = false;
    form.inert = false;
    if (focused && document.activeElement === document.body) focused.focus();
    if (unsaved()) soon(200);
  }
  window.addEventListener("pageshow", stayed);

  function remember(button) {
    const inField = form.contains(document.activeElement) && document.activeElement.id;
    if (button && button.value !== "save") sessionStorage.setItem("edit-focus", button.value);
    else if (inField) sessionStorage.setItem("edit-focus", "#" + inField);
  }

  const pressed = sessionStorage.getItem("edit-focus");
  sessionStorage.removeItem("edit-focus");
  function buttonFor(value) {
    return document.querySelector('button[value="' + CSS.escape(value) + '"]');
  }
  function focusAgain() {
    if (pressed.startsWith("#")) return document.getElementById(pressed.slice(1));
    const words = pressed.split(":");
    if (words[0] === "option-up") {
      const field = "question-" + words[2] + "-row-options-" + words[3] + "-label";
      return buttonFor(pressed) || form.elements[field];
    }
    const other = words[0] === "up" ? pressed.replace("up:", "down:") : pressed.replace("down:", "up:");
    return buttonFor(pressed) || buttonFor(other);
  }
  /* After the browser has gone to the place after '#', which takes the focus away. */
  if (pressed && /^(#|up:|down:|option-up:)/.test(pressed) && !document.getElementById("faults")) {
    window.addEventListener("load", function () {
      window.setTimeout(function () {
        const found = focusAgain();
        if (found) found.focus();
      }, 0);
    });
  }
  const faults = document.getElementById("faults");
  if (faults) faults.focus();

  /* Dragging, in the outline: a question among its own, or onto another part; a part among its own. */
  if (!outline || !form.dataset.drag) return;
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

  outline.addEventListener("dragstart", function (event) {
    held = event.target instanceof Element && event.target.matches("li[data-key]") ? event.target : null;
    if (!held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.key);
  });
  outline.addEventListener("dragover", function (event) {
    const spot = where(event);
    clear();
    if (!spot) return;
    event.preventDefault();
    spot.line.classList.add("drop-" + spot.how);
  });
  outline.addEventListener("dragend", function () { clear(); held = null; });
  outline.addEventListener("drop", function (event) {
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
    form.requestSubmit(button);
  }

  function target(spot) {
    if (spot.how === "into") return spot.line.dataset.key.split(":")[1] + ":999999";
    const among = Array.from(spot.line.parentElement.children).filter(function (line) {
      return line !== held && line.dataset.key && kind(line) === kind(held);
    });
    const place = among.indexOf(spot.line) + (spot.how === "after" ? 1 : 0);
    const holder = spot.line.parentElement.closest("li[data-key]");
    return (holder ? holder.dataset.key.split(":")[1] : "-") + ":" + place;
  }
})();
