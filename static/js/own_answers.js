/* Mark somebody's own answers beside the answers of each question, on this screen only. They are read from the page
   where that person can read them anyway, and kept nowhere. Without this there is no button. */
"use strict";
(function () {
  const asked = document.querySelector("[data-own-answers]");
  if (!asked) return;
  const button = asked.querySelector("button");
  const told = asked.querySelector("[role=status]");
  asked.hidden = false;

  function unmark() {
    for (const old of document.querySelectorAll(".own-answer")) old.remove();
  }

  function mark(page) {
    let marked = 0;
    for (const answer of page.querySelectorAll("[data-question][data-level]")) {
      const question = CSS.escape(answer.dataset.question);
      const rung = document.querySelector(
        `[data-question="${question}"] [data-level="${CSS.escape(answer.dataset.level)}"] .lw`
      );
      if (!rung) continue;
      const words = document.createElement("span");
      words.className = "own-answer";
      words.textContent = asked.dataset.words;
      rung.prepend(words);
      marked += 1;
    }
    return marked;
  }

  async function markOwn() {
    const answered = await fetch(asked.dataset.ownAnswers);
    if (!answered.ok) throw new Error(answered.statusText);
    const page = new DOMParser().parseFromString(await answered.text(), "text/html");
    told.textContent = mark(page) ? asked.dataset.marked : asked.dataset.none;
  }

  button.addEventListener("click", () => {
    const wanted = button.getAttribute("aria-pressed") !== "true";
    unmark();
    button.setAttribute("aria-pressed", String(wanted));
    told.textContent = "";
    if (wanted) markOwn().catch(() => {
      button.setAttribute("aria-pressed", "false");
      told.textContent = asked.dataset.failed;
    });
  });
})();
