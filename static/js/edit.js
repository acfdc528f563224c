/* The editor with JavaScript: saves as you go, keeps the focus on the button that was pressed, and lets parts
   and questions be dragged in the outline. Without it, every button does the same by itself. */
"use strict";
(function () {
  const form = document.getElementById("edit");
  if (!form) return;
  const status = form.querySelector("[data-status]");
  const outline = document.querySelector("[data-outline]");
  const copy = document.querySelector("[data-status-copy]");
  let changed = false, saving = false, again = false, leaving = false, timer = 0;

  /* Saving as you go: a moment after a field was left, or the typing stopped. */
  function say(which, detail) {
    if (!status) return;
    const words = (status.dataset[which] || "").replace("{}", detail || "");
    if (status.textContent !== words) status.textContent = words;
    if (copy) copy.textContent = words;
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
      const answer = await fetch(form.action, {
        method: "POST", body: new URLSearchParams(data), headers: { Accept: "application/json" },
      });
      const told = await answer.json();
      if (answer.ok) saved(told, data);
      else { changed = true; refused(answer.status, told); }
    } catch (error) {
      changed = true;
      say("failed");
      soon(5000);
    }
    saving = false;
    if (again) { again = false; soon(300); }
  }

  function saved(told, data) {
    form.elements.revision.value = told.revision;
    for (const was of form.querySelectorAll("input[type=hidden][name$='-was']")) {
      const value = data.get(was.name.replace(/-was$/, "-value"));
      if (value !== null) was.value = value;
    }
    say("saved", told.saved);
  }

  function refused(code, told) {
    if (told.closed) say("closed");
    else if (told.clashes) say("clash");
    else if (told.errors) say("errors");
    else say("failed");
  }

  form.addEventListener("input", function () { changed = true; soon(1500); });
  form.addEventListener("change", function () { changed = true; soon(200); });
  window.addEventListener("beforeunload", function (event) {
    if (changed && !leaving) event.preventDefault();
  });

  /* A button keeps the focus through the page that it loads. */
  form.addEventListener("submit", function (event) {
    if (saving && !leaving) {
      event.preventDefault();
      const button = event.submitter;
      window.setTimeout(function () { form.requestSubmit(button); }, 100);
      return;
    }
    leaving = true;
    window.clearTimeout(timer);
    if (event.submitter) sessionStorage.setItem("edit-focus", event.submitter.value);
  });
  window.addEventListener("pageshow", function () { leaving = false; });

  const pressed = sessionStorage.getItem("edit-focus");
  sessionStorage.removeItem("edit-focus");
  function buttonFor(value) {
    return document.querySelector('button[value="' + CSS.escape(value) + '"]');
  }
  function focusAgain() {
    const other = pressed.startsWith("up:") ? pressed.replace("up:", "down:") : pressed.replace("down:", "up:");
    const button = buttonFor(pressed) || buttonFor(other);
    if (button) button.focus();
  }
  /* After the browser has gone to the place after '#', which takes the focus away. */
  if (pressed && /^(up|down|option-up):/.test(pressed)) {
    window.addEventListener("load", function () { window.setTimeout(focusAgain, 0); });
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
    const line = event.target.closest("li[data-key]");
    if (!line || !held || line === held || held.contains(line)) return null;
    if (kind(held) === "question" && kind(line) === "section") return { line: line, how: "into" };
    if (kind(held) !== kind(line) || held.parentElement !== line.parentElement) return null;
    const box = line.firstElementChild.getBoundingClientRect();
    return { line: line, how: event.clientY < box.top + box.height / 2 ? "before" : "after" };
  }

  outline.addEventListener("dragstart", function (event) {
    held = event.target.closest("li[data-key]");
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
