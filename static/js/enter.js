/* A private link carries its code after '#', which no server sees. Put it into the form for one press. */
"use strict";
(function () {
  const code = decodeURIComponent(window.location.hash.slice(1));
  const field = document.getElementById("id_code");
  if (!code || !field) return;
  field.value = code;
  history.replaceState(null, "", window.location.pathname);
})();
