// Tick all signatures of the page, and say how many are ticked.
const bar = document.querySelector(".judging .all");
if (bar) {
  const boxes = [...document.querySelectorAll(".judging input[name=seen]:not(:disabled)")];
  const all = bar.querySelector("[data-all]");
  const told = bar.querySelector(".chosen");
  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes.length;
    told.textContent = ticked ? bar.dataset.chosen.replace("{count}", ticked) : "";
  };
  bar.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    count();
  });
  for (const box of boxes) box.addEventListener("change", count);
  count();
}
