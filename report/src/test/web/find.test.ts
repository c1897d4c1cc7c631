import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Filter } from '../../main/web/filter.ts';
import { Kind, NONE } from '../../main/web/run.ts';
import { nextMatch, search } from '../../main/web/search.ts';
import { delivered, runOf, sent } from './runs.ts';

const RUN = runOf([
  { kind: Kind.STARTED, nanos: 0, lane: 'db-1' },
  sent(1, 'db-1', 'db-2', 'Vote term 3'),
  { ...delivered(2, 'db-1', 'db-2', 1), text: 'Vote term 3', type: 'Vote' },
  { kind: Kind.TIMER, nanos: 3, lane: 'db-2', text: 'election' },
  sent(4, 'db-2', 'db-3', 'Heartbeat'),
]);

test('every word of a search has to be there, whatever its case and place', () => {
  const all = new Uint8Array(RUN.count).fill(1);
  assert.deepEqual([...search(RUN, all, 'vote')], [1, 2]);
  assert.deepEqual([...search(RUN, all, 'VOTE delivered')], [2]);
  assert.deepEqual([...search(RUN, all, 'db-3')], [4]);
  assert.deepEqual([...search(RUN, all, 'timer elec')], [3]);
  assert.deepEqual([...search(RUN, all, '  ')], []);
});

test('what is filtered out is not found', () => {
  const filter = new Filter(RUN);
  filter.toggle(filter.hiddenLanes, 0);
  assert.deepEqual([...search(RUN, filter.visible, 'vote')], []);
});

test('going through matches starts again at the other end', () => {
  const matches = Int32Array.of(3, 7);
  assert.equal(nextMatch(matches, 3, 1), 7);
  assert.equal(nextMatch(matches, 7, 1), 3);
  assert.equal(nextMatch(matches, 3, -1), 7);
  assert.equal(nextMatch(new Int32Array(0), 3, 1), NONE);
});

test('a hidden lane takes its messages with it, a hidden type only its own', () => {
  const filter = new Filter(RUN);
  filter.toggle(filter.hiddenLanes, 2);
  assert.deepEqual([...filter.visible], [1, 1, 1, 1, 0]);
  filter.toggle(filter.hiddenLanes, 2);
  filter.toggle(filter.hiddenTypes, RUN.type[1]);
  assert.deepEqual([...filter.visible], [1, 0, 0, 1, 1]);
  filter.toggle(filter.hiddenMarks, Kind.TIMER);
  assert.deepEqual([...filter.visible], [1, 0, 0, 0, 1]);
  assert.equal(filter.next(0, 1), 4);
  filter.clear();
  assert.equal(filter.active, false);
  assert.deepEqual([...filter.visible], [1, 1, 1, 1, 1]);
});
