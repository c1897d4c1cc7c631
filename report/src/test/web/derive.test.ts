import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  causes,
  chain,
  Fate,
  faults,
  lives,
  messages,
  operations,
  states,
} from '../../main/web/derive.ts';
import { Kind, NONE, type FaultNote } from '../../main/web/run.ts';
import { delivered, runOf, sent } from './runs.ts';

test('a message has a way for each copy that arrived, and those that never did', () => {
  const run = runOf([
    sent(1, 'a', 'b'),
    sent(1, 'a', 'c'),
    sent(2, 'a', 'b'),
    delivered(3, 'a', 'b', 0),
    delivered(4, 'a', 'b', 0, 2),
    { kind: Kind.LOST, nanos: 5, lane: 'a', peer: 'c', related: 1 },
  ]);
  const ways = messages(run);
  assert.deepEqual([...ways.start], [0, 0, 1, 2]);
  assert.deepEqual([...ways.end], [3, 4, 5, 2]);
  assert.deepEqual([...ways.fate], [Fate.DELIVERED, Fate.DELIVERED, Fate.LOST, Fate.FLYING]);
  assert.deepEqual([...ways.copy], [1, 2, 1, 1]);
  assert.deepEqual([...ways.from], [0, 0, 0, 0]);
  assert.deepEqual([...ways.to], [1, 1, 2, 1]);
  assert.equal(ways.ofEvent[4], 1);
});

test('a delivery whose sending was not recorded stands for itself', () => {
  const ways = messages(runOf([delivered(3, 'a', 'b', NONE)]));
  assert.deepEqual([ways.start[0], ways.end[0]], [0, 0]);
  assert.equal(ways.fate[0], Fate.DELIVERED);
});

test('a node lives from its start to its crash, and again', () => {
  const found = lives(
    runOf([
      { kind: Kind.STARTED, nanos: 0, lane: 'a', number: 1 },
      { kind: Kind.CRASHED, nanos: 5, lane: 'a', number: 1 },
      { kind: Kind.STARTED, nanos: 9, lane: 'a', number: 2 },
      { kind: Kind.CRASHED, nanos: 9, lane: 'b', number: 1 },
    ]),
  );
  assert.deepEqual(
    found.map(life => [life.start, life.end]),
    [
      [0, 1],
      [2, NONE],
      [NONE, 3],
    ],
  );
});

test('a state lasts until the next one, a crash, or the end', () => {
  const found = states(
    runOf([
      { kind: Kind.STATE, nanos: 0, lane: 'a', text: 'follows' },
      { kind: Kind.STATE, nanos: 1, lane: 'b', text: 'follows' },
      { kind: Kind.STATE, nanos: 2, lane: 'a', text: 'leads' },
      { kind: Kind.CRASHED, nanos: 3, lane: 'a', number: 1 },
      { kind: Kind.STATE, nanos: 4, lane: 'b', text: '' },
      { kind: Kind.STATE, nanos: 5, lane: 'a', text: 'follows' },
    ]),
  );
  assert.deepEqual(
    found.map(state => [state.lane, state.begin, state.end]),
    [
      [0, 0, 2],
      [1, 1, 4],
      [0, 2, 3],
      [0, 5, NONE],
    ],
  );
});

test('an operation knows its end and the next call of its client', () => {
  const found = operations(
    runOf([
      { kind: Kind.INVOKED, nanos: 0, lane: 'c', number: 0 },
      { kind: Kind.COMPLETED, nanos: 2, lane: 'c', number: 0, related: 0 },
      { kind: Kind.INVOKED, nanos: 3, lane: 'd', number: 1 },
      { kind: Kind.INVOKED, nanos: 4, lane: 'c', number: 2 },
    ]),
  );
  assert.deepEqual(
    found.map(each => [each.end, each.next]),
    [
      [1, 3],
      [NONE, NONE],
      [NONE, NONE],
    ],
  );
});

const note = (title: string, instant = false): FaultNote => ({
  family: 'network',
  title,
  text: title,
  instant,
  forever: false,
  groups: [['a'], ['b']],
});

test('faults that overlap lie in different rows, and rows are used again', () => {
  const began = (nanos: number, number: number): object => ({
    kind: Kind.FAULT_BEGAN,
    nanos,
    number,
  });
  const ended = (nanos: number, number: number): object => ({
    kind: Kind.FAULT_ENDED,
    nanos,
    number,
  });
  const events = [began(0, 0), began(2, 1), ended(5, 0), began(6, 2), ended(7, 1), ended(9, 2)];
  const run = runOf(
    [{ kind: Kind.STARTED, nanos: 0, lane: 'a' }, ...(events as never[])],
    [],
    [note('one'), note('two'), note('three')],
  );
  const found = faults(run);
  assert.deepEqual(
    found.map(fault => fault.row),
    [0, 1, 0],
  );
  assert.equal(found[0].next, found[2].begin);
  assert.deepEqual(found[0].groups, [[0], [NONE]]);
});

test('the chain goes from an answer back to the call', () => {
  const run = runOf([
    { kind: Kind.TIMER, nanos: 1, lane: 'c' },
    { kind: Kind.INVOKED, nanos: 1, lane: 'c' },
    sent(1, 'c', 'a'),
    delivered(3, 'c', 'a', 2),
    sent(3, 'a', 'c'),
    { kind: Kind.REMARK, nanos: 4, lane: 'a', text: 'of its own accord' },
    delivered(6, 'a', 'c', 4),
    { kind: Kind.COMPLETED, nanos: 6, lane: 'c', related: 1 },
  ]);
  const cause = causes(run);
  assert.deepEqual(chain(cause, 7, 10), [7, 6, 4, 3, 2, 0]);
  assert.deepEqual(chain(cause, 5, 10), [5]);
  assert.deepEqual(chain(cause, 7, 2), [7, 6]);
});
