// Text that the site does not have yet, kept in this browser: each window its own, until it is saved.
const PREFIX = "lianming-draft";
const ORPHAN = 60000; // ms after which a text is taken for left behind, where windows cannot be told apart

export function openStore(petition, person) {
  const prefix = `${PREFIX} ${petition} ${person} `;
  let key = prefix + ownWindow();
  const held = holdLock(key).then(async (isOurs) => {
    if (isOurs) return;
    key = prefix + ownWindow(true); // a copy of a window begins with the other's name
    await holdLock(key);
  });

  return {
    keep(text) {
      attempt(() => localStorage.setItem(key, JSON.stringify({ ...text, at: Date.now() })));
    },
    clear() {
      attempt(() => localStorage.removeItem(key));
    },
    /** Give what was left behind here, or by a window that is no more, to `give`. */
    async restore(give) {
      await held;
      const left = await findLeft(prefix, key);
      if (!left) return;
      const [where, kept] = left;
      if (where !== key) {
        attempt(() => localStorage.setItem(key, JSON.stringify(kept)));
        attempt(() => localStorage.removeItem(where));
      }
      give(kept);
    },
  };
}

/** Forget what is kept of a petition: its text has been chosen on another page. */
export function forget(petition) {
  for (const key of listKeys(`${PREFIX} ${petition} `)) attempt(() => localStorage.removeItem(key));
}

async function findLeft(prefix, own) {
  const keys = listKeys(prefix);
  const every = [...keys.filter((key) => key === own), ...keys.filter((key) => key !== own)];
  for (const key of every) {
    const kept = attempt(() => JSON.parse(localStorage.getItem(key)));
    if (kept && Array.isArray(kept.pairs) && (key === own || (await isLeft(key, kept)))) return [key, kept];
  }
  return null;
}

async function isLeft(key, kept) {
  if (!navigator.locks) return Date.now() - kept.at > ORPHAN;
  return navigator.locks.request(key, { ifAvailable: true }, (lock) => lock !== null);
}

/** As long as this window lives it holds a lock of its key's name. */
function holdLock(key) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((ready) => {
    navigator.locks.request(key, { ifAvailable: true }, (lock) => {
      ready(lock !== null);
      return lock ? new Promise(() => {}) : null;
    });
  });
}

function ownWindow(isCopy = false) {
  const known = isCopy ? null : attempt(() => sessionStorage.getItem(PREFIX));
  const fresh = known || Math.random().toString(36).slice(2);
  attempt(() => sessionStorage.setItem(PREFIX, fresh));
  return fresh;
}

function listKeys(prefix) {
  return attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(prefix))) || [];
}

function attempt(act) {
  try {
    return act();
  } catch {
    return null; // no room, or not allowed: the page works without it
  }
}
