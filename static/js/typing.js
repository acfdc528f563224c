/* Typing in a paper form: after one key the cursor goes on, the arrow keys go up and down, and what a key
   says is read back beside it. Without it, Tab goes on and the page is checked when it is sent. */
"use strict";
(function () {
  const form = document.getElementById("sheet");
  if (!form) return;
  const fields = Array.from(form.querySelectorAll("[data-key]"));
  const save = form.querySelector("button[name=save]");

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

  form.addEventListener("submit", function () { window.setTimeout(function () { save.disabled = true; }, 0); });
})();
