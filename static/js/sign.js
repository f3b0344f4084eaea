// The sign page: drawing, draft, proof of work, and sending once, whatever the connection does.
import { SignPad } from "./sign-pad.js";
import { Draft, isWritten, restore } from "./sign-draft.js";

const AGAIN = 5000; // milliseconds until a queued form is tried again; doubled up to a minute
const GOOD_FOR = 25 * 60 * 1000; // of a proof

class Sending {
  constructor(form) {
    this.form = form;
    this.button = form.querySelector("#submit");
    this.said = form.querySelector("[data-said]");
    this.words = JSON.parse(this.button.dataset.words);
    this.draft = new Draft(form.dataset.draft);
    this.isHelper = !form.dataset.draft;
    this.isSending = this.isDone = false;
    this.wait = AGAIN;
    this.pad = new SignPad(form.querySelector("[data-pad]"), () => this.keepSoon());
    form.querySelector("[data-without-script]")?.remove();
    this.prove();
    this.restore();
    form.addEventListener("input", () => this.keepSoon());
    form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    form.querySelector("[data-forget]").addEventListener("click", () => { this.draft.forget(); location.reload(); });
    this.online = () => { if (this.isQueued) { this.wait = AGAIN; this.send(); } };
    window.addEventListener("online", this.online);
  }

  restore() {
    const kept = this.draft.read();
    if (!kept) return;
    if (this.form.dataset.asked === "yes") {
      restore(this.form, kept);
      this.pad.read(this.form.elements.strokes.value);
      this.form.querySelector("[data-restored]").hidden = false;
    }
    if (kept.isQueued && this.form.dataset.asked === "yes") this.send();
  }

  keepSoon() {
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keepNow(), 300);
  }

  keepNow() {
    if (this.isDone || this.isSending || this.isQueued || this.isHelper) return;
    if (isWritten(this.form)) this.draft.keep(this.form, false);
  }

  // The riddle is solved while the letter is read.
  prove() {
    if (!this.form.dataset.challenge) { this.proof = Promise.resolve(""); return; }
    this.provedAt = Date.now();
    this.proof = fetch(this.form.dataset.challenge, { cache: "no-store" })
      .then((answer) => { if (!answer.ok) throw new TypeError(`challenge: ${answer.status}`); return answer.json(); })
      .then((riddle) => new Promise((solved, failed) => {
        const worker = new Worker(this.form.dataset.worker);
        worker.onmessage = ({ data }) => { worker.terminate(); solved(data); };
        worker.onerror = () => { worker.terminate(); failed(new Error("worker")); };
        worker.postMessage(riddle);
      }));
    this.proof.catch(() => { this.provedAt = 0; });
  }

  async send() {
    if (this.isSending || this.isDone) return;
    clearTimeout(this.later);
    this.isSending = true;
    this.button.setAttribute("aria-disabled", "true");
    this.draft.keep(this.form, this.isQueued === true);
    try {
      await this.post();
    } catch (fault) {
      console.warn("not sent yet:", fault);
      this.queue(navigator.onLine === false ? "offline" : "busy");
    } finally {
      this.isSending = false;
      this.button.removeAttribute("aria-disabled");
    }
  }

  async post() {
    if (Date.now() - this.provedAt > GOOD_FOR) this.prove();
    this.say("proving");
    this.form.elements.proof.value = await this.proof;
    this.say("sending");
    let answer = await this.fetch();
    if (answer.status === 400 && (await this.renewToken())) answer = await this.fetch();
    if (answer.status === 429 || answer.status >= 500) throw new Error(String(answer.status));
    this.isQueued = false;
    if (answer.status === 201) { await this.finish(answer); return; }
    this.draft.keep(this.form, false);
    this.show(await answer.text());
  }

  fetch() {
    const body = new URLSearchParams(new FormData(this.form));
    return fetch(location.href, { method: "POST", body, headers: { "X-Sent-By-Script": "1" }, redirect: "error", cache: "no-store" });
  }

  // A page that lay open for long: its session has gone, the form has not.
  async renewToken() {
    const page = await (await fetch(location.href, { cache: "no-store" })).text();
    const token = new DOMParser().parseFromString(page, "text/html").querySelector("input[name=csrf_token]");
    if (!token) return false;
    this.form.elements.csrf_token.value = token.value;
    return true;
  }

  async finish(answer) {
    this.isDone = true;
    this.draft.forget();
    clearTimeout(this.keeping);
    const next = answer.headers.get("Location");
    if (next) location.replace(next);
    else this.show(await answer.text());
  }

  queue(why) {
    this.isQueued = true;
    this.draft.keep(this.form, true);
    this.say(this.isHelper ? "waiting" : why);
    this.later = setTimeout(() => this.send(), this.wait);
    this.wait = Math.min(2 * this.wait, 60000);
    if (!this.provedAt) this.provedAt = 1; // its riddle never came: fetched again with the next try
  }

  say(which) {
    this.said.hidden = false;
    this.said.textContent = this.words[which];
  }

  // The answer takes the place of this page; the address stays.
  show(html) {
    window.removeEventListener("online", this.online);
    clearTimeout(this.later);
    const page = new DOMParser().parseFromString(html, "text/html");
    document.title = page.title;
    const old = document.querySelector("main");
    old.replaceWith(document.adoptNode(page.querySelector("main")));
    window.scrollTo(0, 0);
    begin();
    document.querySelector("main .error, main h1")?.focus();
  }
}

function begin() {
  const form = document.querySelector("#sign-form");
  if (form) new Sending(form);
  const next = document.querySelector("[data-next]");
  if (next) {
    next.closest("form").addEventListener("submit", (event) => {
      event.preventDefault();
      document.querySelector("main").replaceChildren();
      location.replace(location.pathname + location.search); // without a #place it is asked for anew
    });
  }
  document.querySelector("main .error, [data-done] h1")?.setAttribute("tabindex", "-1");
}

// A page that comes back out of the browser's memory is asked for anew: its form was sent.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
begin();
