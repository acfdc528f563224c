/* The editor with JavaScript: saves as you go, keeps the focus on the button that was pressed, and lets parts
   and questions be dragged in the outline. Without it, every button does the same by itself. */
"use strict";
(function () {
  /* Where two texts stand to choose from: who writes on in their own has chosen it. */
  const clash = document.getElementById("clash");
  if (clash) clash.addEventListener("input", function (event) {
    const choice = event.target.matches("textarea") && event.target.closest("fieldset").querySelector("input[value=mine]");
    if (choice) choice.checked = true;
  });

  const form = document.getElementById("edit");
  if (!form) return;
  const status = form.querySelector("[data-status]");
  const outline = document.querySelector("[data-outline]");
  const copy = document.querySelector("[data-status-copy]");
  const last = document.querySelector("[data-last]");
  let changed = differs(), saving = false, again = false, leaving = false, timer = 0;

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

  /* Saving as you go: a moment after a field was left, or the typing stopped. What is said beside the outline
     is for the eyes alone; a screen reader is told what came of it, and nothing while words still say so. */
  function say(which, detail) {
    if (!status) return;
    const words = (status.dataset[which] || "").replace("{}", detail || "");
    if (copy) copy.textContent = words;
    if (which !== "saving" && status.textContent !== words) status.textContent = words;
  }

  function soon(wait) {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, wait);
  }

  async function save() {
    if (saving) { again = true; return; }
    if (!changed || leaving) return;
    saving = true;
    changed = false;
    const data = new FormData(form);
    say("saving");
    try {
      const answer = await send(data);
      if (answer.ok) saved(answer.told, data);
      else { changed = true; refused(answer); }
    } catch (error) {
      changed = true;
      say("failed");
      soon(5000);
    }
    saving = false;
    if (again) { again = false; soon(300); }
  }

  /* What the site answers: `told`, or nothing where another page came, such as the one to sign in on, which
     answers in JSON too. */
  async function send(data) {
    const answer = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(data), headers: { Accept: "application/json" },
    });
    if (answer.status >= 500) throw new Error("the site could not answer");
    const isOurs = !answer.redirected && (answer.headers.get("Content-Type") || "").startsWith("application/json");
    return { ok: answer.ok && isOurs, status: answer.status, told: isOurs ? await answer.json() : null };
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
    say("saved", told.saved);
  }

  function refused(answer) {
    const told = answer.told;
    if (!told) lost(answer.status);
    else if (told.closed) say("closed");
    else if (told.clashes) say("clash");
    else if (told.errors) say("errors");
    else say("refused", told.refused);
  }

  /* Signed out, or in again since, which gives the page's form a new token: fetched for the next try. */
  async function lost(code) {
    if (code === 404 || code === 400) { say("gone"); return; }
    say("signedOut");
    soon(5000);
    const answer = await fetch(window.location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("#edit input[name=csrfmiddlewaretoken]");
    if (token) form.elements.csrfmiddlewaretoken.value = token.value;
  }

  if (changed) soon(200);
  form.addEventListener("input", function () { changed = true; soon(1500); });
  form.addEventListener("change", function () { changed = true; soon(200); });
  window.addEventListener("beforeunload", function (event) {
    if ((changed || saving) && !leaving) event.preventDefault();
  });

  /* A button, or the field in which Enter was pressed, keeps the focus through the page that it loads. A
     button that is pressed twice is pressed once. */
  form.addEventListener("submit", function (event) {
    const button = event.submitter;
    if (leaving || saving) {
      event.preventDefault();
      if (!leaving) window.setTimeout(function () { form.requestSubmit(button); }, 100);
      return;
    }
    leaving = true;
    window.setTimeout(function () { leaving = false; }, 10000);
    window.clearTimeout(timer);
    remember(button);
  });
  window.addEventListener("pageshow", function () { leaving = false; });

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
