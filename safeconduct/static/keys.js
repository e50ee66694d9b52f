// Keys that are always on: Ctrl+Enter presses the main button, arrows and Enter move inside a list. Letters only
// after the operator switched them on, and only inside a focused list. The place of a key counts, not its letter:
// on Hangul and Cyrillic layouts the letter differs. Nothing is done while a syllable is being put together.
(() => {
  "use strict";
  const isComposing = (event) => event.isComposing || event.keyCode === 229;
  const rowsOf = (list) => [...list.querySelectorAll("tbody tr, :scope > li")].filter((row) => row.querySelector("a[href]"));
  const move = (list, step) => {
    const rows = rowsOf(list);
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[Math.min(rows.length - 1, Math.max(0, here + step))];
    next?.querySelector("a[href]").focus();
  };
  const choose = (value) => {
    const choice = document.querySelector(`input[type=radio][value="${value}"]`);
    if (choice) { choice.checked = true; choice.focus(); }
  };
  const LETTERS = {
    KeyJ: (list) => move(list, 1),
    KeyK: (list) => move(list, -1),
    KeyO: () => document.activeElement.click(),
    KeyS: () => choose("same"),
    KeyD: () => choose("different"),
    KeyU: () => choose("unsure"),
  };
  // In a grid, Enter and the arrows lead to the same column of the next line; Enter must not send what is half filled in.
  const moveInGrid = (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1, Enter: 1, NumpadEnter: 1 }[event.code];
    if (!step) return;
    event.preventDefault();
    const cell = event.target.closest("td");
    const row = step > 0 ? cell.parentElement.nextElementSibling : cell.parentElement.previousElementSibling;
    row?.children[cell.cellIndex]?.querySelector("input")?.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    if (event.code === "Enter" && (event.ctrlKey || event.metaKey)) {
      const button = document.getElementById("main-button");
      if (button) { event.preventDefault(); button.click(); }
      return;
    }
    if (event.target.matches?.("[data-grid] input") && !event.altKey) { moveInGrid(event); return; }
    const list = event.target.closest?.("[data-list]");
    if (!list || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.code === "ArrowDown" || event.code === "ArrowUp") {
      event.preventDefault();
      move(list, event.code === "ArrowDown" ? 1 : -1);
    } else if (document.body.hasAttribute("data-letters") && LETTERS[event.code] && !event.target.matches("input:not([type=radio]), textarea")) {
      event.preventDefault();
      LETTERS[event.code](list);
    }
  });
  // A second press of a button sends nothing; the server would not write it twice either. A page that is come back
  // to, or that stayed because the way was stopped, can be sent again.
  const PATIENCE = 20000;
  const pressed = new Set();
  const release = () => { for (const button of pressed) button.disabled = false; pressed.clear(); };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    setTimeout(() => {
      if (event.defaultPrevented) return;
      for (const button of form.querySelectorAll("button:enabled")) { button.disabled = true; pressed.add(button); }
      setTimeout(release, PATIENCE);
    }, 0);
  });
  addEventListener("pageshow", release);
  for (const button of document.querySelectorAll("[data-prints]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  // The problem list of a form takes the focus, once, when the page comes back with one.
  document.getElementById("problem")?.focus();
  // htmx swaps tell their result in the one status line.
  document.body.addEventListener("htmx:afterSwap", (event) => {
    const said = event.detail.target.querySelector?.("[data-status]");
    if (said) document.getElementById("status").textContent = said.dataset.status;
  });
})();
