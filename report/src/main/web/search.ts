/** Finds events by words. */

import { KINDS, NONE, type Run } from './run.ts';

/**
 * The events, in order, that have every word of the query in what they say, their type, their place
 * or their kind; letters match whatever their case.
 */
export function search(run: Run, visible: Uint8Array, query: string): Int32Array {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return new Int32Array(0);
  const tests = words.map(word => matcher(run, word));
  const found: number[] = [];
  for (let i = 0; i < run.count; i++) {
    if (visible[i] && tests.every(test => test(i))) found.push(i);
  }
  return Int32Array.from(found);
}

/** Looks at each string once, however many events say it. */
function matcher(run: Run, word: string): (event: number) => boolean {
  const contains = (text: string): number => (text.toLowerCase().includes(word) ? 1 : 0);
  const strings = Uint8Array.from(run.header.strings, contains);
  const lanes = Uint8Array.from(run.header.lanes, lane => contains(lane.name));
  const kinds = Uint8Array.from(KINDS, contains);
  const has = (table: Uint8Array, index: number): boolean => index !== NONE && table[index] === 1;
  return event =>
    has(strings, run.text[event]) ||
    has(strings, run.type[event]) ||
    has(lanes, run.lane[event]) ||
    has(lanes, run.peer[event]) ||
    has(kinds, run.kind[event]);
}

/** The first match after `event` in a direction, around the end if need be, or NONE. */
export function nextMatch(matches: Int32Array, event: number, direction: 1 | -1): number {
  if (matches.length === 0) return NONE;
  if (direction === 1) {
    return matches.find(match => match > event) ?? matches[0];
  }
  return matches.findLast(match => match < event) ?? matches[matches.length - 1];
}
