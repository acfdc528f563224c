/* Answering with JavaScript: each change is saved as it is made, and the line beside the buttons says truly
   whether it is. Without it, each button of the page saves. How nothing is lost: saving.js. */
import {
  LOOK, OVER, bodyOf, createAutosave, fetchPage, guardLeaving, holdStill, readTiming, saveOnReturn, takeToken, wordsIn,
  wordsServed,
} from "./saving.js";

const TECHNICAL = /^(csrfmiddlewaretoken|visit|revision|group|.*-seen)$/;

function start(form) {
  const status = form.querySelector(".saved[role=status]");
  const words = status.querySelector("[data-words]");
  const tick = status.querySelector("[data-tick]");
  const saving = form.querySelector("[data-saving]");
  const enter = form.querySelector("[data-enter]");
  const sticky = document.querySelector("[data-progress]");
  const questions = Array.from(form.querySelectorAll("fieldset.question"));
  const timing = readTiming(form);
  const served = wordsServed(form, TECHNICAL);
  const whenStill = holdStill();
  const choosing = "choose" in form.dataset;      /* two texts, of which somebody has to choose one first */
  const here = document.createElement("p");
  here.className = "not-saved";
  here.setAttribute("aria-hidden", "true");
  let behind = [], last = null;                   /* behind: questions that were not saved */

  function held() { return wordsIn(form, TECHNICAL); }

  const autosave = createAutosave({
    timing,
    page: {
      address: form.action,
      stored: "unsaved" in form.dataset ? null : served,
      words: held,
      body: (given) => bodyOf(form, TECHNICAL, given),
      savedBy: "revision",
      refusedBy: ["refused", "ended", "closed", "other"],
      sending: underWay,
      saved: took,
      settled,
      refused,
      failed,
      look,
    },
  });

  function isAtRisk() { return autosave.isUnsaved() || behind.length > 0; }

  /* What is said. Trouble is also said below the question where somebody is typing, for the eyes: a screen
     reader is told by the line itself. */
  function settled() { whenStill(showStatus); }

  function showStatus() {
    saving.hidden = true;
    status.classList.remove("unseen");
  }

  function say(text, isSaved) { whenStill(() => write(text, isSaved)); }

  function write(text, isSaved) {
    showStatus();
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
    stick(isSaved);
  }

  /* The line that stays in sight says the same in a word or two, for the eyes alone. */
  function stick(isSaved) {
    sticky.querySelector("[data-tick]").classList.toggle("d-none", !isSaved);
    sticky.querySelector("[data-saved-words]").textContent = sticky.dataset[isSaved ? "saved" : "unsaved"];
  }

  function trouble(which) {
    whenStill(() => { enter.hidden = which !== "ended"; });
    say(status.dataset[which], false);
  }

  function underWay() {
    /* the trouble is still said, till it is past */
    if (autosave.isOver() || autosave.isFailing() || !enter.hidden) return;
    whenStill(() => {
      saving.hidden = false;
      status.classList.add("unseen");
    });
  }

  function numbers(codes) {
    return codes.map((code) => document.getElementById("q-" + code).dataset.number).join(", ");
  }

  function isAnswered(question) {
    if (behind.includes(question.dataset.code)) return false;
    if (question.querySelector("input:checked:not([name$='-sharing'])")) return true;
    const text = question.querySelector("textarea[name$='-text']");
    return Boolean(text && text.value.trim());
  }

  function count() {
    const answered = questions.filter(isAnswered).length;
    const all = answered + Number(sticky.dataset.elsewhere);
    sticky.querySelector("[data-progress-words]").textContent = sticky.dataset.progress.replace("{}", all);
    sticky.querySelector("[data-bar]").setAttribute("width", all);
    return status.dataset.answered.replace("{}", answered);
  }

  /* The site has it. What it did not save stays at the revision that this page had seen of it. */
  function took(told, was, more) {
    const seen = form.elements.revision.value;
    form.elements.revision.value = told.revision;
    behind = told.clashes.concat(Object.keys(told.errors));
    for (const question of questions) leaveBehind(question, behind.includes(question.dataset.code), seen);
    enter.hidden = true;
    if (more && !behind.length) {                        /* not all is saved yet */
      whenStill(() => here.remove());
      underWay();
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

  /* All that was typed stays here, to be copied. A button still asks the site, which says more. */
  function refused(told) {
    if (told.refused) { say(told.refused, false); return null; }
    trouble(told.ended ? "ended" : told.closed ? "closed" : "other");
    return told.ended ? LOOK : OVER;
  }

  function failed(why, answer) {
    const isForeign = why === "foreign";
    const isEnded = isForeign && answer.status === 403;
    trouble(isEnded ? "ended" : isForeign ? (answer.status === 404 ? "gone" : "down") : why);
    return isEnded ? LOOK : null;
  }

  /* The visit has ended. When the code has been entered in another tab, this page saves by itself: it looks
     when somebody comes back to it, and now and then. The page's own token may be an old one by then. */
  async function look() {
    const { page } = await fetchPage(form.action, timing.patience);
    takeToken(form, page);
    return page.getElementById("answers") !== null;
  }

  function changed(event, save) {
    last = event.target.closest("fieldset.question") || last;
    if (here.isConnected) { const below = last; whenStill(() => below.append(here)); }
    if (choosing) return;
    underWay();
    save();
  }

  /* An answer and 'Don't know' do not go together: what is picked lets go of the other. */
  form.addEventListener("input", (event) => {
    const picked = event.target;
    if (!picked.checked || !picked.closest(".rungs")) return;
    const question = picked.closest("fieldset.question");
    const others = picked.type === "checkbox" ? ".rungs-else input" : ".rungs-many input";
    if (picked.type === "checkbox" || picked.closest(".rungs-else")) letGo(question.querySelectorAll(others));
  });

  function letGo(inputs) { for (const one of inputs) one.checked = false; }

  /* Words of somebody's own are cleared by the site, which shows them once more. */
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-clear]");
    const question = button && button.closest("fieldset.question");
    if (!question || choosing || autosave.isOver() || question.querySelector("textarea[name$='-text']")) return;
    event.preventDefault();
    letGo(question.querySelectorAll(".rungs input"));
    question.querySelector(".rungs input").focus();
    changed({ target: button }, autosave.chose);
  });

  /* Enter on an answer that is only picked would send the whole part: a button does that. */
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && /^(radio|checkbox)$/.test(event.target.type)) event.preventDefault();
  });

  form.addEventListener("input", (event) => changed(event, autosave.typed));
  form.addEventListener("change", (event) => changed(event, autosave.chose));
  if (!choosing) {
    if (served !== held()) autosave.chose();
    saveOnReturn(autosave);
  }
  /* The page comes from the browser's memory: it may be an older one, or of somebody who has left. */
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });

  /* A button saves first as well, so that no page is lost to a network that has gone. What the site has to say
     about it, the next page says. */
  function isForSite() { return choosing || autosave.isOver(); }      /* it has to answer what is sent now */

  guardLeaving(form, {
    isAtRisk,
    isReady: () => !isForSite() && autosave.isIdle(),
    getReady: () => (isForSite() ? isThere() : autosave.saveAll()),
    stay: () => status.scrollIntoView({ block: "center" }),
    leaving: autosave.pause,
    stayed: () => { if (!choosing) autosave.resume(); },
    mainButton: form.querySelector("button[value=on]"),
  });

  /* What is on this page is nowhere else: it goes only if the site is there to take it. */
  async function isThere() {
    const found = await fetchPage(form.action, timing.patience).catch(() => null);
    const isOurs = found !== null && found.page.querySelector(".wordmark") !== null;
    if (!isOurs) trouble("again");
    return isOurs;
  }
}

const form = document.getElementById("answers");
if (form) start(form);
