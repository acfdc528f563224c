/* Typing in a paper form: after one key the cursor goes on, the arrow keys go up and down, and what a key
   says is read back beside it. After each part the cursor stops at its box for comments: a question's number
   and Enter lead to where the comment is typed, Enter alone goes on. What was typed is sent only when the site is
   there to take it, and is not left by mistake. Without this, Tab goes on and the page is checked when it is sent.
   How nothing is lost: saving.js. */
import { guardLeaving, lookFirst, readTiming } from "./saving.js";

function start(form) {
  for (const box of form.querySelectorAll("[data-placing]")) box.hidden = false;
  const fields = Array.from(form.querySelectorAll("[data-key],[data-place]"));
  const group = form.querySelector("[name=perspective]");
  const consent = form.querySelector("[name=show_if_few]");   /* the last thing on the paper */
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
    else if (step > 0) consent.focus();
  }

  /* Where a comment on the question with this number is typed: in this part, or anywhere. */
  function placesOf(number, around) {
    const found = Array.from(around.querySelectorAll(".keyrow [name$='-number']"));
    return found.filter((one) => one.value === number).map((one) => one.closest(".keyrow"));
  }

  function openWords(row, from) {
    const fold = row.querySelector("details");
    fold.open = true;
    fold.querySelector("textarea").focus();
    fold.querySelector("select").onkeydown = (event) => {
      if (event.key !== "Enter" || event.ctrlKey) return;
      event.preventDefault();
      from.value = "";
      from.focus();
    };
  }

  function place(field) {
    const typed = field.value.trim().replace(",", ".");
    const says = field.closest("[data-placing]").querySelector("p");
    says.textContent = "";
    if (!typed) { go(field, 1); return; }
    const [number, part] = typed.split(/\s+/).reverse();   /* at the end the part may come first: '2 1.3' */
    const parts = Array.from(form.querySelectorAll("section"));
    const around = field.closest("section") || (part ? parts.find((one) => one.querySelector(`#part-${CSS.escape(part)}`)) : form);
    const rows = around ? placesOf(number, around) : [];
    if (rows.length === 1) openWords(rows[0], field);
    else says.textContent = rows.length ? says.dataset.many : says.dataset.none;
  }

  for (const field of form.querySelectorAll("[data-place]")) {
    field.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key !== "Enter" && event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      if (event.key === "Enter") place(field);
      else go(field, event.key === "ArrowDown" ? 1 : -1);
    });
  }

  /* The group: its figure, and the cursor goes on; Enter goes on too. */
  group.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const figure = Array.from(group.options).some((one) => one.value === event.key);
    const alone = group.options.length <= 11;
    if (event.key !== "Enter" && !(figure && alone)) return;
    event.preventDefault();
    if (figure) {
      group.value = event.key;
      group.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (group.value) { fields[0].focus(); fields[0].select(); }
  });
  if (!document.querySelector(".problems")) group.focus();

  consent.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    save.focus();
  });

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); save.click(); }
  });

  for (const field of fields.filter((one) => "key" in one.dataset)) {
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
