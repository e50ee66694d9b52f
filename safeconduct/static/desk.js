// The reading desk by keyboard, inside the panel of the claim alone: arrows go to the claim before and after; letters only
// after the operator switched them on. The place of a key counts, not its letter. Enter confirms nothing.
(() => {
  "use strict";
  const desk = document.querySelector("[data-desk]");
  if (!desk) return;
  const press = (key) => {
    const control = document.querySelector(`[data-key="${key}"]`);
    if (control) control.click();
    return Boolean(control);
  };
  desk.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.matches("input, textarea, select")) return;
    const arrow = { ArrowLeft: "KeyP", ArrowRight: "KeyN" }[event.code];
    const letter = document.body.hasAttribute("data-letters") ? event.code : "";
    if (event.repeat || !(press(arrow) || press(letter))) return;
    event.preventDefault();
  });
  // The text is long: what is shown beside it comes into sight.
  document.querySelector(".source-text .shown")?.scrollIntoView({ block: "nearest" });
})();
