// Tells that a chosen file is on its way.
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-sends-file]")) {
    form.addEventListener("submit", () => {
      const line = form.querySelector("[data-sending]");
      if (line) line.hidden = false;
    });
  }
})();
