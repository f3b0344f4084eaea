// One tap copies a field. Where a browser does not let a page copy, the text is selected instead.
const page = document.querySelector("[data-copied]");

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  let said = page.dataset.copied;
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.focus();
    field.select();
    if (!document.execCommand("copy")) said = page.dataset.select;
  }
  for (const other of document.querySelectorAll(".copied")) other.textContent = "";
  button.parentElement.querySelector(".copied").textContent = said;
}
