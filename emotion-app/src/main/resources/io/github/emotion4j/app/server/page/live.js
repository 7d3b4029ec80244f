// The live page. It speaks to the server it came from and to nothing else; what goes over the
// WebSocket is described in /v1/openapi.json.
import { drawAll, drawBody, drawOverlay, drawPlane, drawTimeline } from "./draw.js";
import { $, COLOURS, EMOTIONS, likeliest, percent, signed, state, TIMELINE_SECONDS } from "./page.js";

const HEAD_BYTES = 16;
const PICTURE = 1, SOUND = 2;
const PICTURE_WIDTH = 640;
// More pictures a second show nothing that is seen, and a server's processor is not only for one page.
const PICTURES_A_SECOND = Number(new URLSearchParams(location.search).get("fps")) || 15;
// Pictures without an answer beyond which none is sent: a second one would wait for the first, and be older when
// it is shown than one taken then. With ?flood the server has to drop them.
const MAX_UNANSWERED = new URLSearchParams(location.search).has("flood") ? Infinity : 1;
const MAX_BUFFERED_BYTES = 1 << 20;
// What the body showed before is not drawn, and not kept.
const BODY_MILLIS = 600_000;
// A screen reader needs this long for what it was given last.
const SPOKEN_APART_MILLIS = 4000;
// How long the last estimates of a stream that is not recorded are waited for.
const PATIENCE_MILLIS = 3000;
const UNREACHABLE = "The server cannot be reached; is it still running?";
const RESTARTED = "The server was started again, and this page belongs to the one before; open the link that it printed.";
// Texts that say what was perceived or counted, and go back to what they were at first.
const TOLD = [
  "sent", "answered", "dropped", "delay", "voice", "heart", "skin", "rmssd", "stress", "body-note",
  "verdict", "spoken", "reasons", "affect", "strategy", "why",
];

const atFirst = new Map(TOLD.map((id) => [id, $(id).textContent]));

function say(text, bad = false) {
  $("status").textContent = text;
  $("status").classList.toggle("bad", bad);
}

function buildBars() {
  $("bars").replaceChildren(...EMOTIONS.map((emotion) => bar(emotion, COLOURS[emotion])));
  $("legend").replaceChildren(
    ...[...EMOTIONS.map((e) => [e, COLOURS[e]]), ["unclear", ""]].map(([name, colour]) => {
      const item = document.createElement("li");
      const chip = document.createElement("span");
      chip.className = "chip";
      chip.style.background = colour;
      item.append(chip, name);
      return item;
    }));
}

function bar(name, colour) {
  const item = document.createElement("li");
  item.dataset.name = name;
  const label = document.createElement("span");
  label.textContent = name;
  const track = document.createElement("span");
  track.className = "track";
  const fill = document.createElement("span");
  fill.className = "fill";
  fill.style.background = colour;
  track.append(fill);
  const value = document.createElement("span");
  value.className = "value";
  item.append(label, track, value);
  return item;
}

// ---- starting and ending -------------------------------------------------------------------

async function start() {
  const run = (state.run = {
    media: null, socket: null, audio: null, wristband: "none", begin: 0, seeing: false, ready: false, recording: "", fault: "",
  });
  run.over = new Promise((resolve) => (run.end = resolve));
  $("start").disabled = true;
  $("stop").disabled = false;
  clear();
  try {
    await goLive(run);
    say("Live. The first estimate comes after half a second; a body is told after the first minute of its recording.");
  } catch (error) {
    // After Stop it no longer matters why it did not go live, and the page may show another run.
    if (state.run !== run) return closeTracks(run);
    await stop();
    say(await reason(error), true);
  }
}

async function goLive(run) {
  run.wristband = await chosenWristband();
  requireWanted(run);
  if ($("camera").checked || $("microphone").checked) {
    say("Asking for camera and microphone …");
    run.media = await openMedia();
    requireWanted(run);
    for (const track of run.media.getTracks()) track.onended = () => deviceEnded(run, track);
  } else if (run.wristband === "none") {
    throw new Error("Choose a camera, a microphone or a wristband.");
  }
  await connect(run, { type: "start", record: $("record").checked, wristband: run.wristband });
  requireWanted(run);
  run.begin = performance.now();
  if (run.wristband !== "none") $("body-note").textContent = "The body is told after the first minute of its recording.";
  if (tracks(run, "video").length) await showCamera(run);
  requireWanted(run);
  if (tracks(run, "audio").length) await hear(run);
  requireWanted(run);
}

/** Stop may have been clicked while something was waited for. */
function requireWanted(run) {
  if (state.run !== run) throw new Error("Stopped before it was live.");
}

function tracks(run, kind) {
  return run.media ? run.media.getTracks().filter((track) => track.kind === kind && track.readyState === "live") : [];
}

async function reason(error) {
  switch (error.name) {
    case "NotFoundError": return "This machine has no camera or microphone of the chosen kinds; untick what is missing.";
    case "NotReadableError": return "The camera or microphone cannot be opened; does another program use it?";
    case "NotAllowedError": {
      const refused = await refusedDevices();
      return `The browser may not use the ${refused.join(" and the ") || "camera or microphone"}; allow it beside the page's address, or untick it.`;
    }
    default: return error.message || String(error);
  }
}

/** Which of the chosen devices the browser refuses, where it says so. */
async function refusedDevices() {
  const refused = [];
  for (const name of ["camera", "microphone"]) {
    const permission = await navigator.permissions?.query({ name }).catch(() => null);
    if ($(name).checked && permission && permission.state === "denied") refused.push(name);
  }
  return refused;
}

async function openMedia() {
  const video = $("camera").checked ? { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } } : false;
  // What the browser would do to the sound changes what is heard in a voice.
  const audio = $("microphone").checked
    ? { echoCancellation: false, noiseSuppression: false, autoGainControl: false } : false;
  return navigator.mediaDevices.getUserMedia({ video, audio });
}

function connect(run, first) {
  return new Promise((resolve, reject) => {
    const socket = (run.socket = new WebSocket(`ws://${location.host}/v1/stream`));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => socket.send(JSON.stringify(first));
    socket.onclose = async (event) => {
      run.end();
      if (run.begin) endedByServer(run, event.reason);
      // The browser does not say why an upgrade failed.
      else reject(new Error(event.reason || await serverFault() || "The server closed the stream before it began; try again."));
    };
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if (message.type === "ready") {
        run.ready = true;
        run.recording = message.recording;
        resolve();
      }
      if (message.type === "error") {
        run.fault = message.message;
        if (!run.ready) reject(new Error(message.message));
      }
      if (message.type === "ended") {
        run.end();
        endedByServer(run, "");
      }
      receive(message);
    };
  });
}

/** Not by Stop: the server ends, closes this stream, or deletes everything for another window. */
async function endedByServer(run, why) {
  if (state.run !== run) return;
  await stop();
  // A server that ends tells its streams first.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  if (state.run) return;
  const fault = await serverFault();
  const rest = [fault || why, await fateOfRecordings()].filter(Boolean);
  say(["The server has ended the stream.", ...rest].join(" "), true);
}

/** A camera or microphone was unplugged, or taken from the page. */
async function deviceEnded(run, track) {
  if (state.run !== run) return;
  const name = track.kind === "video" ? "camera" : "microphone";
  if (track.kind === "video") endCamera(run);
  else endMicrophone(run);
  const goesOn = tracks(run, "video").length + tracks(run, "audio").length > 0 || run.wristband !== "none";
  if (!goesOn) await stop();
  say(`The ${name} has ended: it was unplugged, or the browser may no longer use it. `
    + (goesOn ? "The rest goes on." : "Nothing else is left, so the stream has ended, too."), true);
}

/** Done when the stream has come to its end, whoever ended it. */
function stop() {
  if (state.run) state.stopped = end(state.run);
  return state.stopped;
}

async function end(run) {
  state.run = null;
  $("stop").disabled = true;
  endDevices(run);
  if (run.recording) say("Stopped. The server completes the recording …");
  run.fault = "";
  await endStream(run);
  if (run.recording) offerRecording(run.recording);
  $("start").disabled = false;
  const rest = run.fault || (run.recording ? "The recording can be saved, replayed or deleted." : "");
  say(rest ? "Stopped. " + rest : "Stopped.", Boolean(run.fault));
}

function endDevices(run) {
  closeTracks(run);
  endCamera(run);
  endMicrophone(run);
}

function closeTracks(run) {
  if (run.media) run.media.getTracks().forEach((track) => track.stop());
}

function endCamera(run) {
  run.seeing = false;
  state.unanswered.clear();
  state.faces = null;
  $("video").srcObject = null;
  drawOverlay();
}

function endMicrophone(run) {
  if (run.audio && run.audio.state !== "closed") run.audio.close();
  showLevel(0);
}

/** Waits for the last estimates; without a limit where a recording would be lost otherwise. */
async function endStream(run) {
  const socket = run.socket;
  if (!socket) return;
  if (run.ready && socket.readyState === WebSocket.OPEN) {
    socket.send(JSON.stringify({ type: "stop" }));
    const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MILLIS));
    await (run.recording ? run.over : Promise.race([run.over, patience]));
  }
  socket.onmessage = socket.onclose = null;
  socket.close(1000);
}

/** The link stays until everything is deleted, whatever is started or replayed meanwhile. */
function offerRecording(id) {
  const link = document.createElement("a");
  link.href = "/v1/sessions/" + id;
  link.download = "session.jsonl.gz";
  link.textContent = `Save the recording that ended at ${new Date().toLocaleTimeString("en-GB")}`;
  const item = document.createElement("li");
  item.append(link);
  $("recordings").append(item);
}

/** What the page may say of this window's recordings after the server has ended the stream or deleted everything for another window. */
async function fateOfRecordings() {
  let deleted = false;
  let unknown = false;
  for (const item of [...$("recordings").children]) {
    const there = await fetch(item.firstChild.href).catch(() => null);
    there?.body?.cancel();
    if (there?.ok) continue;
    item.remove();
    if (there) deleted = true;
    else unknown = true;
  }
  if (unknown) return "Its recordings cannot be reached any more. A server that ends deletes them; one that was killed leaves them in the temporary folder.";
  return deleted ? "The recordings are deleted." : "";
}

function clear() {
  Object.assign(state, {
    sent: 0, answered: 0, notSent: 0, delays: [], estimates: [], body: [], faces: null, decision: null,
    dropped: 0, received: 0, nextSpoken: 0,
  });
  state.unanswered.clear();
  atFirst.forEach((text, id) => ($(id).textContent = text));
  $("helped").disabled = $("helped-not").disabled = true;
  showProbabilities(null);
  showContributions({});
  showLevel(0);
  $("chip").style.background = "";
  drawAll();
}

// ---- asking the server ---------------------------------------------------------------------

/** Asks for an answer in JSON; what is refused is an error with its reason. */
async function ask(method, path, body) {
  let response;
  try {
    response = await fetch(path, { method, body, headers: body ? { "Content-Type": "application/octet-stream" } : {} });
  } catch {
    throw new Error(await serverFault() || "It did not come through; was the file changed or moved since it was chosen?");
  }
  if (response.status === 401) throw new Error(RESTARTED);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ? answer.error.message : `The server refused it, with status ${response.status}.`);
  return answer;
}

/** Why the server does not answer this page; empty if it does. */
async function serverFault() {
  try {
    const response = await fetch("/metrics");
    if (response.status === 401) return RESTARTED;
    return response.ok ? "" : UNREACHABLE;
  } catch {
    return UNREACHABLE;
  }
}

// ---- pictures and sound --------------------------------------------------------------------

function send(run, kind, millis, content, rate = 0) {
  if (run.socket.readyState !== WebSocket.OPEN) return;
  const message = new Uint8Array(HEAD_BYTES + content.byteLength);
  const head = new DataView(message.buffer);
  head.setUint8(0, kind);
  head.setUint32(4, rate);
  head.setFloat64(8, millis);
  message.set(new Uint8Array(content), HEAD_BYTES);
  run.socket.send(message);
}

async function showCamera(run) {
  const video = $("video");
  video.srcObject = run.media;
  await video.play();
  run.seeing = state.run === run;
  const canvas = document.createElement("canvas");
  let encoding = false;
  let next = 0;
  // Whether a picture's time passed while the one before had no answer; it is then taken at the answer.
  let owed = false;
  const tick = async () => {
    if (!run.seeing) return;
    requestAnimationFrame(tick);
    const now = performance.now();
    const full = state.unanswered.size >= MAX_UNANSWERED || run.socket.bufferedAmount > MAX_BUFFERED_BYTES;
    if (encoding || !video.videoWidth || (now < next && (full || !owed))) return;
    const apart = 1000 / PICTURES_A_SECOND;
    next = owed ? now + apart : Math.max(next + apart, now - 50);
    owed = full;
    if (full) {
      state.notSent++;
      showCounts();
      return;
    }
    encoding = true;
    await sendPicture(run, video, canvas);
    encoding = false;
  };
  requestAnimationFrame(tick);
}

async function sendPicture(run, video, canvas) {
  const scale = Math.min(1, PICTURE_WIDTH / video.videoWidth);
  canvas.width = Math.round(scale * video.videoWidth);
  canvas.height = Math.round(scale * video.videoHeight);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  state.pictureSize = [canvas.width, canvas.height];
  const taken = performance.now();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
  const bytes = await blob.arrayBuffer();
  if (!run.seeing) return;
  const millis = Math.round((taken - run.begin) * 1000) / 1000;
  state.unanswered.set(millis, taken);
  state.sent++;
  send(run, PICTURE, millis, bytes);
  showCounts();
}

async function hear(run) {
  // At the rate of the device: not every browser converts it, and the server takes any.
  const audio = (run.audio = new AudioContext());
  await audio.audioWorklet.addModule("microphone.js");
  // It is closed already where Stop was clicked meanwhile.
  requireWanted(run);
  const node = new AudioWorkletNode(audio, "microphone", { numberOfOutputs: 0 });
  audio.createMediaStreamSource(new MediaStream(tracks(run, "audio"))).connect(node);
  // Times are counted in samples, so that blocks follow one another without a gap.
  let first = -1, samples = 0;
  const drift = sampleDrift();
  node.port.onmessage = ({ data }) => {
    if (audio.state === "closed") return;
    const now = performance.now() - run.begin;
    const length = 1000 * data.block.length / audio.sampleRate;
    if (first < 0) first = Math.max(0, now - length);
    const counted = first + 1000 * samples / audio.sampleRate;
    send(run, SOUND, counted + drift(now, counted + length), data.block.buffer, audio.sampleRate);
    samples += data.block.length;
    // From -60 dB to full scale.
    showLevel(Math.max(0, Math.min(100, 100 + (100 / 60) * 20 * Math.log10(data.level + 1e-9))));
  };
}

/**
 * How far the samples of a device have moved from the page's clock, in ms, as SampleDrift of emotion-audio computes it:
 * once a minute by the least late block, with half a block a minute back at most.
 */
function sampleDrift() {
  const MINUTE = 60_000, MOST_BACK = 50;
  let minuteEnd = MINUTE, least = Infinity, delay = null, drift = 0;
  return (now, counted) => {
    least = Math.min(least, now - counted);
    if (now >= minuteEnd) {
      delay ??= least;
      drift = Math.max(drift - MOST_BACK, least - delay);
      least = Infinity;
      minuteEnd = now + MINUTE;
    }
    return drift;
  };
}

function showLevel(level) {
  $("level").firstElementChild.style.width = level + "%";
  $("level").setAttribute("aria-valuenow", Math.round(level));
}

// ---- files ---------------------------------------------------------------------------------

async function chosenWristband() {
  const choice = $("wristband").value;
  if (choice !== "file") return choice;
  const file = state.wristbandFile;
  if (!file) throw new Error("Choose the wristband's file first.");
  return (await ask("POST", `/v1/wristbands?name=${encodeURIComponent(file.name)}`, file)).wristband;
}

/** The chosen file; the input is then ready to be given the same file again. */
function takeFile(input) {
  const file = input.files[0] || null;
  input.value = "";
  return file;
}

function showWristbandChoice() {
  const file = state.wristbandFile;
  $("wristband-of-file").textContent = file ? "file " + file.name : "from a file …";
  $("choose-wristband").hidden = $("wristband").value !== "file";
}

function wristbandChosen() {
  showWristbandChoice();
  if ($("wristband").value === "file" && !state.wristbandFile) $("wristband-file").click();
}

function wristbandFileChosen(event) {
  state.wristbandFile = takeFile(event.target) || state.wristbandFile;
  showWristbandChoice();
}

// ---- what comes back -----------------------------------------------------------------------

function receive(message) {
  switch (message.type) {
    case "faces": return receiveFaces(message);
    case "voice": return receiveVoice(message);
    case "body": return receiveBody(message);
    case "estimate": return receiveEstimate(message);
    case "counts":
    case "ended":
      state.received = message.pictures.received;
      state.dropped = message.pictures.dropped;
      return showCounts();
    case "error":
      // A picture that was refused gets no other answer.
      state.unanswered.clear();
      say(message.message, true);
  }
}

function receiveFaces(message) {
  state.answered++;
  const taken = state.unanswered.get(message.millis);
  // Those before it were dropped.
  for (const millis of [...state.unanswered.keys()]) if (millis <= message.millis) state.unanswered.delete(millis);
  // The last answer may come after the camera's end.
  if (!state.run || !state.run.seeing) return;
  state.faces = message.faces;
  drawOverlay();
  if (taken !== undefined) {
    // Shown is what the next frame of the screen shows.
    requestAnimationFrame(() => {
      state.delays.push(performance.now() - taken);
      showCounts();
    });
  }
}

function receiveVoice(message) {
  const missing = message.missing;
  const top = message.probabilities && likeliest(message.probabilities);
  $("voice").textContent = missing
    ? missing.message
    : (message.complete ? "spoke: " : "speaking: ") + top + " " + percent(message.probabilities[top])
      + (message.f0Hertz ? `, ${Math.round(message.f0Hertz)} Hz` : "");
}

function receiveBody(message) {
  state.body.push(message);
  state.body = state.body.filter((b) => b.toMillis > message.toMillis - BODY_MILLIS);
  const value = (x, digits, unit) => (x === null || x === undefined ? "–" : x.toFixed(digits) + " " + unit);
  $("heart").textContent = value(message.beatsPerMinute, 0, "/min");
  $("skin").textContent = value(message.sclMicrosiemens, 2, "µS");
  $("rmssd").textContent = value(message.rmssdMillis, 0, "ms");
  $("body-note").textContent = message.missing ? message.missing.message : bodyCaption();
  drawBody();
}

function bodyCaption() {
  const minutes = (state.body.at(-1).toMillis - state.body[0].toMillis) / 60_000;
  const over = minutes < 1 ? "less than a minute" : `the last ${Math.round(minutes) === 1 ? "minute" : Math.round(minutes) + " minutes"}`;
  return `Heart rate (line, its scale at the left) and skin conductance (dashed, its scale at the right) over ${over}.`;
}

function receiveEstimate(message) {
  const estimate = message.estimate;
  state.estimates.push({ ...estimate, from: message.fromMillis / 1000, to: message.toMillis / 1000, mood: message.mood });
  while (state.estimates.length > 2 && state.estimates[0].to < message.toMillis / 1000 - TIMELINE_SECONDS) state.estimates.shift();
  showEstimate(estimate, message.mood);
  if (message.response) showResponse(message.response);
}

function showEstimate(estimate, mood) {
  const said = estimate.perceived;
  $("verdict").textContent = said ? `${said} ${percent(estimate.probabilities[said])}` : "unclear";
  speak(said || "unclear");
  $("chip").style.background = said ? COLOURS[said] : "";
  $("reasons").textContent = said ? "" : estimate.abstentionReasons.map((r) => r.message).join("; ");
  showProbabilities(estimate.probabilities);
  showContributions(estimate.contribution);
  if (estimate.valence !== null) {
    $("affect").textContent = `Valence ${signed(estimate.valence)}, arousal ${signed(estimate.arousal)}`
      + (mood ? `; slow mood ${signed(mood.valence)}, ${signed(mood.arousal)}.` : ".");
  }
  $("stress").textContent = estimate.stress === null ? "–" : percent(estimate.stress);
  drawPlane();
  drawTimeline();
}

/** For screen readers: the class alone, and seldom enough that it is spoken to its end. */
function speak(word) {
  const now = performance.now();
  if (word === $("spoken").textContent || now < state.nextSpoken) return;
  $("spoken").textContent = word;
  state.nextSpoken = now + SPOKEN_APART_MILLIS;
}

function showProbabilities(probabilities) {
  const top = probabilities && Math.max(...EMOTIONS.map((e) => probabilities[e]));
  for (const item of $("bars").children) {
    const p = probabilities ? probabilities[item.dataset.name] : 0;
    item.querySelector(".fill").style.width = 100 * p + "%";
    item.querySelector(".value").textContent = probabilities ? percent(p) : "";
    item.classList.toggle("top", Boolean(probabilities) && p === top);
  }
}

function showContributions(contribution) {
  const names = Object.keys(contribution);
  if (!names.length) {
    const none = document.createElement("li");
    none.className = "none";
    none.textContent = "none yet";
    $("contributions").replaceChildren(none);
    return;
  }
  const list = names.map((name) => {
    const item = bar(name, contribution[name] < 0 ? "var(--danger)" : "var(--accent)");
    item.querySelector(".fill").style.width = Math.min(100, 100 * Math.abs(contribution[name])) + "%";
    item.querySelector(".value").textContent = signed(contribution[name]);
    return item;
  });
  $("contributions").replaceChildren(...list);
}

function showResponse(response) {
  // The first words are the time on the server's clock.
  $("why").textContent = response.explanation.replace(/^[\d.]+-[\d.]+ s /, "");
  if (state.decision && state.decision.decision === response.decision) return;
  state.decision = response;
  $("strategy").textContent = response.description || response.strategy;
  $("helped").disabled = $("helped-not").disabled = !response.rule;
}

function feedback(helped) {
  if (state.run && state.decision) {
    state.run.socket.send(JSON.stringify({ type: "feedback", decision: state.decision.decision, helped }));
    $("helped").disabled = $("helped-not").disabled = true;
  }
}

function showCounts() {
  $("sent").textContent = state.sent;
  $("answered").textContent = state.answered;
  $("dropped").textContent = state.dropped + (state.notSent ? ` and ${state.notSent} not sent` : "");
  const delays = state.delays.slice(-300).sort((a, b) => a - b);
  if (delays.length) {
    const at = (share) => Math.round(delays[Math.min(delays.length - 1, Math.floor(share * delays.length))]);
    $("delay").textContent = `${at(0.5)} and ${at(0.95)} ms`;
  }
}

// ---- replaying and deleting ----------------------------------------------------------------

async function replay(file) {
  try {
    await stop();
    clear();
    say("Replaying …");
    const token = (state.replaying = {});
    const timeline = await ask("POST", `/v1/replay?name=${encodeURIComponent(file.name)}`, file);
    const begin = timeline.estimates.length ? timeline.estimates[0].startNanos : 0;
    let i = 0;
    // Four times as fast as it was.
    const step = () => {
      if (state.replaying !== token || state.run) return;
      if (i >= timeline.estimates.length) {
        say(`Replayed ${timeline.estimates.length} moments; the recording holds no pixels and no sound.`);
        return;
      }
      const estimate = timeline.estimates[i++];
      receiveEstimate({
        estimate, fromMillis: (estimate.startNanos - begin) / 1e6, toMillis: (estimate.endNanos - begin) / 1e6,
      });
      setTimeout(step, (estimate.endNanos - estimate.startNanos) / 4e6);
    };
    step();
  } catch (error) {
    say(await reason(error), true);
  }
}

async function deleteAll() {
  state.replaying = null;
  await stop();
  try {
    const { deleted } = await ask("DELETE", "/v1/data");
    clear();
    forgetFiles();
    say(`Everything is deleted: ${deleted === 1 ? "one recording or wristband file" : deleted + " recordings and wristband files"}`
      + " on the server, and what this page showed.");
  } catch (error) {
    say("The server has not deleted everything. " + (await reason(error)), true);
  }
}

function forgetFiles() {
  state.wristbandFile = null;
  $("wristband").value = "none";
  $("recordings").replaceChildren();
  showWristbandChoice();
}

$("start").onclick = start;
$("stop").onclick = stop;
$("delete").onclick = deleteAll;
$("replay").onclick = () => $("replay-file").click();
$("replay-file").onchange = (event) => {
  const file = takeFile(event.target);
  if (file) replay(file);
};
$("wristband").onchange = wristbandChosen;
$("wristband-file").onchange = wristbandFileChosen;
$("choose-wristband").onclick = () => $("wristband-file").click();
$("helped").onclick = () => feedback(true);
$("helped-not").onclick = () => feedback(false);
window.addEventListener("resize", drawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
buildBars();
clear();
showWristbandChoice();
