// What is typed stays on this phone for a day, so that a lost connection loses nothing.
const DAY = 24 * 3600 * 1000;
const LEFT_OUT = ["csrf_token", "proof", "digest", "lang"];

export class Draft {
  // Without a name (a helper's phone) nothing is kept.
  constructor(name) {
    this.name = name ? `lianming-sign-${name}` : "";
    this.memory = null;
  }

  read() {
    if (!this.name) return this.memory;
    try {
      const kept = JSON.parse(localStorage.getItem(this.name));
      if (kept && Date.now() - kept.at < DAY) return kept;
      localStorage.removeItem(this.name);
    } catch { /* a browser that keeps nothing */ }
    return null;
  }

  keep(form, isQueued) {
    const fields = [...new FormData(form)].filter(([name]) => !LEFT_OUT.includes(name));
    const kept = { at: Date.now(), digest: form.elements.digest.value, fields, isQueued };
    if (!this.name) { this.memory = isQueued ? kept : null; return; }
    try { localStorage.setItem(this.name, JSON.stringify(kept)); } catch { /* full or forbidden */ }
  }

  forget() {
    this.memory = null;
    if (!this.name) return;
    try { localStorage.removeItem(this.name); } catch { /* nothing was kept */ }
  }
}

// Fill a form with what was kept; consents only where their words are the same still.
export function restore(form, kept) {
  const values = new Map();
  for (const [name, value] of kept.fields) values.set(name, [...(values.get(name) || []), value]);
  if (kept.digest !== form.elements.digest.value) values.delete("consents");
  for (const field of form.elements) {
    if (!field.name || LEFT_OUT.includes(field.name)) continue;
    const given = values.get(field.name) || [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = given.includes(field.value);
    else if (given.length) field.value = given[0];
    if (field.value && field.closest("details") && field.type !== "checkbox") field.closest("details").open = true;
  }
}

// Whether anything was written that is worth keeping.
export function isWritten(form) {
  return ["name", "dwelling", "signed_by", "phone", "remark", "strokes"].some((name) => form.elements[name]?.value)
    || form.querySelector("input[type=checkbox]:checked") !== null;
}
