/* A button beside each code and link that copies it. Without this, or where the browser lets no page copy, there is
   no button. */
function start(button) {
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.previousElementSibling.textContent.trim());
    button.textContent = button.dataset.copied;
    window.setTimeout(() => { button.textContent = words; }, 4000);
  });
}

if (navigator.clipboard) for (const button of document.querySelectorAll("[data-copy]")) start(button);
