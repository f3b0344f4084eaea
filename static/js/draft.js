// The drafting page: saves while one writes, does what buttons ask without leaving the page,
// and keeps the text here until the site has it.
import { changedSince, pairsOf, reapply, refresh, replaceForm, same } from "./draft-form.js";
import { watchMoves } from "./draft-moves.js";
import { watchPhotos } from "./draft-photos.js";
import { openStore } from "./draft-store.js";

const form = document.getElementById("draft");
const words = JSON.parse(form.dataset.words);
const store = openStore(form.dataset.key, form.dataset.person);
const PAUSE = 1000; // ms without typing before it is saved
const AGAIN = 5000; // ms before another attempt
const JSON_WANTED = { Accept: "application/json" };

let acknowledged = pairsOf(form);
let timer = 0;
let queue = Promise.resolve();
let stuck = false; // only a person can go on: others changed the same places, or the draft is closed
let restoring = false;

document.documentElement.classList.add("scripted");
refresh(form);
form.addEventListener("input", typed);
form.addEventListener("change", typed);
form.addEventListener("submit", submitted);
window.addEventListener("online", () => retry());
window.addEventListener("focus", () => retry());
window.addEventListener("pagehide", sendAtLast);
watchMoves(form, save);
watchPhotos(form, { save, show, note });
store.restore((kept) => restore(kept));

function typed(event) {
  if (!event.target.name || event.target.name.startsWith("new.")) return;
  keep();
  if (!stuck) {
    show("typing");
    schedule(PAUSE);
  }
  document.dispatchEvent(new CustomEvent("draft:typed", { detail: { form } }));
}

function submitted(event) {
  const button = event.submitter;
  if (!button || button.name !== "do" || button.hasAttribute("formaction")) return;
  event.preventDefault();
  save(button.value);
}

function schedule(pause) {
  clearTimeout(timer);
  timer = setTimeout(() => save(), pause);
}

function retry() {
  if (!stuck && !same(pairsOf(form), acknowledged)) schedule(0);
}

function keep() {
  store.keep({ revision: form.elements.revision.value, base: acknowledged, pairs: pairsOf(form) });
}

/** Save what stands in the form and do `act`; one after the other. Gives what the site said, or null. */
function save(act = "") {
  clearTimeout(timer);
  queue = queue.then(() => send(act)).catch(() => failed("refusedsave"));
  return queue;
}

async function send(act) {
  const sent = pairsOf(form);
  if (!act && same(sent, acknowledged)) return show("saved");
  if (!same(sent, acknowledged)) keep();
  show("saving");
  const added = form.elements["new.category"];
  const more = act ? [["do", act]] : [];
  if (added) more.push(["new.category", added.value]);
  const told = await post({ revision: form.elements.revision.value, base: acknowledged, pairs: sent }, more);
  stuck = stuck && !told;
  if (told) applyTold(told, sent);
  return told;
}

/** Post a text; where others saved in between, once more with the text that it was made from. */
async function post(text, more, second = {}) {
  const pairs = [...text.pairs, ...more, ["revision", text.revision], ["csrf_token", form.elements.csrf_token.value]];
  if (second.base) pairs.push(["base", JSON.stringify(text.base)]);
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", headers: JSON_WANTED, body: new URLSearchParams(pairs) });
  } catch {
    return failed("offline", AGAIN);
  }
  if (answer.ok && !answer.redirected) return answer.json();
  if (answer.status === 401) return failed("signin");
  if (answer.status === 400 && !second.token) {
    return (await renewToken()) ? post(text, more, { ...second, token: true }) : failed("signin");
  }
  if (answer.status !== 409) return failed("refusedsave", 3 * AGAIN);
  if (!(answer.headers.get("Content-Type") || "").includes("json")) {
    stuck = true;
    return failed("closed");
  }
  if (!second.base) return post(text, more, { ...second, base: true });
  stuck = true;
  return failed("clash", 0, () => compare({ ...text, pairs: restoring ? text.pairs : pairsOf(form) }));
}

function failed(state, again = 0, act = null) {
  show(state, act);
  if (again) schedule(again);
  return null;
}

/** A new sign-in has a new token: it is read from the page. */
async function renewToken() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector('#draft input[name="csrf_token"]');
  if (token) form.elements.csrf_token.value = token.value;
  return Boolean(token);
}

function applyTold(told, sent) {
  const later = changedSince(form, sent);
  if (told.form) replaceForm(form, told);
  else {
    form.elements.revision.value = told.revision;
    refresh(form, told);
  }
  acknowledged = told.form ? pairsOf(form) : sent;
  if (told.form) reapply(form, later);
  if (told.note) note(told.note);
  if (same(pairsOf(form), acknowledged)) {
    store.clear();
    show("saved");
  } else {
    keep();
    show("typing");
    schedule(PAUSE);
  }
  document.dispatchEvent(new CustomEvent("draft:saved", { detail: { form, told } }));
}

/** A text that was not saved before the page was left: send it from where it began. */
async function restore(kept) {
  if (same(kept.pairs, acknowledged)) return store.clear();
  queue = queue.then(async () => {
    const sent = pairsOf(form);
    show("saving");
    restoring = true;
    const told = await post(kept, [["do", "save"]]);
    if (!told) return;
    restoring = false;
    applyTold(told, sent);
    note(words.restored);
  });
  return queue;
}

/** Both texts side by side, on a page of their own. */
function compare(text) {
  const page = document.createElement("form");
  page.method = "post";
  page.action = form.action;
  page.hidden = true;
  const pairs = [...text.pairs, ["do", "save"], ["revision", text.revision], ["base", JSON.stringify(text.base)],
    ["csrf_token", form.elements.csrf_token.value]];
  for (const [name, value] of pairs) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    page.append(field);
  }
  document.body.append(page);
  page.submit();
}

/** Say something above the form; an empty text takes away what stands there. */
function note(text) {
  if (!text) return document.getElementById("notes").replaceChildren();
  const paragraph = document.createElement("p");
  paragraph.className = "note";
  paragraph.textContent = text;
  return document.getElementById("notes").replaceChildren(paragraph);
}

/** Say in words what is going on; `act` is what a button beside the words does. */
function show(state, act = null) {
  const place = document.getElementById("state");
  if (place.dataset.state === state && !act) return null;
  place.dataset.state = state;
  const said = place.querySelector(".words");
  said.replaceChildren(words[state]);
  for (const old of place.querySelectorAll("button, a")) old.remove();
  if (state === "signin" && form.dataset.signIn) {
    const link = document.createElement("a");
    link.href = form.dataset.signIn;
    link.target = "_blank";
    link.textContent = words.signinlink;
    place.append(link);
  }
  if (act) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.compare;
    button.addEventListener("click", act);
    place.append(button);
  }
  return null;
}

/** The page is being left: try once more, without waiting; the text stays kept here until it is known to be saved. */
function sendAtLast() {
  const pairs = pairsOf(form);
  if (same(pairs, acknowledged)) return;
  keep();
  const body = new URLSearchParams([...pairs, ["revision", form.elements.revision.value], ["csrf_token", form.elements.csrf_token.value]]);
  if (body.toString().length < 60000) fetch(form.action, { method: "POST", headers: JSON_WANTED, body, keepalive: true }).catch(() => null);
}
