// Enlarging the photo of a sheet: buttons, + and − on the photo. Without this it has its full width.
const LEAST = 1;
const MOST = 5;
const STEP = 1.35;
const frame = document.querySelector(".viewer .picture, .framed");
const inner = frame.firstElementChild; // the picture, or the stage with its boxes
let scale = LEAST;

function zoom(to) {
  const before = scale;
  scale = Math.min(Math.max(to, LEAST), MOST);
  const x = frame.scrollLeft + frame.clientWidth / 2;
  const y = frame.scrollTop + frame.clientHeight / 2;
  inner.style.width = `${scale * 100}%`;
  frame.scrollLeft = (x * scale) / before - frame.clientWidth / 2; // what was in the middle stays
  frame.scrollTop = (y * scale) / before - frame.clientHeight / 2;
}

const ways = { in: () => zoom(scale * STEP), out: () => zoom(scale / STEP), fit: () => zoom(LEAST) };
for (const button of document.querySelectorAll("[data-zoom]")) {
  button.addEventListener("click", ways[button.dataset.zoom]);
}
frame.addEventListener("keydown", (event) => {
  const way = { "+": "in", "=": "in", "-": "out", 0: "fit" }[event.key];
  if (!way || event.target !== frame || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  ways[way]();
});
for (const tools of document.querySelectorAll(".viewer .tools[hidden]")) tools.hidden = false;
