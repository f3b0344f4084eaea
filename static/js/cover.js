// Drawing boxes on a picture: over faces and number plates, or around the one thing to be cut out. The boxes are the form's number fields, drawn: what is
// sent is the same with and without this script. Sizes are in percent of the picture.
const form = document.querySelector("form.cover");
const stage = form.querySelector(".stage");
const list = form.querySelector(".areas");
const pattern = form.querySelector("template").content.querySelector(".area");
const SIDES = ["left", "top", "width", "height"];
const MOST = Number(form.dataset.most ?? Infinity); // boxes; a new one takes the oldest's place
const LEAST = MOST === 1 ? 0.5 : 1; // percent: what is smaller was a slip of the finger
const STEP = 1;
const areas = []; // each: left, top, width, height, box, row
const past = [];

const round = (value) => Math.round(value * 10) / 10;
const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const snapshot = () => areas.map((area) => SIDES.map((side) => area[side]));
const remember = () => { past.push(snapshot()); };
const tell = (text) => { document.getElementById("cover-said").textContent = text; };

function place(area, values) {
  area.width = round(clamp(values.width, LEAST, 100));
  area.height = round(clamp(values.height, LEAST, 100));
  area.left = round(clamp(values.left, 0, 100 - area.width));
  area.top = round(clamp(values.top, 0, 100 - area.height));
  for (const side of SIDES) {
    area.box.style[side] = `${area[side]}%`;
    const field = area.row.querySelector(`[name="${side}"]`);
    if (field !== document.activeElement) field.value = area[side];
  }
  name(area);
}

function name(area) {
  const number = areas.indexOf(area) + 1;
  area.row.querySelector(".number").textContent = number;
  area.box.querySelector("span").textContent = number;
  area.box.setAttribute("aria-label", fill(form.dataset.box, { number, ...area }));
}

function add(values, row = pattern.cloneNode(true)) {
  const box = document.createElement("button");
  box.type = "button";
  box.className = "box";
  box.append(document.createElement("span"), document.createElement("i"));
  const area = { box, row };
  while (areas.length >= MOST) drop(areas[0]);
  areas.push(area);
  stage.append(box);
  if (!row.parentNode) list.append(row);
  box.addEventListener("keydown", (event) => press(event, area));
  box.addEventListener("pointerdown", (event) => grasp(event, area));
  row.addEventListener("change", () => retype(area));
  row.querySelector(".remove").addEventListener("click", () => remove(area));
  place(area, values);
  return area;
}

function remove(area) {
  remember();
  const number = areas.indexOf(area) + 1;
  drop(area);
  areas.forEach(name);
  tell(fill(form.dataset.removed, { number }));
  (areas[Math.min(number, areas.length) - 1]?.box ?? form.querySelector(".add")).focus();
}

function drop(area) {
  areas.splice(areas.indexOf(area), 1);
  area.box.remove();
  area.row.remove();
}

function retype(area) {
  const typed = Object.fromEntries(
    SIDES.map((side) => [side, parseFloat(area.row.querySelector(`[name="${side}"]`).value)]),
  );
  if (Object.values(typed).some(Number.isNaN)) return; // the server says what is missing
  remember();
  place(area, typed);
}

function undo() {
  if (!past.length) { tell(form.dataset.nothing); return; }
  const before = past.pop();
  const focused = areas.findIndex((area) => area.box === document.activeElement);
  [...areas].forEach(drop);
  for (const [left, top, width, height] of before) add({ left, top, width, height });
  if (focused >= 0) (areas[focused]?.box ?? form.querySelector(".add")).focus();
  tell(form.dataset.undone);
}

function press(event, area) {
  const way = {
    ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP],
  }[event.key];
  if (way) {
    event.preventDefault();
    remember();
    const [across, down] = way;
    if (event.shiftKey) {
      const width = Math.min(area.width + across, 100 - area.left);
      place(area, { ...area, width, height: Math.min(area.height + down, 100 - area.top) });
    } else {
      place(area, { ...area, left: area.left + across, top: area.top + down });
    }
  } else if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    remove(area);
  }
}

// Where a pointer is, in percent of the picture.
function locate(event) {
  const frame = stage.getBoundingClientRect();
  return {
    x: clamp(((event.clientX - frame.left) / frame.width) * 100, 0, 100),
    y: clamp(((event.clientY - frame.top) / frame.height) * 100, 0, 100),
  };
}

function follow(target, event, moved, ended = () => {}) {
  const start = locate(event);
  target.setPointerCapture(event.pointerId);
  const move = (next) => moved(start, locate(next));
  const end = () => {
    target.removeEventListener("pointermove", move);
    target.removeEventListener("pointerup", end);
    target.removeEventListener("pointercancel", end);
    ended();
  };
  target.addEventListener("pointermove", move);
  target.addEventListener("pointerup", end);
  target.addEventListener("pointercancel", end);
}

function grasp(event, area) {
  if (event.button !== 0) return;
  event.stopPropagation();
  area.box.focus();
  remember();
  const before = { left: area.left, top: area.top, width: area.width, height: area.height };
  const resizes = event.target.tagName === "I";
  follow(area.box, event, (start, now) => {
    const [across, down] = [now.x - start.x, now.y - start.y];
    place(area, resizes
      ? {
          ...before,
          width: Math.min(before.width + across, 100 - before.left),
          height: Math.min(before.height + down, 100 - before.top),
        }
      : { ...before, left: before.left + across, top: before.top + down });
  }, () => {
    const last = past[past.length - 1];
    if (JSON.stringify(last) === JSON.stringify(snapshot())) past.pop(); // only touched
  });
}

stage.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  event.preventDefault();
  let drawn = null;
  follow(stage, event, (start, now) => {
    const values = {
      left: Math.min(start.x, now.x), top: Math.min(start.y, now.y),
      width: Math.abs(now.x - start.x), height: Math.abs(now.y - start.y),
    };
    if (drawn) place(drawn, values);
    else if (values.width >= LEAST && values.height >= LEAST) {
      remember();
      drawn = add(values);
    }
  }, () => {
    if (!drawn) return;
    drawn.box.focus();
    tell(fill(form.dataset.added, { number: areas.length }));
  });
});

form.querySelector(".add").addEventListener("click", () => {
  remember();
  const shift = (areas.length % 5) * 4; // a new box does not lie exactly on the last one
  add({ left: 40 + shift, top: 40 + shift, width: 20, height: 20 }).box.focus();
  tell(fill(form.dataset.added, { number: areas.length }));
});
form.querySelector(".undo").addEventListener("click", undo);
form.addEventListener("keydown", (event) => {
  if (event.target.tagName === "INPUT" || event.key.toLowerCase() !== "z") return;
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  undo();
});

// Rows that came filled in become boxes, empty ones go: drawing makes new ones.
for (const row of [...list.querySelectorAll(".area")]) {
  const values = Object.fromEntries(
    SIDES.map((side) => [side, parseFloat(row.querySelector(`[name="${side}"]`).value)]),
  );
  if (Object.values(values).some(Number.isNaN)) row.remove();
  else add(values, row);
}
form.classList.add("ready");
