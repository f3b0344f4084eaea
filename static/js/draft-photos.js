// Photos are sent as they are chosen; then the draft names them.
export function watchPhotos(form, { save, show, words }) {
  form.addEventListener("change", async (event) => {
    const field = event.target;
    if (!field.dataset?.photos || !field.files.length) return;
    const files = [...field.files];
    const item = field.dataset.item;
    await save();
    show("uploading");
    const stored = await upload(form, item, files).catch(() => null);
    field.value = "";
    if (!stored) return show("notuploaded");
    const at = findItem(form, item);
    if (at) await save(`add-photos:${at}:${stored.map(name).join(",")}`);
  });
}

async function upload(form, item, files) {
  const body = new FormData();
  body.set("csrf_token", form.elements.csrf_token.value);
  body.set("item", item);
  body.set("revision", form.elements.revision.value);
  for (const file of files) body.append("files", file);
  const answer = await fetch(form.dataset.upload, { method: "POST", headers: { Accept: "application/json" }, body });
  return answer.ok ? answer.json() : null;
}

function name(photo) {
  return photo.taken_on ? `${photo.file}@${photo.taken_on}` : photo.file;
}

/** Where an item stands now: items.2. */
function findItem(form, id) {
  const card = [...form.querySelectorAll('[data-list="items"] > .card')].find((one) => one.dataset.id === id);
  return card ? card.id : "";
}
