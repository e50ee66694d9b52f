// Cover: Esc twice, or the link, and all content is gone at once. Enter brings it back within a minute;
// later the page is asked for again, and the server asks for the passphrase if the session has ended.
(() => {
  "use strict";
  const MINUTE = 60000;
  let lastEscape = 0, coveredAt = 0, title = "";
  const cover = () => {
    coveredAt = Date.now();
    title = document.title;
    document.title = "\u2014";
    document.body.setAttribute("data-covered", "");
  };
  const uncover = () => {
    if (Date.now() - coveredAt > MINUTE) return location.reload();
    document.title = title;
    document.body.removeAttribute("data-covered");
  };
  document.addEventListener("keydown", (event) => {
    if (document.body.hasAttribute("data-covered")) {
      event.preventDefault();
      if (event.code === "Enter") uncover();
    } else if (event.code === "Escape" && !event.isComposing) {
      if (event.timeStamp - lastEscape < 700) cover();
      lastEscape = event.timeStamp;
    }
  }, true);
  document.querySelector("[data-cover-link]")?.addEventListener("click", (event) => {
    event.preventDefault();
    cover();
  });
})();
