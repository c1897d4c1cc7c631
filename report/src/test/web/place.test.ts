import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toSegment } from '../../main/web/hits.ts';
import { laneOrder, layout } from '../../main/web/layout.ts';
import { Taken } from '../../main/web/paint/labels.ts';

const LANES = ['n10', 'n2', 'bob', 'n1'].map(name => ({ name, client: name === 'bob' }));

test('clients lie above nodes, and n2 before n10', () => {
  assert.deepEqual(
    laneOrder(LANES).map(lane => LANES[lane].name),
    ['bob', 'n1', 'n2', 'n10'],
  );
});

test('a hidden lane has no place and leaves its room to the others', () => {
  const all = layout(LANES, new Set(), [], 800, 400);
  const some = layout(LANES, new Set([0]), [], 800, 400);
  assert.equal(some.place[0], -1);
  assert.ok(Number.isNaN(some.y[0]));
  assert.ok(some.laneHeight > all.laneHeight);
  assert.ok(some.bottom <= 400);
});

test('a node that says its state has a row for it below its lane, which pushes the others down', () => {
  const plain = layout(LANES, new Set(), [], 800, 400);
  const found = layout(LANES, new Set(), [], 800, 400, new Set([3]));
  assert.ok(found.stateTop[3] > found.y[3]);
  assert.ok(found.stateTop[3] + 16 <= found.y[1]);
  assert.ok(Number.isNaN(found.stateTop[0]));
  assert.ok(found.laneHeight < plain.laneHeight);
  assert.ok(found.bottom <= 400);
});

test('many lanes keep a legible height and reach below the window', () => {
  const lanes = Array.from({ length: 40 }, (_, i) => ({ name: `n${i}`, client: false }));
  const found = layout(lanes, new Set(), [], 800, 400);
  assert.ok(found.laneHeight >= 40);
  assert.ok(found.bottom > 400);
});

test('two labels never lie on each other', () => {
  const taken = new Taken();
  assert.equal(taken.take(0, 0, 50, 14), true);
  assert.equal(taken.take(49, 10, 50, 14), false);
  assert.equal(taken.take(51, 10, 50, 14), true);
  assert.equal(taken.take(0, 100, 50, 60), true);
  assert.equal(taken.take(10, 150, 5, 5), false);
});

test('the distance to a line counts its ends', () => {
  const segment = { message: 0, x1: 0, y1: 0, x2: 10, y2: 0 };
  assert.deepEqual(toSegment(segment, 5, 3), [3, 0.5]);
  assert.deepEqual(toSegment(segment, 13, 4), [5, 1]);
});
