/* Typing in a paper form: after one key the cursor goes on, the arrow keys go up and down, and what a key
   says is read back beside it. What was typed is sent only when the site is there to take it, and is not left
   by mistake. Without this, Tab goes on and the page is checked when it is sent. */
"use strict";
(function () {
  const form = document.getElementById("sheet");
  if (!form) return;
  const fields = Array.from(form.querySelectorAll("[data-key]"));
  const save = form.querySelector("button[name=save]");
  const back = form.querySelector("[data-back]");          /* a page of ours, to see whether the site is there */
  const told = form.querySelector("[data-told]");
  let unsaved = "unsaved" in form.dataset, asked = false, leaving = false;

  /* What was typed, as its keys: with ten boxes at most, each character is one. */
  function pieces(field, says) {
    const typed = field.value.toLowerCase().trim();
    const single = Object.keys(says).every(function (key) { return key.length === 1; });
    return (single ? typed.replace(/[\s,]/g, "").split("") : typed.split(/[\s,]+/)).filter(Boolean);
  }

  /* Says what was typed in words, or marks what is no key. True where all of it is one. */
  function readBack(field) {
    const row = field.closest(".keyrow"), says = JSON.parse(field.dataset.says);
    const found = pieces(field, says);
    const known = found.every(function (key) { return key in says; });
    row.querySelector("[data-said]").textContent = known ? found.map(function (key) { return says[key]; }).join(", ") : "";
    row.querySelector("[data-allowed]").hidden = known && found.length > 0;
    field.classList.toggle("is-invalid", !known);
    return known && found.length > 0;
  }

  function go(from, step) {
    const next = fields[fields.indexOf(from) + step];
    if (next) { next.focus(); next.select(); }
    else if (step > 0) save.focus();
  }

  fields.forEach(function (field) {
    if (field.value) readBack(field);
    field.addEventListener("input", function () {
      const good = readBack(field);
      if (good && field.dataset.key === "one" && field.value.trim().length === 1) go(field, 1);
    });
    field.addEventListener("keydown", function (event) {
      const steps = { ArrowDown: 1, Enter: 1, ArrowUp: -1 };
      if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      go(field, steps[event.key]);
    });
  });

  form.addEventListener("input", function () { unsaved = true; });
  window.addEventListener("beforeunload", function (event) {
    if (unsaved && !leaving) event.preventDefault();
  });

  form.addEventListener("submit", function (event) {
    if (asked) { asked = false; leave(); return; }
    event.preventDefault();
    if (!leaving) goIfThere();
  });

  /* What is said where the form cannot be sent, else nothing. Somebody who signed in again in another tab has
     a new token: our page holds it. */
  async function trouble() {
    const stop = new AbortController(), late = window.setTimeout(function () { stop.abort(); }, 20000);
    let answer, page;
    try {
      answer = await fetch(back.href, { signal: stop.signal });
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch (error) {
      return told.dataset.away;
    } finally {
      window.clearTimeout(late);
    }
    if (answer.redirected) return told.dataset.signedOut;
    const token = page.querySelector("main input[name=csrfmiddlewaretoken]");
    if (!answer.ok || !token) return told.dataset.away;
    form.elements.csrfmiddlewaretoken.value = token.value;
    return "";
  }

  async function goIfThere() {
    leaving = save.disabled = true;
    told.textContent = "";
    const why = await trouble();
    leaving = save.disabled = false;
    told.textContent = why;
    if (why) { save.focus(); return; }
    asked = true;
    form.requestSubmit(save);
  }

  /* It is pressed once; and again where somebody stopped it, or came back. */
  function leave() {
    leaving = true;
    window.setTimeout(function () { save.disabled = leaving; }, 0);
    window.setTimeout(stay, 10000);
  }

  function stay() { leaving = save.disabled = false; }
  window.addEventListener("pageshow", stay);
})();
