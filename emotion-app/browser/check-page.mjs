// Opens the live page in headless Chromium with a camera and a microphone that play the bundled clip,
// checks what it shows, takes pictures of it at three widths and measures how long a camera's picture
// takes until its result is shown.
//
//   node check-page.mjs LINK [OUT] [--seconds N] [--flood]
//
// LINK is what `emotion4j serve` prints. --flood sends 60 pictures a second whatever comes back, so that
// the server has to drop some. Needs ffmpeg and chromium (CHROMIUM names another).
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";

const args = process.argv.slice(2);
const option = (name, otherwise) => (args.includes(name) ? args.splice(args.indexOf(name), 2)[1] : otherwise);
const seconds = Number(option("--seconds", "20"));
const flood = args.includes("--flood") && Boolean(args.splice(args.indexOf("--flood"), 1));
const [link, out = "page-check"] = args;
if (!link) {
  console.error("Usage: node check-page.mjs LINK [OUT] [--seconds N] [--flood]");
  process.exit(2);
}
mkdirSync(out, { recursive: true });
const work = mkdtempSync(join(tmpdir(), "emotion4j-page-"));
const here = dirname(fileURLToPath(import.meta.url));
const clip = join(here, "../src/main/resources/io/github/emotion4j/app/media/scene.mp4");
const ffmpeg = (...rest) => execFileSync("ffmpeg", ["-loglevel", "error", "-y", "-i", clip, ...rest]);
ffmpeg("-an", "-vf", "scale=640:480,fps=20", "-pix_fmt", "yuv420p", join(work, "camera.y4m"));
ffmpeg("-vn", "-ac", "1", "-ar", "48000", join(work, "microphone.wav"));

const failures = [];
const check = (holds, what) => {
  console.log((holds ? "ok    " : "FAILS ") + what);
  if (!holds) failures.push(what);
};

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-video-capture=${join(work, "camera.y4m")}`,
    `--use-file-for-fake-audio-capture=${join(work, "microphone.wav")}`,
    "--autoplay-policy=no-user-gesture-required",
  ],
});
try {
  const page = await browser.newPage();
  const strangers = [];
  const messages = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.hostname !== "127.0.0.1") strangers.push(request.url());
  });
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(String(error)));
  await page.setViewport({ width: 1600, height: 1100 });
  await page.goto(link);
  if (flood) await page.goto(new URL("/?fps=60&flood", link).href);
  check((await page.title()) === "Emotion4J, live", "the link leads to the page");

  await page.select("#wristband", "simulated");
  await page.click("#record");
  await page.click("#start");
  const told = (condition, milliseconds) =>
    page.waitForFunction(condition, { timeout: milliseconds }).then(() => true, () => false);
  check(await told("window.emotion4j.answered > 5", 20000), "pictures are answered");
  check(await told("window.emotion4j.estimates.some((e) => e.perceived)", 20000), "a class is named");
  check(await told("document.getElementById('heart').textContent.includes('/min')", 20000), "the heart rate is told");
  await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  const seen = await page.evaluate(() => {
    const s = window.emotion4j;
    return {
      faces: s.faces && s.faces.length, estimates: s.estimates.length, sent: s.sent, answered: s.answered,
      received: s.received, dropped: s.dropped, notSent: s.notSent, delays: s.delays,
      joined: s.estimates.filter((e) => Object.keys(e.contribution).length === 3).length,
      voice: s.estimates.some((e) => e.evidence.voice.status === "present"),
      status: document.getElementById("status").textContent,
      strategy: document.getElementById("strategy").textContent,
    };
  });
  const delays = seen.delays.sort((a, b) => a - b);
  const at = (share) => delays[Math.floor(share * (delays.length - 1))];
  console.log(`       sent ${seen.sent}, answered ${seen.answered}, dropped ${seen.dropped} of ${seen.received}, not sent ${seen.notSent}`);
  console.log(`       picture taken to result shown: median ${Math.round(at(0.5))} ms, 95 % ${Math.round(at(0.95))} ms, most ${Math.round(at(1))} ms of ${delays.length}`);
  console.log(`       ${seen.estimates} estimates, ${seen.joined} of face, voice and body together; policy: ${seen.strategy}; status: ${seen.status}`);
  check(seen.faces >= 1, "a face is shown");
  check(seen.voice, "the voice is heard");
  check(seen.joined > 0, "face, voice and body are joined");
  check(flood ? seen.dropped > 0 : at(0.95) < 400, flood ? "pictures are dropped and counted" : "95 % of results are shown within 400 ms");

  for (const scheme of ["light", "dark"]) {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    for (const [width, height] of [[1600, 1100], [900, 1200], [400, 900]]) {
      await page.setViewport({ width, height });
      await new Promise((resolve) => setTimeout(resolve, 1200));
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      const cards = await page.evaluate(() =>
        [...document.querySelectorAll(".card")].filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.textContent.trim().slice(0, 20)));
      check(overflow <= 0 && cards.length === 0, `nothing sticks out at ${width} px, ${scheme} ${cards}`);
      await page.screenshot({ path: join(out, `live-${width}-${scheme}.png`), fullPage: true });
    }
  }
  await page.setViewport({ width: 1600, height: 1100 });
  const unnamed = await page.evaluate(() =>
    [...document.querySelectorAll("button, input, select, canvas, video, a")].filter(
      (e) => !e.hidden && !(e.labels && e.labels.length) && !e.getAttribute("aria-label") && !e.textContent.trim()).map((e) => e.outerHTML));
  check(unnamed.length === 0, "everything to be operated has a name " + unnamed);
  await page.focus("#stop");
  await page.keyboard.press("Enter");
  check(await told("document.querySelector('#recordings a')", 15000), "stopped by keyboard; the recording can be saved");
  const rest = await page.evaluate(() => [window.emotion4j.faces, document.getElementById("level").getAttribute("aria-valuenow")]);
  check(rest[0] === null && rest[1] === "0", "neither a face nor a level stays after the end");
  const saved = await page.$eval("#recordings a", (a) => a.href);
  const recording = await page.evaluate(async (saved) => {
    const response = await fetch(saved);
    return { status: response.status, bytes: (await response.arrayBuffer()).byteLength };
  }, saved);
  check(recording.status === 200 && recording.bytes > 500, `the recording has ${recording.bytes} bytes`);
  await page.setRequestInterception(true);
  const refuse = (request) => (request.method() === "DELETE" ? request.respond({ status: 401, body: "{}" }) : request.continue());
  page.on("request", refuse);
  await page.click("#delete");
  check(await told("document.getElementById('status').textContent.startsWith('The server has not deleted')", 5000), "a refused deletion is told");
  check(await page.evaluate(() => window.emotion4j.estimates.length > 0 && document.querySelector("#recordings a") !== null), "and takes nothing from the page");
  page.off("request", refuse);
  await page.setRequestInterception(false);
  await page.click("#delete");
  check(await told("document.getElementById('status').textContent.startsWith('Everything is deleted')", 5000), "everything is deleted");
  const gone = await page.evaluate(async (saved) => {
    const response = await fetch(saved);
    return [response.status, window.emotion4j.estimates.length];
  }, saved);
  check(gone[0] === 404 && gone[1] === 0, "the recording and what was shown are gone");
  check(strangers.length === 0, "nothing was asked of another host " + strangers);
  const unexpected = messages.filter((m) => !m.includes("404") && !m.includes("401"));
  check(unexpected.length === 0, "the browser has nothing to complain about " + unexpected);
} finally {
  await browser.close();
  rmSync(work, { recursive: true });
}
if (!existsSync(join(out, "live-400-dark.png")) || statSync(join(out, "live-400-dark.png")).size < 1000) failures.push("pictures");
console.log(failures.length ? `${failures.length} checks fail` : "all checks hold");
process.exit(failures.length ? 1 : 0);
