/* Keys for a meeting. Each does what a link, a button or a choice of the page does, so that Tab and Enter do the same
   and a page without scripts loses nothing. data-keys: which keys, by their names in KeyboardEvent.key, in small
   letters. Letters, numbers and signs do nothing inside a field, and can be turned off in this browser (WCAG 2.1.4). */
"use strict";
(function () {
  const STORED = "meeting-letter-keys";

  function lettersAreOff() {
    try {
      return window.localStorage.getItem(STORED) === "off";
    } catch (error) {
      return false;
    }
  }

  function storeLetters(areOff) {
    try {
      if (areOff) window.localStorage.setItem(STORED, "off");
      else window.localStorage.removeItem(STORED);
    } catch (error) {
      /* where nothing can be stored, they stay on */
    }
  }

  function isField(element) {
    if (!element) return false;
    if (element.isContentEditable || element.tagName === "TEXTAREA" || element.tagName === "SELECT") return true;
    return element.tagName === "INPUT" && !["radio", "checkbox", "button", "submit"].includes(element.type);
  }

  function choose(input) {
    const outcome = input.dataset.with && document.getElementById(input.dataset.with);
    if (outcome) {
      const said = document.querySelector(`input[name="${outcome.name}"]:checked`);
      if (said && said !== outcome) return;
      outcome.checked = true;
    }
    input.checked = true;
    input.focus();
  }

  function act(element) {
    if (element.tagName === "INPUT") choose(element);
    else if (element.hasAttribute("data-only-focus")) element.focus();
    else element.click();
  }

  /* On a page longer than the screen, these keys move through it first, as everywhere. */
  function hasMore(key) {
    const root = document.documentElement;
    if (key === "PageUp") return window.scrollY > 1;
    return root.scrollHeight - root.clientHeight - window.scrollY > 1;
  }

  function withKey(key) {
    const wanted = key.length === 1 ? key.toLowerCase() : key;
    const found = document.querySelectorAll("[data-keys]");
    return Array.prototype.find.call(found, (one) => one.dataset.keys.split(" ").includes(wanted));
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.metaKey) return;
    if (event.ctrlKey) {
      const form = document.querySelector("form[data-save]");
      if (event.key === "Enter" && form) {
        event.preventDefault();
        form.querySelector("button[type=submit]").click();
      }
      return;
    }
    const isPage = event.key === "PageDown" || event.key === "PageUp";
    if (!isPage && (event.key.length !== 1 || isField(event.target) || lettersAreOff())) return;
    if (isPage && (isField(event.target) || hasMore(event.key))) return;
    const element = withKey(event.key);
    if (!element) return;
    event.preventDefault();
    act(element);
  });

  /* A level that is picked says that the group agrees, unless it has said something else. */
  document.addEventListener("change", (event) => {
    const outcome = event.target.dataset.with && document.getElementById(event.target.dataset.with);
    if (outcome && !document.querySelector(`input[name="${outcome.name}"]:checked`)) outcome.checked = true;
  });

  const button = document.querySelector("[data-letters]");
  if (!button) return;
  const told = document.querySelector("[data-letters-said]");

  function show(say) {
    const areOff = lettersAreOff();
    button.textContent = areOff ? button.dataset.on : button.dataset.off;
    if (say || areOff) told.textContent = areOff ? told.dataset.off : told.dataset.on;
  }

  button.hidden = false;
  show(false);
  button.addEventListener("click", () => {
    storeLetters(!lettersAreOff());
    show(true);
  });
})();
