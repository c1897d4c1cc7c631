import { KINDS, NONE, type Header, type Run } from './run.ts';

const FORMAT = 1;

/** Reads the run that the file carries: base64 of raw deflate of a header in JSON and columns. */
export async function decode(base64: string): Promise<Run> {
  return parse(await inflate(fromBase64(base64)));
}

function fromBase64(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64.trim());
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(inflated).arrayBuffer());
}

export function parse(bytes: Uint8Array): Run {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Header;
  if (header.format !== FORMAT || header.kinds.join() !== KINDS.join()) {
    throw new Error(`this page reads format ${FORMAT}, but the run is in format ${header.format}`);
  }
  const columns = new Map<string, Uint8Array>();
  let at = 4 + length;
  for (const [name, size] of header.columns) {
    columns.set(name, bytes.subarray(at, at + size));
    at += size;
  }
  const column = (name: string): Uint8Array => {
    const found = columns.get(name);
    if (!found) throw new Error(`the run has no column '${name}'`);
    return found;
  };
  const n = header.count;
  return {
    header,
    count: n,
    kind: unsigned(column('kind'), new Uint8Array(n)),
    nanos: sums(unsigned(column('nanos'), new Float64Array(n))),
    lane: oneLower(unsigned(column('lane'), new Int32Array(n))),
    peer: oneLower(unsigned(column('peer'), new Int32Array(n))),
    number: signed(unsigned(column('number'), new Float64Array(n))),
    text: oneLower(unsigned(column('text'), new Int32Array(n))),
    type: oneLower(unsigned(column('type'), new Int32Array(n))),
    related: distancesBack(unsigned(column('related'), new Int32Array(n))),
    code: unsigned(column('code'), new Int32Array(n)),
  };
}

type Numbers = Uint8Array | Int32Array | Float64Array;

/** LEB128. Multiplies instead of shifting: a time does not fit into 32 bits. */
export function unsigned<T extends Numbers>(bytes: Uint8Array, out: T): T {
  let at = 0;
  for (let i = 0; i < out.length; i++) {
    let byte = bytes[at++];
    let number = byte & 0x7f;
    let weight = 128;
    while (byte & 0x80) {
      byte = bytes[at++];
      number += (byte & 0x7f) * weight;
      weight *= 128;
    }
    out[i] = number;
  }
  return out;
}

/** Undoes the interleaving of negative numbers: 0, −1, 1, −2 … */
export function signed(numbers: Float64Array): Float64Array {
  for (let i = 0; i < numbers.length; i++) {
    const n = numbers[i];
    numbers[i] = n % 2 === 0 ? n / 2 : -(n + 1) / 2;
  }
  return numbers;
}

function sums(differences: Float64Array): Float64Array {
  for (let i = 1; i < differences.length; i++) differences[i] += differences[i - 1];
  return differences;
}

function oneLower(numbers: Int32Array): Int32Array {
  for (let i = 0; i < numbers.length; i++) numbers[i]--;
  return numbers;
}

function distancesBack(distances: Int32Array): Int32Array {
  for (let i = 0; i < distances.length; i++) {
    distances[i] = distances[i] === 0 ? NONE : i - distances[i];
  }
  return distances;
}
