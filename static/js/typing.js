/* Typing in a paper form: after one key the cursor goes on, the arrow keys go up and down, and what a key
   says is read back beside it. What was typed is sent only when the site is there to take it, and is not left
   by mistake. Without this, Tab goes on and the page is checked when it is sent. How nothing is lost: saving.js. */
import { guardLeaving, lookFirst, readTiming } from "./saving.js";

function start(form) {
  const fields = Array.from(form.querySelectorAll("[data-key]"));
  const save = form.querySelector("button[name=save]");
  const back = form.querySelector("[data-back]");          /* a page of ours, to see whether the site is there */
  const told = form.querySelector("[data-told]");
  const { patience } = readTiming(form);
  let isUnsaved = "unsaved" in form.dataset;

  /* What was typed, as its keys: with ten boxes at most, each character is one. */
  function pieces(field, says) {
    const typed = field.value.toLowerCase().trim();
    const single = Object.keys(says).every((key) => key.length === 1);
    return (single ? typed.replace(/[\s,]/g, "").split("") : typed.split(/[\s,]+/)).filter(Boolean);
  }

  /* Says what was typed in words, or marks what is no key. True where all of it is one. */
  function readBack(field) {
    const row = field.closest(".keyrow"), says = JSON.parse(field.dataset.says);
    const found = pieces(field, says);
    const known = found.every((key) => key in says);
    row.querySelector("[data-said]").textContent = known ? found.map((key) => says[key]).join(", ") : "";
    row.querySelector("[data-allowed]").hidden = known && found.length > 0;
    field.classList.toggle("is-invalid", !known);
    return known && found.length > 0;
  }

  function go(from, step) {
    const next = fields[fields.indexOf(from) + step];
    if (next) { next.focus(); next.select(); }
    else if (step > 0) save.focus();
  }

  for (const field of fields) {
    if (field.value) readBack(field);
    field.addEventListener("input", () => {
      const good = readBack(field);
      if (good && field.dataset.key === "one" && field.value.trim().length === 1) go(field, 1);
    });
    field.addEventListener("keydown", (event) => {
      const steps = { ArrowDown: 1, Enter: 1, ArrowUp: -1 };
      if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      go(field, steps[event.key]);
    });
  }

  form.addEventListener("input", () => { isUnsaved = true; });
  guardLeaving(form, {
    isAtRisk: () => isUnsaved,
    isReady: () => false,
    getReady: lookFirst(form, back.href, told, patience),
    stay: () => save.focus(),
    mainButton: save,
  });
}

const form = document.getElementById("sheet");
if (form) start(form);
