// The lock clock: warns two minutes before sealed parts lock, any key stays; F2 locks now. The server keeps its
// own clock and locks without this file.
(() => {
  "use strict";
  const lock = document.querySelector(".lock");
  if (!lock) return;
  const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
  const post = (address) => fetch(address, {
    method: "POST", credentials: "same-origin",
    headers: { "X-CSRFToken": token(), "HX-Request": "true" },
  });
  const lockNow = () => post(lock.dataset.lock).finally(() => {
    document.title = lock.dataset.locked;
    location.assign("/");
  });
  document.addEventListener("keydown", (event) => {
    if (event.code !== "F2") return;
    event.preventDefault();
    lockNow();
  });
  if (!lock.hasAttribute("data-open")) return;
  const limit = Number(lock.dataset.minutes) * 60000;
  const warning = document.querySelector(".lock-warning");
  let until = Date.now() + limit;
  let hasWarned = false;
  const stay = () => {
    if (hasWarned) fetch(location.pathname, { method: "HEAD", credentials: "same-origin" });
    until = Date.now() + limit;
    hasWarned = false;
    warning.textContent = "";
  };
  document.addEventListener("keydown", stay);
  document.addEventListener("pointerdown", stay);
  setInterval(() => {
    const left = until - Date.now();
    if (left <= 0) return lockNow();
    if (left < 120000 && !hasWarned) {
      hasWarned = true;
      warning.textContent = lock.dataset.warning;
    }
  }, 5000);
})();
