// What the live page's other modules share: names, colours, the page's elements, what is shown.

export const EMOTIONS = ["anger", "contempt", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"];
export const COLOURS = {
  anger: "#d55e00", contempt: "#cc79a7", disgust: "#009e73", fear: "#0072b2",
  happiness: "#f0d93a", neutral: "#b4b8c0", sadness: "#56b4e9", surprise: "#e69f00",
};
export const TIMELINE_SECONDS = 60;

export const $ = (id) => document.getElementById(id);
export const percent = (p) => (p >= 0.995 && p < 1 ? ">99" : Math.round(100 * p)) + "\u00a0%";
export const signed = (x) => (x < 0 ? "−" : "+") + Math.abs(x).toFixed(2);
export const likeliest = (probabilities) => EMOTIONS.reduce((a, b) => (probabilities[a] >= probabilities[b] ? a : b));

export const state = {
  // The stream that is live or about to be, with its devices; null after Stop.
  run: null, stopped: Promise.resolve(), wristbandFile: null, replaying: null,
  sent: 0, answered: 0, unanswered: new Map(), notSent: 0, delays: [],
  estimates: [], body: [], faces: null, decision: null, dropped: 0, received: 0, nextSpoken: 0,
};
// For the program that tests the page.
window.emotion4j = state;
