// What htmx leaves to the page: where the focus goes, menus that close, and telling lost answers.
"use strict";

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "messages") {
    const message = event.detail.target.firstElementChild;
    if (message) {
      message.focus({ preventScroll: true });
      message.scrollIntoView({ block: "nearest" });
    }
  }
});

// What somebody does takes away the message about what they did before; what a page asks for by
// itself (data-quiet, or reading) does not.
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  if (requestConfig.verb === "get" || elt.closest("[data-quiet]")) return;
  document.getElementById("messages").replaceChildren();
});

document.addEventListener("htmx:sendError", () => {
  const lost = document.getElementById("lost");
  document.getElementById("messages").replaceChildren(lost.content.cloneNode(true));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// A text that is shown once is chosen whole, ready to be copied.
document.addEventListener("focusin", (event) => {
  if (event.target.matches("input[data-select]")) event.target.select();
});

// Filters act at once; without scripts their button does it.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-at-once]");
  if (form) form.requestSubmit();
});
