// Cards: one open at a time in a list; moved by dragging their handle or by Alt and an arrow.
import { goTo, shapeDeadline } from "./draft-form.js";

export function watchMoves(form, save) {
  let dragged = null;

  form.addEventListener("toggle", (event) => {
    const card = event.target;
    if (!card.dataset.card || !card.open) return;
    for (const other of card.closest(".cards").querySelectorAll(":scope > .card > details[open]")) {
      if (other !== card) other.open = false;
    }
  }, true);

  form.addEventListener("change", (event) => {
    if (event.target.name?.endsWith(".deadline.kind")) shapeDeadline(event.target);
  });

  form.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    event.preventDefault();
    goTo(form, link.getAttribute("href").slice(1));
  });

  form.addEventListener("keydown", (event) => {
    const at = event.target.dataset.handle;
    if (!at || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    save(`${event.key === "ArrowUp" ? "up" : "down"}:${at}`);
  });

  form.addEventListener("dragstart", (event) => {
    if (!event.target.dataset?.handle) return;
    dragged = event.target.closest(".card");
    dragged.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", event.target.dataset.handle);
  });

  form.addEventListener("dragover", (event) => {
    const over = findOver(event.target);
    if (!over) return;
    event.preventDefault();
    mark(over, isBelow(event, over) ? "after" : "before");
  });

  form.addEventListener("drop", (event) => {
    const over = findOver(event.target);
    if (!over) return;
    event.preventDefault();
    const list = over.parentElement;
    const cards = [...list.children];
    const order = cards.map((_, index) => index).filter((index) => cards[index] !== dragged);
    const place = order.indexOf(cards.indexOf(over)) + (isBelow(event, over) ? 1 : 0);
    order.splice(over === dragged ? cards.indexOf(dragged) : place, 0, cards.indexOf(dragged));
    if (order.some((number, index) => number !== index)) save(`order:${list.dataset.list}:${order.join(",")}`);
  });

  form.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
    mark(null);
  });

  function findOver(target) {
    const over = target.closest?.(".card");
    return dragged && over && over.parentElement === dragged.parentElement ? over : null;
  }

  function mark(card, name = "") {
    for (const marked of form.querySelectorAll(".card.before, .card.after")) marked.classList.remove("before", "after");
    if (card) card.classList.add(name);
  }
}

function isBelow(event, card) {
  const box = card.getBoundingClientRect();
  return event.clientY > box.top + box.height / 2;
}
