import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parts, pretty } from '../../main/web/pretty.ts';
import { Kind } from '../../main/web/run.ts';
import { count, exactly, length, seconds } from '../../main/web/time.ts';
import { cut } from '../../main/web/paint/labels.ts';
import { brief, line } from '../../main/web/words.ts';
import { delivered, runOf, sent } from './runs.ts';

const plain = (text: string): string => text.replaceAll('\u2009', ' ');

test('times have as many digits as they need', () => {
  assert.equal(plain(exactly(1_500_000_000)), '1.500 s');
  assert.equal(plain(exactly(1_500_000_001)), '1.500 000 001 s');
  assert.equal(plain(seconds(2_000_000_000, 0)), '2 s');
});

test('lengths of time come in the unit that suits them', () => {
  const lengths = [7, 1_500, 12_340_000, 999, 2e9, 130e9];
  assert.deepEqual(
    lengths.map(nanos => plain(length(nanos))),
    ['7 ns', '1.5 µs', '12.3 ms', '999 ns', '2 s', '130 s'],
  );
  assert.equal(count(1234567), '1,234,567');
});

test('nested records get a line for each part', () => {
  const text = 'Append[term=3, entries=[Entry[index=1, value=blue], Entry[index=2, value=red]]]';
  assert.equal(
    pretty(text),
    [
      'Append[',
      '  term=3,',
      '  entries=[',
      '    Entry[index=1, value=blue],',
      '    Entry[index=2, value=red]',
      '  ]',
      ']',
    ].join('\n'),
  );
  assert.equal(pretty('Short[a=1]'), 'Short[a=1]');
  const odd = 'unbalanced ] text that goes on and on and on and on';
  assert.equal(pretty(odd), odd);
  assert.deepEqual(parts('a, b(c, d), e'), ['a', 'b(c, d)', 'e']);
});

test('where there is little room a record keeps the names of its own parts', () => {
  const run = runOf([sent(1, 'a', 'b', 'Put[key=1, value=Pair[x=2, y=3]]')]);
  assert.equal(brief(run, 0), 'Put(key=1, value=Pair[2, 3])');
});

test('a text that does not fit keeps its beginning and its end', () => {
  assert.equal(cut('Append(term=2, prev=20)', 12), 'Append(t…=20)');
  assert.equal(cut('Append(term=2, prev=21)', 12), 'Append(t…=21)');
});

test('an event is told in one line', () => {
  const run = runOf([
    sent(1, 'a', 'b', 'Ping'),
    delivered(2, 'a', 'b', 0, 2),
    { kind: Kind.LOST, nanos: 3, lane: 'a', peer: 'b', code: 1, text: 'Ping' },
    { kind: Kind.CRASHED, nanos: 4, lane: 'a', code: 2 },
    { kind: Kind.COMPLETED, nanos: 5, lane: 'c', code: 2, text: 'timeout' },
  ]);
  assert.deepEqual(
    [0, 1, 2, 3, 4].map(event => line(run, event)),
    [
      'a → b sent: Ping',
      'a → b delivered once more: hello',
      'a → b lost: cut: Ping',
      'a crashes, losing 2 writes that were not synced',
      'c outcome unknown: timeout',
    ],
  );
});
