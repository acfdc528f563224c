/* Answering with JavaScript: each change is saved as it is made, and the line beside the buttons says truly
   whether it is. Without it, each button of the page saves. Nothing is kept in the browser: people share them. */
"use strict";
(function () {
  const form = document.getElementById("answers");
  if (!form) return;
  const status = form.querySelector(".saved[role=status]");
  const words = status.querySelector("[data-words]");
  const tick = status.querySelector("[data-tick]");
  const saving = form.querySelector("[data-saving]");
  const enter = form.querySelector("[data-enter]");
  const progress = document.querySelector("[data-progress]");
  const questions = Array.from(form.querySelectorAll("fieldset.question"));
  const TECHNICAL = /^(csrfmiddlewaretoken|visit|revision|group|.*-seen)$/;
  const LONGEST_WAIT = 30000, NO_ANSWER = 20000;
  const here = document.createElement("p");
  here.className = "not-saved";
  here.setAttribute("aria-hidden", "true");

  /* stored: what the site holds of this page, as far as we know. sent: what is on its way, or was and may have
     come: till we know, the same is sent again, and nothing newer. behind: questions that were not saved. */
  let stored = "unsaved" in form.dataset ? null : served();
  let sent = null, behind = [], busy = null, timer = 0, since = 0, tries = 0, last = null;
  let pressed = null, asked = false, asking = false, leaving = false;
  let over = false;              /* nothing of this page can be saved from here any more: we do not pretend to */
  const choosing = "choose" in form.dataset;

  function given() {
    const fields = Array.from(new FormData(form)).filter(function (field) { return !TECHNICAL.test(field[0]); });
    return new URLSearchParams(fields).toString();
  }

  /* The page as it came: on a slow phone somebody may have answered before this script was there. */
  function served() {
    const fields = new URLSearchParams();
    for (const field of form.elements) {
      if (!field.name || field.type === "submit" || TECHNICAL.test(field.name)) continue;
      if (field.type !== "radio" && field.type !== "checkbox") fields.append(field.name, field.defaultValue);
      else if (field.defaultChecked) fields.append(field.name, field.value);
    }
    return fields.toString();
  }

  function unsaved() { return sent !== null || behind.length > 0 || stored !== given(); }

  /* What is said. Trouble is also said below the question where somebody is typing, for the eyes: a screen
     reader is told by the line itself. */
  function settled() {
    saving.hidden = true;
    status.classList.remove("visually-hidden");
  }

  function say(text, isSaved) {
    settled();
    tick.classList.toggle("d-none", !isSaved);
    const first = document.createElement("strong");
    first.textContent = text.split(". ")[0] + (text.includes(". ") ? "." : "");
    if (words.textContent !== text) {
      words.textContent = "";
      words.append(first, text.slice(first.textContent.length));
    }
    here.textContent = text;
    here.remove();
    if (!isSaved && last) last.append(here);
  }

  function trouble(which) {
    enter.hidden = which !== "ended";
    say(status.dataset[which], false);
  }

  function underWay() {
    if (over || tries || !enter.hidden) return;      /* the trouble is still said, till it is past */
    saving.hidden = false;
    status.classList.add("visually-hidden");
  }

  function numbers(codes) {
    return codes.map(function (code) { return document.getElementById("q-" + code).dataset.number; }).join(", ");
  }

  function isAnswered(question) {
    if (behind.includes(question.dataset.code)) return false;
    if (question.querySelector("input:checked:not([name$='-sharing'])")) return true;
    const text = question.querySelector("textarea[name$='-text']");
    return Boolean(text && text.value.trim());
  }

  function count() {
    const answered = questions.filter(isAnswered).length;
    const all = answered + Number(progress.dataset.elsewhere);
    progress.querySelector("[data-progress-words]").textContent = progress.dataset.progress.replace("{}", all);
    return status.dataset.answered.replace("{}", answered);
  }

  /* Saving: one at a time, a moment after a choice, or after the typing stopped. */
  function soon(wait) {
    if (choosing || leaving || over) return;
    since = since || Date.now();
    window.clearTimeout(timer);
    timer = window.setTimeout(save, Math.max(0, Math.min(wait, since + 10000 - Date.now())));
  }

  function again(wait) {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, wait);
  }

  function save() {
    if (!busy) busy = saveOnce().finally(function () { busy = null; });
    return busy;
  }

  /* Returns whether the site itself answered, so that a button may lead on. */
  async function saveOnce() {
    window.clearTimeout(timer);
    since = 0;
    if (over) return true;
    if (sent === null && stored === given()) { settled(); return true; }
    if (sent === null) sent = given();
    underWay();
    let answer;
    try {
      answer = await send(sent);
    } catch (error) {
      return failed("offline");
    }
    if (answer.status >= 500 || answer.status === 429) return failed("down");
    const was = sent, isOurs = answer.told !== null;
    if (isOurs || answer.status >= 400) sent = null;     /* else somebody between us and the site answered */
    if (!isOurs && answer.status !== 403) return failed(answer.status === 404 ? "gone" : "down");
    if (isOurs && "revision" in answer.told) took(was, answer.told);
    else await refused(answer);
    return isOurs;
  }

  function failed(which) {
    trouble(which);
    tries += 1;
    again(Math.min(LONGEST_WAIT, 1000 * Math.pow(2, tries)));
    return false;
  }

  async function send(fields) {
    const body = new URLSearchParams(fields);
    for (const field of new FormData(form)) if (TECHNICAL.test(field[0])) body.append(field[0], field[1]);
    const came = await ask({ method: "POST", body: body, headers: { Accept: "application/json" } });
    const isOurs = (came.answer.headers.get("Content-Type") || "").startsWith("application/json");
    return { status: came.answer.status, told: isOurs ? JSON.parse(came.text) : null };
  }

  /* What came, whole. A request that hangs would hold up all that are to follow it. */
  async function ask(how) {
    const stop = new AbortController();
    const late = window.setTimeout(function () { stop.abort(); }, NO_ANSWER);
    try {
      const answer = await fetch(form.action, Object.assign({ signal: stop.signal }, how));
      return { answer: answer, text: await answer.text() };
    } finally {
      window.clearTimeout(late);
    }
  }

  /* The site has it. What it did not save stays at the revision that this page had seen of it. */
  function took(was, told) {
    const seen = form.elements.revision.value;
    form.elements.revision.value = told.revision;
    stored = was;
    tries = 0;
    behind = told.clashes.concat(Object.keys(told.errors));
    for (const question of questions) leaveBehind(question, behind.includes(question.dataset.code), seen);
    enter.hidden = true;
    if (stored !== given() && !behind.length) {          /* more was typed meanwhile: not all is saved yet */
      here.remove();
      underWay();
      soon(300);
      return;
    }
    const parts = told.clashes.length ? [status.dataset.clash.replace("{}", numbers(told.clashes))] : [];
    for (const code of Object.keys(told.errors)) {
      parts.push(status.dataset.error.replace("{}", numbers([code])), told.errors[code]);
    }
    if (!parts.length) parts.push(status.dataset.saved.replace("{}", told.saved));
    parts.push(count());
    if (told.to_choose.length) parts.push(status.dataset.choose.replace("{}", numbers(told.to_choose)));
    say(parts.join(" "), behind.length === 0);
    if (stored !== given()) soon(1500);
  }

  function leaveBehind(question, isBehind, seen) {
    const field = form.elements[question.dataset.code + "-seen"];
    if (field && !isBehind) field.remove();
    if (field || !isBehind) return;
    const made = document.createElement("input");
    made.type = "hidden";
    made.name = question.dataset.code + "-seen";
    made.value = seen;
    question.append(made);
  }

  async function refused(answer) {
    const told = answer.told || {};
    if (told.refused) say(told.refused, false);
    else if (told.ended || answer.status === 403) await ended();
    else finish(told.closed ? "closed" : told.other ? "other" : "gone");
  }

  /* All that was typed stays here, to be copied. A button still asks the site, which says more. */
  function finish(which) {
    over = true;
    trouble(which);
  }

  /* This page as the site has it now. */
  async function fetched() {
    return new DOMParser().parseFromString((await ask()).text, "text/html");
  }

  /* The visit has ended. When the code has been entered in another tab, this page saves by itself: it looks
     when somebody comes back to it, and now and then. The page's own token may be an old one by then. */
  async function ended() {
    trouble("ended");
    again(15000);
    try {
      const page = await fetched();
      const token = page.querySelector("input[name=csrfmiddlewaretoken]");
      if (token) form.elements.csrfmiddlewaretoken.value = token.value;
      if (!page.getElementById("answers")) return;
      tries += 1;                                          /* somebody is in again: now it may be saved */
      again(Math.min(LONGEST_WAIT, 250 * Math.pow(2, tries)));
    } catch (error) {
      return;
    }
  }

  function changed(event, wait) {
    last = event.target.closest("fieldset.question") || last;
    if (here.isConnected) last.append(here);
    if (choosing) return;
    underWay();
    soon(wait);
  }

  if (!choosing && stored !== null && unsaved()) soon(400);
  form.addEventListener("input", function (event) { changed(event, 1500); });
  form.addEventListener("change", function (event) { changed(event, 400); });
  function now() { if (!choosing && !leaving && unsaved()) save(); }
  window.addEventListener("online", now);
  window.addEventListener("focus", function () { if (!enter.hidden) now(); });
  document.addEventListener("visibilitychange", now);
  window.addEventListener("beforeunload", function (event) {
    if (unsaved() && !leaving) event.preventDefault();
  });
  /* The page comes from the browser's memory: it may be an older one, or of somebody who has left. */
  window.addEventListener("pageshow", function (event) { if (event.persisted) window.location.reload(); });

  /* A button saves first as well, so that no page is lost to a network that has gone. What the site has to say
     about it, the next page says. A button that is pressed twice is pressed once. */
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[type=submit]");
    if (button && button.form === form) pressed = button;
  }, true);
  form.addEventListener("submit", function (event) {
    if (asked) { asked = false; return; }
    const isSaved = busy === null && sent === null && stored === given();
    const bySite = choosing || over;                     /* the site itself has to answer what is sent now */
    if (!leaving && isSaved && !bySite) { leave(); return; }
    event.preventDefault();
    if (bySite && !leaving) goIfThere(event.submitter || pressed);
    else if (!leaving) goAfterSaving(event.submitter || pressed);
  });

  /* Nothing can be typed any more that would go with the page; till it is clear that somebody stopped it. */
  function leave() {
    leaving = true;
    window.clearTimeout(timer);
    window.setTimeout(function () { form.inert = leaving; }, 0);
    window.setTimeout(function () { leaving = form.inert = false; }, 10000);
  }

  /* What is on this page stands nowhere else: it goes only if the site is there to take it. */
  async function goIfThere(button) {
    if (asking) return;
    asking = true;
    const page = await fetched().catch(function () { return null; });
    asking = false;
    if (page && page.querySelector(".wordmark")) go(button);
    else stay("again");
  }

  function stay(which) {
    if (which) trouble(which);
    status.scrollIntoView({ block: "center" });
  }

  async function goAfterSaving(button) {
    if (busy) await busy;
    if (leaving) return;
    if (!(await save())) { stay(); return; }
    if (!leaving) go(button);
  }

  function go(button) {
    leave();
    asked = true;
    (button || form.querySelector("button[value=on]")).click();
  }
})();
