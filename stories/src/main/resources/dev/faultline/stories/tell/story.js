"use strict";
const story = JSON.parse(document.getElementById("story").textContent);
const $ = id => document.getElementById(id);
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const digit = new Map([...BASE64].map((letter, i) => [letter, i]));
const across = story.across, up = story.up;
const columns = across.values.length, rows = up.values.length, points = story.whole + story.fine, kinds = story.series.length;
const state = { column: story.start[0], row: story.start[1], guard: story.cure, time: 0, zoomed: true, bet: -1, timer: 0 };

const cell = guard => story.cells[(guard * rows + state.row) * columns + state.column];
const withUnit = (value, unit) => (Math.round(value * 1000) / 1000).toLocaleString("en") + unit;

/** A series in the chosen field, as pairs of time and value: fine where it is interesting, coarse around that. */
function curve(guard, series) {
  const first = (((guard * rows + state.row) * columns + state.column) * kinds + series) * points;
  const value = i => {
    const at = 2 * (first + i);
    return (digit.get(story.curves[at]) * 64 + digit.get(story.curves[at + 1])) / 4095 * story.series[series].most;
  };
  const { from, to } = cell(guard), pairs = [];
  const coarse = (least, most) => {
    for (let i = 0; i < story.whole; i++) {
      const t = (i + .5) * story.seconds / story.whole;
      if (t > least && t < most) pairs.push([t, value(i)]);
    }
  };
  coarse(-1, from);
  for (let i = 0; i < story.fine; i++) pairs.push([from + (i + .5) * (to - from) / story.fine, value(story.whole + i)]);
  coarse(to, story.seconds + 1);
  return pairs;
}

/** The value of the point next to a time. */
const nearest = (pairs, t) => pairs.reduce((best, pair) => Math.abs(pair[0] - t) < Math.abs(best[0] - t) ? pair : best)[1];

/** The part of a series between two times, up to both of them. */
function within(pairs, from, to) {
  const part = [];
  const at = (one, two, t) => [t, one[1] + (two[1] - one[1]) * (t - one[0]) / (two[0] - one[0])];
  pairs.forEach((pair, i) => {
    const before = pairs[i - 1];
    if (before && before[0] < from && pair[0] > from) part.push(at(before, pair, from));
    if (pair[0] >= from && pair[0] <= to) part.push(pair);
    if (before && before[0] < to && pair[0] > to) part.push(at(before, pair, to));
  });
  return part;
}

/** As many digits as a reader wants. */
const short = value => value >= 10 ? Math.round(value) : Number(value.toPrecision(2));

function element(parent, name, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

/** From which to which second is drawn: both panels have the same. */
function span() {
  if (!state.zoomed) return [0, story.seconds];
  const from = Math.min(cell(0).from, cell(state.guard).from);
  const to = Math.max(cell(0).to, cell(state.guard).to);
  return [from, Math.max(to, from + 1)];
}

/** Round times, no more of them than have room for their text. */
function ticks(from, to, most) {
  const power = 10 ** Math.floor(Math.log10((to - from) / most));
  const step = [1, 2, 5, 10].map(round => round * power).find(round => (to - from) / round <= most);
  const found = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) found.push(Math.round(at * 1e6) / 1e6);
  return found;
}

/** Series of one unit share a scale, in both panels, so that before and after compare. */
function scale(unit) {
  let most = 0;
  const [from, to] = span();
  for (const guard of [0, state.guard]) {
    story.series.forEach((series, i) => {
      if (series.unit !== unit) return;
      for (const [t, value] of curve(guard, i)) if (t >= from && t <= to) most = Math.max(most, value);
    });
  }
  return most || 1;
}

const LEFT = 4, RIGHT = 190, TOP = 18, BOTTOM = 22;

function panel(svg, guard, height) {
  svg.textContent = "";
  const width = svg.clientWidth || 900;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.style.height = height + "px";
  const [from, to] = span();
  const x = t => LEFT + (t - from) / (to - from) * (width - LEFT - RIGHT);
  const bottom = height - BOTTOM;
  const data = cell(guard);
  for (const mark of data.marks) {
    const left = Math.max(x(mark.from), LEFT), right = Math.min(Math.max(x(mark.to), x(mark.from) + 2), width - RIGHT);
    if (right < LEFT || left > width - RIGHT) continue;
    element(svg, "rect", { x: left, y: TOP - 4, width: Math.max(0, right - left), height: bottom - TOP + 4, class: "fault" });
    element(svg, "text", { x: left, y: TOP - 7, class: "fault-text" }, mark.text);
  }
  element(svg, "line", { x1: LEFT, x2: width - RIGHT, y1: bottom, y2: bottom, class: "axis" });
  for (const at of ticks(from, to, Math.min(8, Math.max(1, Math.floor((width - LEFT - RIGHT) / 52))))) {
    element(svg, "line", { x1: x(at), x2: x(at), y1: bottom, y2: bottom + 4, class: "axis" });
    element(svg, "text", { x: x(at), y: bottom + 16, "text-anchor": "middle" }, at + " s");
  }
  story.series.forEach((series, i) => {
    const values = curve(guard, i), most = scale(series.unit);
    const y = value => bottom - value / most * (bottom - TOP);
    let path = "";
    for (const [t, value] of within(values, from, to)) {
      path += (path ? "L" : "M") + x(t).toFixed(1) + " " + y(value).toFixed(1);
    }
    element(svg, "path", { d: path, class: "s" + i });
    element(svg, "text", { x: width - RIGHT + 12, y: TOP + 6 + 19 * i, class: "t" + i },
      `${series.name}: ${withUnit(short(nearest(values, state.time)), series.unit)} (scale ${withUnit(short(most), "")})`);
  });
  element(svg, "line", { x1: x(state.time), x2: x(state.time), y1: TOP - 4, y2: bottom, class: "cursor" });
}

function map(svg, guard) {
  svg.textContent = "";
  const size = 18, left = 52, height = rows * size + 52;
  svg.setAttribute("viewBox", `0 0 ${left + columns * size + 8} ${height}`);
  const worst = Math.max(1, ...story.cells.map(each => each.score));
  for (let row = 0; row < rows; row++) {
    const y = (rows - 1 - row) * size;
    element(svg, "text", { x: left - 6, y: y + 13, "text-anchor": "end" }, withUnit(up.values[row], up.unit));
    for (let column = 0; column < columns; column++) {
      const one = story.cells[(guard * rows + row) * columns + column];
      const rect = element(svg, "rect", { x: left + column * size, y, width: size, height: size, class: "cell " + (one.holds ? "good" : "bad") });
      if (one.holds) rect.setAttribute("fill-opacity", (.35 + .65 * Math.log1p(Math.max(0, one.score)) / Math.log1p(worst)).toFixed(2));
      else element(svg, "text", { x: left + (column + .5) * size, y: y + 13, class: "cross" }, "\u00d7");
      element(rect, "title", {}, `${withUnit(across.values[column], across.unit)}, ${withUnit(up.values[row], up.unit)}: ${one.verdict}`);
      rect.addEventListener("click", () => { state.column = column; state.row = row; chosen(); });
    }
  }
  for (let column = 0; column < columns; column += Math.ceil(columns / 6)) {
    element(svg, "text", { x: left + (column + .5) * size, y: rows * size + 15, "text-anchor": "middle" }, withUnit(across.values[column], across.unit));
  }
  element(svg, "text", { x: left, y: rows * size + 32 }, `\u2192 ${across.description}`);
  element(svg, "text", { x: left, y: rows * size + 48 }, `\u2191 ${up.description}`);
  element(svg, "rect", { x: left + state.column * size, y: (rows - 1 - state.row) * size, width: size, height: size, class: "chosen-cell" });
}

/** The arrow keys choose the field next to the chosen one. */
function move(event) {
  const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
  if (!by) return;
  event.preventDefault();
  state.column = Math.min(columns - 1, Math.max(0, state.column + by[0]));
  state.row = Math.min(rows - 1, Math.max(0, state.row + by[1]));
  chosen();
}

function verdict(id, data) {
  $(id).textContent = data.verdict;
  $(id).className = "verdict " + (data.holds ? "good" : "bad");
}

function table() {
  const head = ["", ...story.columns, ""].map(name => `<th>${escaped(name)}</th>`).join("");
  const body = story.guards.map((guard, i) => {
    const data = cell(i), row = [guard.label, ...data.figures, data.effect].map(text => `<td>${escaped(text)}</td>`).join("");
    return `<tr class="${data.holds ? "good-text" : "bad-text"}">${row}</tr>`;
  }).join("");
  $("table").innerHTML = `<thead><tr>${head}</tr></thead><tbody>${body}</tbody>`;
}

const escaped = text => String(text).replace(/[&<>"]/g, c => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

function drawTime() {
  const [from, to] = span();
  state.time = Math.min(to, Math.max(from, state.time));
  $("time").min = from;
  $("time").max = to;
  $("time").value = state.time;
  $("time-value").textContent = state.time.toFixed(to - from < 20 ? 2 : 0) + " s";
  panel($("before"), 0, 190);
  panel($("after"), state.guard, 190);
}

/** Another field of the map was chosen, or another guard: all but the time is new. */
function chosen() {
  const data = cell(0);
  $("system").textContent = data.system;
  $("across").value = state.column;
  $("up").value = state.row;
  $("across-value").textContent = withUnit(across.values[state.column], across.unit);
  $("up-value").textContent = withUnit(up.values[state.row], up.unit);
  $("command").textContent = data.command;
  $("map-after-name").textContent = $("guard").selectedOptions[0].textContent;
  $("why").textContent = (data.holds ? story.whereItFails : "") + story.words.why;
  verdict("before-verdict", data);
  verdict("after-verdict", cell(state.guard));
  answer();
  if ($("rest").hidden) return;
  table();
  map($("map-before"), 0);
  map($("map-after"), state.guard);
  drawTime();
}

function answer() {
  [...$("answers").children].forEach((button, i) => {
    button.className = (i === state.bet ? "chosen " : "") + (state.bet >= 0 && i === cell(0).answer ? "right" : "");
  });
  if (state.bet < 0) return;
  const right = story.words.answers[cell(0).answer];
  $("bet-result").textContent = state.bet === cell(0).answer ? `Right: ${right}.` : `You bet: ${story.words.answers[state.bet]}. It is: ${right}.`;
}

function play() {
  if (state.timer) {
    cancelAnimationFrame(state.timer);
    state.timer = 0;
    $("play").textContent = "play";
    return;
  }
  const [from, to] = span();
  if (state.time >= to) state.time = from;
  $("play").textContent = "pause";
  let last = performance.now();
  const step = now => {
    state.time += (now - last) / 12000 * (to - from);
    last = now;
    drawTime();
    if (state.time >= span()[1]) { state.timer = 1; play(); } else state.timer = requestAnimationFrame(step);
  };
  state.timer = requestAnimationFrame(step);
}

function start() {
  const words = story.words;
  for (const id of ["title", "claim", "incident", "question", "holds", "cost"]) $(id).textContent = words[id];
  $("source").textContent = `(${words.source})`;
  $("change").textContent = words.change.join("\n");
  $("guard-class").textContent = words.guardClass;
  $("across-name").textContent = across.description;
  $("up-name").textContent = up.description;
  $("across").max = columns - 1;
  $("up").max = rows - 1;
  $("before-name").textContent = $("map-before-name").textContent = story.guards[0].label;
  story.guards.slice(1).forEach((guard, i) => $("guard").add(new Option(guard.label, i + 1, false, i + 1 === story.cure)));
  words.answers.forEach((text, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", () => { state.bet = i; $("rest").hidden = false; state.time = cell(0).marks[0]?.from ?? cell(0).from; chosen(); });
    $("answers").append(button);
  });
  $("across").addEventListener("input", e => { state.column = +e.target.value; chosen(); });
  $("up").addEventListener("input", e => { state.row = +e.target.value; chosen(); });
  $("guard").addEventListener("change", e => { state.guard = +e.target.value; chosen(); });
  $("time").addEventListener("input", e => { state.time = +e.target.value; drawTime(); });
  $("play").addEventListener("click", play);
  $("zoom").addEventListener("click", () => { state.zoomed = !state.zoomed; $("zoom").textContent = state.zoomed ? "whole run" : "around the fault"; drawTime(); });
  for (const id of ["map-before", "map-after"]) $(id).addEventListener("keydown", move);
  addEventListener("resize", () => { if (!$("rest").hidden) drawTime(); });
  chosen();
  // For those who have made their bet elsewhere.
  const bet = /^#bet=([123])$/.exec(location.hash);
  if (bet) $("answers").children[bet[1] - 1].click();
}

start();
