// The form of a draft: its fields as pairs, its remarks, and how another state of it takes its place.
import { dress } from "./pickers.js";

const OURS = new Set(["csrf_token", "revision", "base", "do"]);

/** The fields of the draft as pairs of name and text. */
export function pairsOf(form) {
  return [...new FormData(form)].filter(([name]) => !OURS.has(name) && !name.startsWith("new."));
}

export function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The fields that are no more as they were in `pairs`, by names that survive a change of order. */
export function changedSince(form, pairs) {
  const before = group(pairs);
  const now = group(pairsOf(form));
  const changed = new Map();
  for (const [name, texts] of now) {
    if (!same(texts, before.get(name) || [])) changed.set(lasting(form, name), texts);
  }
  return changed;
}

/** Put texts that were typed meanwhile into the form as it is now. */
export function reapply(form, changed) {
  if (!changed.size) return;
  for (const field of form.elements) {
    const texts = field.name && changed.get(lasting(form, field.name));
    if (!texts || field.type === "hidden") continue;
    if (field.type === "checkbox") field.checked = texts.includes(field.value);
    else field.value = texts[texts.length - 1];
  }
}

/** Put the site's state of the form in the place of this one: what is open stays open, the focus stays. */
export function replaceForm(form, told) {
  const open = new Set([...form.querySelectorAll("details[open]")].map(keyOf));
  const active = form.contains(document.activeElement) ? document.activeElement : null;
  const name = active && active.name && active.name !== "do" ? lasting(form, active.name) : "";
  const selection = name && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  const atHandle = Boolean(active && active.dataset.handle);
  form.innerHTML = told.form;
  for (const details of form.querySelectorAll("details")) {
    if (open.has(keyOf(details))) details.open = true;
    else if (details.dataset.card) details.open = false;
  }
  refresh(form);
  if (told.focus) goTo(form, told.focus, atHandle);
  else if (name) {
    const field = [...form.elements].find((one) => one.name && lasting(form, one.name) === name);
    if (field) field.focus({ preventScroll: true });
    if (field && selection && selection[0] !== null && field.setSelectionRange) field.setSelectionRange(...selection);
  }
}

/** Show the remarks and sentences that the site sent, and make the form ready for scripts. */
export function refresh(form, told = null) {
  if (told) {
    for (const place of form.querySelectorAll("[data-said]")) say(place, told.said[place.dataset.said] || []);
    for (const card of told.cards) showCard(form, card);
    const summary = form.querySelector('[data-part="summary"]');
    const isOpen = summary.querySelector("details[open]") !== null;
    summary.innerHTML = told.summary;
    const list = summary.querySelector("details");
    if (list) list.open = list.open || isOpen;
  }
  dress(form);
  for (const handle of form.querySelectorAll(".handle")) handle.hidden = false;
  for (const field of form.querySelectorAll(".upload-photos")) field.hidden = false;
  for (const kind of form.querySelectorAll('select[name$=".deadline.kind"]')) shapeDeadline(kind);
}

/** Go to a field or a group, opening what is closed around it. */
export function goTo(form, id, atHandle = false) {
  let place = document.getElementById(id);
  if (!place) return;
  for (let around = place.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  const card = place.matches(".card") ? place : null;
  if (card) place = (atHandle && card.querySelector(".handle")) || card;
  if (id === "summary") {
    const list = place.querySelector("details");
    if (list) list.open = true;
  }
  place.focus();
  place.scrollIntoView({ block: "nearest" });
}

function group(pairs) {
  const found = new Map();
  for (const [name, text] of pairs) found.set(name, [...(found.get(name) || []), text]);
  return found;
}

/** A field's name with the ids of its item and demand in the place of their numbers. */
function lasting(form, name) {
  const item = /^items\.(\d+)/.exec(name);
  if (!item) return name;
  const demand = /^items\.\d+\.demands\.(\d+)/.exec(name);
  const idOf = (at) => form.elements[`${at}.id`]?.value || at;
  let told = name;
  if (demand) told = told.replace(/demands\.\d+/, `demands.@${idOf(demand[0])}`);
  return told.replace(/^items\.\d+/, `items.@${idOf(item[0])}`);
}

function keyOf(details) {
  const card = details.dataset.card && details.closest(".card");
  return card ? `card ${card.dataset.id || card.id}` : details.dataset.more || details.id;
}

function say(place, remarks) {
  const told = JSON.stringify(remarks);
  if (place.dataset.told === told) return;
  place.dataset.told = told;
  place.replaceChildren(...remarks.map((one) => {
    const paragraph = document.createElement("p");
    paragraph.className = `is-${one.weight}`;
    paragraph.append(part("level", one.level), ` ${one.text}`);
    if (one.fix) paragraph.append(part("fix", one.fix));
    return paragraph;
  }));
}

function part(name, text) {
  const span = document.createElement("span");
  span.className = name;
  span.textContent = text;
  return span;
}

function showCard(form, card) {
  const state = form.querySelector(`[data-state-of="${card.at}"]`);
  if (state) {
    state.textContent = card.state;
    state.className = `card-state is-${card.weight}`;
  }
  const told = form.querySelector(`[data-told="${card.at}"]`);
  if (told) {
    told.hidden = !card.said;
    told.querySelector(".told-text").textContent = card.said;
  }
}

/** The value of a deadline is a date, a number, some words, or nothing, as its kind says. */
export function shapeDeadline(kind) {
  const value = kind.form.elements[kind.name.replace(/kind$/, "value")];
  const isDay = kind.value === "date" && (!value.value || /^\d{4}-\d\d-\d\d$/.test(value.value));
  value.type = isDay ? "date" : "text";
  value.inputMode = ["days", "working_days", "months"].includes(kind.value) ? "numeric" : "text";
  value.hidden = kind.value === "immediate" || kind.value === "";
}
