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

// A request that was answered well takes away the message about the one before.
document.addEventListener("htmx:beforeRequest", () => {
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

// Filters act at once; without scripts their button does it.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-at-once]");
  if (form) form.requestSubmit();
});
