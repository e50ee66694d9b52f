// Tells that a chosen file is on its way, and stops a second press of the button.
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-sends-file]")) {
    form.addEventListener("submit", () => {
      const button = form.querySelector("#main-button");
      const line = form.querySelector("[data-sending]");
      if (line) line.hidden = false;
      setTimeout(() => { button.disabled = true; }, 0);
    });
  }
})();
