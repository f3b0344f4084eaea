// The area to draw a signature in: finger, mouse or pen. The paper is 2000 × 1000 units on every
// screen; strokes are [x, y, x, y …] in whole units (app/signing/strokes_form.py reads them).
const WIDE = 2000, HIGH = 1000, PEN = 22, STEP = 5;

export class SignPad {
  constructor(box, changed) {
    this.box = box;
    this.canvas = box.querySelector("canvas");
    this.field = box.querySelector("input[name=strokes]");
    this.said = box.querySelector("[data-pad-said]");
    this.words = JSON.parse(this.field.dataset.words);
    this.changed = changed;
    this.strokes = [];
    this.current = null;
    box.hidden = false;
    box.querySelector("[data-undo]").addEventListener("click", () => { this.strokes.pop(); this.keep(); });
    box.querySelector("[data-clear]").addEventListener("click", () => { this.strokes = []; this.keep(); });
    this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
    this.canvas.addEventListener("pointermove", (event) => this.go(event));
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
      this.canvas.addEventListener(name, (event) => this.end(event));
    }
    for (const name of ["touchstart", "touchmove"]) { // where touch-action is not known
      this.canvas.addEventListener(name, (event) => event.preventDefault(), { passive: false });
    }
    new ResizeObserver(() => this.fit()).observe(this.canvas);
    this.read(this.field.value);
  }

  // Put in what a field or a draft held.
  read(text) {
    try {
      const read = JSON.parse(text || "[]");
      this.strokes = Array.isArray(read) ? read.filter((one) => Array.isArray(one) && one.length >= 2) : [];
    } catch { this.strokes = []; }
    this.keep(false);
  }

  begin(event) {
    if (this.current || (event.pointerType === "mouse" && event.button !== 0)) return;
    event.preventDefault();
    this.pointer = event.pointerId;
    try { this.canvas.setPointerCapture(event.pointerId); } catch { /* a pointer that is gone already */ }
    this.current = this.locate(event);
    this.draw();
  }

  go(event) {
    if (!this.current || event.pointerId !== this.pointer) return;
    event.preventDefault();
    const all = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    for (const one of all.length ? all : [event]) {
      const [x, y] = this.locate(one), [lastX, lastY] = this.current.slice(-2);
      if (Math.hypot(x - lastX, y - lastY) >= STEP) this.current.push(x, y);
    }
    this.draw();
  }

  end(event) {
    if (!this.current || event.pointerId !== this.pointer) return;
    this.strokes.push(this.current);
    this.current = null;
    this.keep();
  }

  locate(event) {
    const area = this.canvas.getBoundingClientRect();
    const fit = (value, most) => Math.max(0, Math.min(most, Math.round(value * most)));
    return [fit((event.clientX - area.left) / area.width, WIDE), fit((event.clientY - area.top) / area.height, HIGH)];
  }

  keep(tell = true) {
    this.field.value = this.strokes.length ? JSON.stringify(this.strokes) : "";
    this.said.textContent = this.strokes.length ? this.words.drawn.replace("{n}", this.strokes.length) : this.words.empty;
    this.draw();
    if (tell) this.changed();
  }

  // As many dots as the screen has, also after turning it or zooming.
  fit() {
    const area = this.canvas.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
    const wide = Math.round(area.width * ratio), high = Math.round(area.height * ratio);
    if (wide && (wide !== this.canvas.width || high !== this.canvas.height)) {
      this.canvas.width = wide;
      this.canvas.height = high;
      this.draw();
    }
  }

  draw() {
    const pen = this.canvas.getContext("2d"), scale = this.canvas.width / WIDE;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.strokeStyle = "#14213d";
    pen.lineWidth = PEN;
    pen.lineCap = pen.lineJoin = "round";
    for (const stroke of this.current ? [...this.strokes, this.current] : this.strokes) this.line(pen, stroke);
  }

  line(pen, points) {
    const last = points.length - 2;
    pen.beginPath();
    pen.moveTo(points[0], points[1]);
    for (let i = 2; i < last; i += 2) {
      pen.quadraticCurveTo(points[i], points[i + 1], (points[i] + points[i + 2]) / 2, (points[i + 1] + points[i + 3]) / 2);
    }
    pen.lineTo(points[last], points[last + 1]);
    pen.stroke();
  }
}
