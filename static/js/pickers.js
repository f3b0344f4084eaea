// A file field's own words come in the browser's language. This shows them in the page's;
// the field itself stays, invisible on top, so that mouse, keyboard and screen reader use it.

/** Dress the file fields below `place` that are not dressed yet. */
export function dress(place) {
  for (const picker of place.querySelectorAll(".picker:not(.dressed)")) dressOne(picker);
}

function dressOne(picker) {
  const field = picker.querySelector("input");
  const face = document.createElement("span");
  const button = document.createElement("span");
  const chosen = document.createElement("span");
  face.className = "face";
  face.setAttribute("aria-hidden", "true");
  button.className = "button";
  button.textContent = picker.dataset.choose;
  const show = () => {
    const names = [...field.files].map((file) => file.name);
    chosen.textContent = names.length ? names.join(picker.dataset.between) : picker.dataset.none;
  };
  face.append(button, chosen);
  picker.append(face);
  picker.classList.add("dressed");
  field.addEventListener("change", show);
  field.addEventListener("picker:show", show);
  show();
}

/** Show again what is chosen, where no person changed it. */
export function showChosen(place) {
  for (const field of place.querySelectorAll(".picker.dressed input")) field.dispatchEvent(new Event("picker:show"));
}

dress(document);
window.addEventListener("pageshow", () => showChosen(document)); // coming back, the browser may have kept the choice
