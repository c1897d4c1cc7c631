import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Axis, roundUp } from '../../main/web/axis.ts';
import { Viewport } from '../../main/web/viewport.ts';

const NANOS = Float64Array.of(0, 0, 1000, 1000, 1_000_000, 5_000_000_000);

test('steps give every moment the same room', () => {
  const axis = Axis.of('steps', NANOS);
  assert.deepEqual([...axis.positions], [0, 0, 1, 1, 2, 3]);
  assert.equal(axis.momentCount, 4);
  assert.equal(axis.nanosAt(2), 1_000_000);
  assert.equal(axis.nanosAt(0.5), 500);
});

test('the first event from a position on is found', () => {
  const axis = Axis.of('time', NANOS);
  assert.equal(axis.firstFrom(0), 0);
  assert.equal(axis.firstFrom(1), 2);
  assert.equal(axis.firstFrom(1000), 2);
  assert.equal(axis.firstFrom(6e9), NANOS.length);
});

test('ticks are round, apart and named no longer than needed', () => {
  const axis = Axis.of('time', NANOS);
  const ticks = axis.ticks(0, 5e9, 0.9e9);
  assert.deepEqual(
    ticks.map(tick => tick.position),
    [0, 1e9, 2e9, 3e9, 4e9, 5e9],
  );
  assert.equal(ticks[1].label, '1\u2009s');
  assert.equal(axis.ticks(0, 4e6, 0.9e6)[1].label, '0.001\u2009s');
});

test('ticks on steps have as many digits as tell them apart', () => {
  const axis = Axis.of('steps', NANOS);
  const labels = axis.ticks(0, 3, 0.5).map(tick => tick.label);
  assert.equal(new Set(labels).size, 4);
  assert.equal(labels[1], '0.000\u2009001\u2009s');
});

test('round numbers are 1, 2 or 5 times a power of ten', () => {
  assert.deepEqual([0.3, 1, 1.1, 2.5, 7, 11].map(roundUp), [0.5, 1, 2, 5, 10, 20]);
});

test('zooming keeps what is under the pointer in place', () => {
  const viewport = new Viewport(1000, 1, 800);
  viewport.fit();
  const before = viewport.position(300);
  viewport.zoom(4, 300);
  assert.ok(Math.abs(viewport.position(300) - before) < 1e-9);
});

test('nobody gets lost: the run cannot be panned or zoomed out of sight', () => {
  const viewport = new Viewport(1000, 1, 800);
  viewport.fit();
  viewport.zoom(0.01, 400);
  assert.ok(viewport.x(0) >= 0 && viewport.x(1000) <= 800);
  viewport.zoom(50, 400);
  viewport.pan(1e9);
  assert.ok(viewport.x(0) >= 0 && viewport.x(0) < 100);
  viewport.pan(-1e9);
  assert.ok(viewport.x(1000) <= 800 && viewport.x(1000) > 700);
});

test('what is revealed moves the picture only when it must', () => {
  const viewport = new Viewport(1000, 1, 800);
  viewport.show(400, 600);
  viewport.reveal(500);
  assert.equal(viewport.start, 400);
  viewport.reveal(900);
  assert.ok(viewport.x(900) > 0 && viewport.x(900) < 800);
});
