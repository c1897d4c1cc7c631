import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { decode, parse, signed, unsigned } from '../../main/web/decode.ts';
import { KINDS } from '../../main/web/run.ts';

function leb128(number: bigint): number[] {
  const bytes = [];
  let rest = number;
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return bytes;
}

test('numbers beyond 32 bits come out whole', () => {
  const numbers = [0n, 127n, 128n, 300n, 2n ** 32n, 60_000_000_000n, 2n ** 53n - 1n];
  const bytes = Uint8Array.from(numbers.flatMap(leb128));
  const read = unsigned(bytes, new Float64Array(numbers.length));
  assert.deepEqual([...read], numbers.map(Number));
});

test('negative numbers come out of their interleaving', () => {
  assert.deepEqual([...signed(Float64Array.of(0, 1, 2, 3, 4))], [0, -1, 1, -2, 2]);
});

function blob(format: number): Uint8Array {
  const columns: [string, number[]][] = [
    ['kind', [0, 2, 3]],
    ['nanos', [0, 5, 3]],
    ['lane', [1, 1, 2]],
    ['peer', [0, 2, 1]],
    ['number', [2, 0, 0]],
    ['text', [0, 1, 1]],
    ['type', [0, 2, 2]],
    ['related', [0, 0, 1]],
    ['code', [0, 0, 1]],
  ];
  const header = new TextEncoder().encode(
    JSON.stringify({
      format,
      count: 3,
      kinds: KINDS,
      lanes: [],
      strings: ['Ping[é]', 'Ping'],
      columns: columns.map(([name, bytes]) => [name, bytes.length]),
    }),
  );
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, header.length, true);
  return Uint8Array.from([...length, ...header, ...columns.flatMap(([, bytes]) => bytes)]);
}

test('a run is read from base64 of raw deflate', async () => {
  const run = await decode(Buffer.from(deflateRawSync(blob(1))).toString('base64') + '\n');
  assert.deepEqual([...run.nanos], [0, 5, 8]);
  assert.deepEqual([...run.lane], [0, 0, 1]);
  assert.deepEqual([...run.peer], [-1, 1, 0]);
  assert.deepEqual([...run.number], [1, 0, 0]);
  assert.deepEqual([...run.text], [-1, 0, 0]);
  assert.deepEqual([...run.related], [-1, -1, 1]);
  assert.equal(run.header.strings[0], 'Ping[é]');
});

test('another version of the format is refused by name', () => {
  assert.throws(() => parse(blob(2)), /format 1, but the run is in format 2/);
});
