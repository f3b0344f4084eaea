// Photos are sent as they are chosen; then the draft names them.
import { showChosen } from "./pickers.js";

export function watchPhotos(form, { save, show, note }) {
  let said = ""; // what was refused last; a good upload takes it away
  form.addEventListener("change", async (event) => {
    const field = event.target;
    if (!field.dataset?.photos || !field.files.length) return;
    const files = [...field.files];
    const item = field.dataset.item;
    await save();
    show("uploading");
    const { photos, faults } = await upload(form, item, files).catch(() => ({ photos: [], faults: [] }));
    field.value = "";
    showChosen(form);
    const at = findItem(form, item);
    if (at && photos.length) await save(`add-photos:${at}:${photos.map(name).join(",")}`);
    else show("notuploaded");
    if (faults.length) note((said = faults.join(" ")));
    else if (photos.length && said && document.getElementById("notes").textContent.trim() === said) note("");
  });
}

/** What was kept of the files, and what was refused, in words. */
async function upload(form, item, files) {
  const body = new FormData();
  body.set("csrf_token", form.elements.csrf_token.value);
  body.set("item", item);
  body.set("revision", form.elements.revision.value);
  for (const file of files) body.append("files", file);
  const answer = await fetch(form.dataset.upload, { method: "POST", headers: { Accept: "application/json" }, body });
  const told = await answer.json();
  return Array.isArray(told) ? { photos: told, faults: [] } : told;
}

function name(photo) {
  return photo.taken_on ? `${photo.file}@${photo.taken_on}` : photo.file;
}

/** Where an item stands now: items.2. */
function findItem(form, id) {
  const card = [...form.querySelectorAll('[data-list="items"] > .card')].find((one) => one.dataset.id === id);
  return card ? card.id : "";
}
