/* A button beside each code, link and message that copies it. Without this, or where the browser lets no page copy,
   there is no button: what stands in a field is then selected by Tab or a press on it, as far as the browser does that. */
function start(button) {
  const words = button.textContent;
  const from = button.dataset.copy ? document.getElementById(button.dataset.copy) : button.previousElementSibling;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(("value" in from ? from.value : from.textContent).trim());
    button.textContent = button.dataset.copied;
    window.setTimeout(() => { button.textContent = words; }, 4000);
  });
  if (from.select) from.addEventListener("focus", () => from.select());
}

if (navigator.clipboard) for (const button of document.querySelectorAll("[data-copy]")) start(button);
