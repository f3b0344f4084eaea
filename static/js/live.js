// The letter beside the form, as it will be: asked for while one writes, put in part by part.
// One request at a time; what is typed meanwhile is asked for when it has come back.
const place = document.querySelector("[data-preview]");
const form = document.getElementById("draft");
const parts = place.querySelector(".live-parts");
const state = place.querySelector(".live-state");
const words = JSON.parse(place.dataset.words);
const PAUSE = 60; // ms without typing before the letter is asked for
const LONGEST = 180; // ms that it waits at most while one goes on typing
const AGAIN = 4000; // ms before another attempt after the line was lost
const NOT_SHOWN = new Set(["csrf_token", "do", "revision"]);

let letter = "";
let shown = null; // what was asked for last, as it was sent
let timer = 0;
let since = 0; // when the first change came that is not asked for yet
let isAsking = false;
let isStale = false;

form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("compositionend", changed);
form.addEventListener("focusin", follow);
document.addEventListener("draft:saved", changed);
window.addEventListener("online", () => ask());
window.addEventListener("focus", () => state.hidden || ask());
parts.addEventListener("click", clicked);
ask();

function changed(event) {
  if (event.isComposing) return; // letters of a syllable that is not chosen yet
  const now = performance.now();
  since = since || now;
  clearTimeout(timer);
  timer = setTimeout(ask, Math.max(0, Math.min(PAUSE, since + LONGEST - now)));
}

async function ask() {
  clearTimeout(timer);
  if (isAsking) {
    isStale = true;
    return;
  }
  const body = readForm();
  since = 0;
  if (shown === `${letter}?${body}`) return;
  isAsking = true;
  isStale = false;
  try {
    await show(`${letter}?${body}`, body);
  } catch {
    say(words.lost);
    timer = setTimeout(ask, AGAIN);
  } finally {
    isAsking = false;
  }
  if (isStale) ask();
}

async function show(asked, body) {
  const address = new URL(place.dataset.preview, location.href);
  if (letter) address.searchParams.set("letter", letter);
  const headers = { "X-CSRFToken": form.elements.csrf_token.value, "Content-Type": "application/x-www-form-urlencoded" };
  const answer = await fetch(address, { method: "POST", headers, body });
  if (!answer.ok || answer.redirected) {
    say(answer.status === 401 || answer.status === 400 ? words.signin : words.failed);
    return;
  }
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  shown = asked;
  say("");
  keepPlace(() => put(made.content));
}

/** What stands in the form, but for files. */
function readForm() {
  const pairs = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_SHOWN.has(name));
  return new URLSearchParams(pairs).toString();
}

/** Put in every part that is not as it was; what changed in the letter is marked for a moment. */
function put(fragment) {
  const focused = parts.contains(document.activeElement) ? document.activeElement.dataset.letter : null;
  const open = parts.querySelector(".live-notes[open]") !== null;
  const known = new Map([...parts.children].map((one) => [one.dataset.part, one]));
  const fresh = [...fragment.querySelectorAll("[data-part]")];
  for (const part of fresh) {
    const old = known.get(part.dataset.part);
    if (part.dataset.part === "sheet" && old && old.dataset.number === part.dataset.number) mark(old, part);
    if (!old) parts.append(part);
    else if (old.innerHTML !== part.innerHTML) old.replaceWith(part);
    known.delete(part.dataset.part);
  }
  for (const gone of known.values()) gone.remove();
  const notes = parts.querySelector(".live-notes");
  if (notes) notes.open = open;
  if (focused) parts.querySelector(`[data-letter="${focused}"]`)?.focus({ preventScroll: true });
}

/** The paragraphs of the letter that were not there before. */
function mark(old, part) {
  const before = new Map();
  for (const block of blocksOf(old)) before.set(block.textContent, (before.get(block.textContent) || 0) + 1);
  for (const block of blocksOf(part)) {
    const left = before.get(block.textContent) || 0;
    if (left) before.set(block.textContent, left - 1);
    else block.classList.add("just-changed");
  }
}

function blocksOf(part) {
  return [...part.querySelectorAll("article > :not(ol, .margin, .annex), article > ol > li, .annex > *")];
}

/** Whoever reads the letter goes on at the same line: what stands at the top stays at the top. */
function keepPlace(change) {
  const scroller = findScroller();
  if (!scroller) return change();
  const edge = scroller.getBoundingClientRect().top;
  const blocks = blocksOf(parts);
  const index = blocks.findIndex((one) => one.getBoundingClientRect().bottom > edge);
  const text = index < 0 ? "" : blocks[index].textContent;
  const before = index < 0 ? 0 : blocks[index].getBoundingClientRect().top;
  const top = scroller.scrollTop;
  change();
  scroller.scrollTop = top;
  if (index < 0 || top === 0) return undefined;
  const now = blocksOf(parts);
  const same = now.map((one, at) => [one, Math.abs(at - index)]).filter(([one]) => one.textContent === text);
  same.sort((one, other) => one[1] - other[1]);
  const found = same.length ? same[0][0] : now[index];
  if (found) scroller.scrollTop += found.getBoundingClientRect().top - before;
  return undefined;
}

/** Going to another item in the form brings its place in the letter into sight. */
function follow(event) {
  const item = /^items\.(\d+)\./.exec(event.target.name || "");
  const scroller = findScroller();
  const heading = item && parts.querySelector(`#item-${Number(item[1]) + 1}`);
  if (!scroller || !heading || place.dataset.item === item[1]) return;
  place.dataset.item = item[1];
  const box = scroller.getBoundingClientRect();
  const at = heading.getBoundingClientRect();
  if (at.top < box.top || at.top > box.bottom - 120) scroller.scrollTop += at.top - box.top - 40;
}

/** The column of the letter, where it scrolls by itself. */
function findScroller() {
  for (let one = place; one && one !== document.body; one = one.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(one).overflowY) && one.scrollHeight > one.clientHeight) return one;
  }
  return null;
}

function clicked(event) {
  const tab = event.target.closest("[data-letter]");
  const link = event.target.closest('a[href^="#"]');
  if (tab && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
    event.preventDefault();
    letter = tab.dataset.letter;
    ask();
  } else if (link) {
    const field = document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    for (let around = field.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    field.focus();
    field.scrollIntoView({ block: "center" });
  }
}

function say(text) {
  if (state.textContent !== text) state.textContent = text;
  state.hidden = !text;
}
