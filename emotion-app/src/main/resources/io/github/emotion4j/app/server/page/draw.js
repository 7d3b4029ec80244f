// Draws what the page's state holds: faces over the picture, valence and arousal, the last minute, the body.
import { $, COLOURS, likeliest, percent, state, TIMELINE_SECONDS } from "./page.js";

// Stacked so that colours that look alike are never neighbours; after Okabe and Ito.
const STACK = ["neutral", "happiness", "sadness", "anger", "fear", "contempt", "disgust", "surprise"];
const UNCLEAR = "#8b8f98";
const MODALITIES = ["face", "voice", "body"];
const TRAIL_SECONDS = 30;

function context(canvas) {
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth, height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const g = canvas.getContext("2d");
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, height);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue("--" + name).trim();
  g.font = "12px " + colour("sans");
  return { g, width, height, colour };
}

export function drawOverlay() {
  const canvas = $("overlay");
  const { g, width, height } = context(canvas);
  if (!state.faces || !state.pictureSize) {
    canvas.setAttribute("aria-label", "No face yet");
    return;
  }
  const [w, h] = state.pictureSize;
  const scale = Math.min(width / w, height / h);
  const left = (width - scale * w) / 2, top = (height - scale * h) / 2;
  const words = [];
  for (const face of state.faces) {
    const [x, y, boxWidth, boxHeight] = face.box;
    const p = face.probabilities;
    const best = p && likeliest(p);
    const colour = best ? COLOURS[best] : UNCLEAR;
    const bx = left + scale * x, by = top + scale * y;
    for (const [line, style] of [[face.subject ? 6 : 5, "rgba(0,0,0,.6)"], [face.subject ? 3 : 2, colour]]) {
      g.lineWidth = line;
      g.strokeStyle = style;
      g.beginPath();
      g.roundRect(bx, by, scale * boxWidth, scale * boxHeight, 8);
      g.stroke();
    }
    g.fillStyle = "#fff";
    for (const [px, py] of points(face)) {
      g.beginPath();
      g.arc(left + scale * px, top + scale * py, face.mesh ? 0.7 : 2.2, 0, 7);
      g.fill();
    }
    const text = `${face.person}  ${best ? best + " " + percent(p[best]) : face.missing.message}`;
    words.push(`person ${text}`);
    g.font = "600 14px sans-serif";
    const plate = g.measureText(text).width + 14;
    const py = by > 26 ? by - 26 : by + 4;
    const px = Math.max(0, Math.min(bx, width - plate));
    g.fillStyle = "rgba(16,18,22,.88)";
    g.beginPath();
    g.roundRect(px, py, plate, 22, 6);
    g.fill();
    g.fillStyle = "#fff";
    g.fillText(text, px + 7, py + 16);
    if (face.pose) drawPose(g, bx + scale * boxWidth / 2, by + scale * boxHeight / 2, scale * boxWidth / 2, face.pose);
  }
  canvas.setAttribute("aria-label", words.length ? words.join("; ") : "No face");
}

function points(face) {
  return face.mesh || Object.values(face.landmarks);
}

/** Where the face looks: degrees of yaw and pitch as an arrow from its middle. */
function drawPose(g, x, y, length, pose) {
  const dx = length * Math.sin(pose.yawDegrees * Math.PI / 180);
  const dy = length * Math.sin(pose.pitchDegrees * Math.PI / 180);
  g.strokeStyle = "#fff";
  g.lineWidth = 2;
  g.beginPath();
  g.moveTo(x, y);
  g.lineTo(x + dx, y - dy);
  g.stroke();
}

export function drawPlane() {
  const canvas = $("plane");
  const { g, width, height, colour } = context(canvas);
  const size = Math.min(width, height), middle = size / 2, radius = middle - 22;
  const x = (v) => middle + radius * v, y = (a) => middle - radius * a;
  g.strokeStyle = colour("line");
  g.beginPath();
  g.arc(middle, middle, radius, 0, 7);
  g.moveTo(x(-1), y(0));
  g.lineTo(x(1), y(0));
  g.moveTo(x(0), y(-1));
  g.lineTo(x(0), y(1));
  g.stroke();
  g.fillStyle = colour("soft");
  g.textAlign = "center";
  g.fillText("activated", middle, 14);
  g.fillText("calm", middle, size - 6);
  g.textAlign = "left";
  g.fillText("unpleasant", 2, middle - 6);
  g.textAlign = "right";
  g.fillText("pleasant", size - 2, middle - 6);
  g.textAlign = "left";
  const last = state.estimates.at(-1);
  canvas.setAttribute("aria-label", last && last.valence !== null ? $("affect").textContent : "No estimate yet");
  if (!last) return;
  const trail = state.estimates.filter((e) => e.valence !== null && e.to > last.to - TRAIL_SECONDS);
  trail.forEach((e, i) => {
    g.globalAlpha = 0.15 + 0.85 * (i + 1) / trail.length;
    g.fillStyle = colour("accent");
    g.strokeStyle = colour("accent");
    if (i) {
      g.beginPath();
      g.moveTo(x(trail[i - 1].valence), y(trail[i - 1].arousal));
      g.lineTo(x(e.valence), y(e.arousal));
      g.stroke();
    }
    g.beginPath();
    g.arc(x(e.valence), y(e.arousal), i === trail.length - 1 ? 6 : 2.5, 0, 7);
    g.fill();
  });
  g.globalAlpha = 1;
  if (last.mood) {
    g.strokeStyle = colour("ink");
    g.lineWidth = 2;
    g.beginPath();
    g.arc(x(last.mood.valence), y(last.mood.arousal), 9, 0, 7);
    g.stroke();
    g.lineWidth = 1;
  }
}

function hatch(g, colour) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 7;
  const t = tile.getContext("2d");
  t.strokeStyle = colour;
  t.lineWidth = 1.5;
  t.beginPath();
  t.moveTo(-1, 8);
  t.lineTo(8, -1);
  t.stroke();
  return g.createPattern(tile, "repeat");
}

export function drawTimeline() {
  const canvas = $("timeline");
  const { g, width, height, colour } = context(canvas);
  const left = 46, right = width - 6, areaTop = 6, band = 24, areaBottom = height - 3 * (band + 8) - 22;
  const missing = hatch(g, colour("hatch"));
  const last = state.estimates.at(-1);
  const end = Math.max(TIMELINE_SECONDS, last ? last.to : 0), begin = end - TIMELINE_SECONDS;
  const x = (t) => left + (right - left) * (t - begin) / TIMELINE_SECONDS;
  g.fillStyle = colour("soft");
  g.textAlign = "right";
  g.fillText("100 %", left - 6, areaTop + 10);
  g.fillText("0 %", left - 6, areaBottom);
  MODALITIES.forEach((name, m) => g.fillText(name, left - 6, areaBottom + 22 + m * (band + 8) + 16));
  g.textAlign = "center";
  for (let t = Math.ceil(begin / 10) * 10; t <= end; t += 10) {
    g.fillText(t + " s", Math.min(right - 14, Math.max(left + 10, x(t))), areaBottom + 15);
  }
  g.textAlign = "left";
  for (const e of state.estimates) {
    const x0 = x(e.from), w = x(e.to) - x0 + 0.6;
    if (x0 < left - 1) continue;
    if (e.probabilities) {
      let floor = areaBottom;
      for (const emotion of STACK) {
        const h = (areaBottom - areaTop) * e.probabilities[emotion];
        g.fillStyle = COLOURS[emotion];
        g.fillRect(x0, floor - h, w, h);
        floor -= h;
      }
    } else {
      g.fillStyle = missing;
      g.fillRect(x0, areaTop, w, areaBottom - areaTop);
    }
    MODALITIES.forEach((name, m) => {
      const top = areaBottom + 22 + m * (band + 8);
      const evidence = e.evidence[name];
      if (!evidence || evidence.status === "missing") {
        g.fillStyle = missing;
        g.fillRect(x0, top, w, band);
        return;
      }
      const p = evidence.probabilities;
      const best = p && likeliest(p);
      const h = Math.max(3, band * evidence.quality);
      g.fillStyle = best ? COLOURS[best] : colour("accent");
      g.fillRect(x0, top + band - h, w, h);
    });
  }
  g.strokeStyle = colour("soft");
  g.globalAlpha = 0.5;
  g.beginPath();
  g.moveTo(left, areaBottom + 0.5);
  g.lineTo(right, areaBottom + 0.5);
  MODALITIES.forEach((name, m) => {
    const y = areaBottom + 22 + m * (band + 8) + band + 0.5;
    g.moveTo(left, y);
    g.lineTo(right, y);
  });
  g.stroke();
  g.globalAlpha = 1;
  canvas.setAttribute("aria-label", last
    ? `The last ${Math.round(Math.min(TIMELINE_SECONDS, last.to))} seconds; now ${$("verdict").textContent}` : "No estimate yet");
}

export function drawBody() {
  const canvas = $("body");
  const place = context(canvas);
  // The ends of a scale are multiples of the grain, so that noise does not look like a change.
  drawCurve(place, { name: "beatsPerMinute", grain: 10, digits: 0, dash: [], ink: place.colour("accent"), align: "left" });
  drawCurve(place, { name: "sclMicrosiemens", grain: 0.5, digits: 1, dash: [5, 4], ink: place.colour("danger"), align: "right" });
  canvas.setAttribute("aria-label", state.body.length
    ? `Heart rate ${$("heart").textContent}, skin conductance ${$("skin").textContent}` : "No body signal yet");
}

function drawCurve({ g, width, height }, { name, grain, digits, dash, ink, align }) {
  const points = state.body.filter((b) => b[name] !== null && b[name] !== undefined);
  if (points.length < 2) return;
  const values = points.map((b) => b[name]);
  const low = Math.floor(Math.min(...values) / grain) * grain;
  const high = Math.max(low + grain, Math.ceil(Math.max(...values) / grain) * grain);
  const begin = state.body[0].toMillis, end = state.body.at(-1).toMillis;
  const left = 34, right = width - 34, top = 8, bottom = height - 8;
  const x = (b) => left + (right - left) * (b.toMillis - begin) / (end - begin);
  const y = (value) => bottom - (bottom - top) * (value - low) / (high - low);
  g.fillStyle = ink;
  g.textAlign = align;
  g.fillText(high.toFixed(digits), align === "left" ? 2 : width - 2, top + 6);
  g.fillText(low.toFixed(digits), align === "left" ? 2 : width - 2, bottom + 4);
  g.setLineDash(dash);
  g.strokeStyle = ink;
  g.lineWidth = 2;
  g.beginPath();
  points.forEach((b, i) => (i ? g.lineTo(x(b), y(b[name])) : g.moveTo(x(b), y(b[name]))));
  g.stroke();
  g.setLineDash([]);
}

export function drawAll() {
  drawOverlay();
  drawPlane();
  drawTimeline();
  drawBody();
}
