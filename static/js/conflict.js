// What was kept of the text in this browser stands on this page: once chosen it is not brought back again.
import { forget } from "./draft-store.js";

for (const form of document.querySelectorAll("form[data-key]")) {
  form.addEventListener("submit", () => forget(form.dataset.key));
}
