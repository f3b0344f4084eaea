// A file field's own words come in the browser's language. This shows them in the page's;
// the field itself stays, invisible on top, so that mouse, keyboard and screen reader use it.
for (const picker of document.querySelectorAll(".picker")) {
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
  window.addEventListener("pageshow", show); // coming back, the browser may have kept the choice
  show();
}
