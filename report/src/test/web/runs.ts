/** Runs for tests, put together by hand. */

import { KINDS, Kind, NONE, type FaultNote, type Run } from '../../main/web/run.ts';

export interface Event {
  kind: number;
  nanos: number;
  lane?: string;
  peer?: string;
  number?: number;
  text?: string;
  type?: string;
  related?: number;
  code?: number;
}

export function runOf(events: Event[], clients: string[] = [], faults: FaultNote[] = []): Run {
  const strings: string[] = [];
  const lanes: string[] = [];
  const number = (list: string[], text: string | undefined): number => {
    if (text === undefined) return NONE;
    if (!list.includes(text)) list.push(text);
    return list.indexOf(text);
  };
  const column = (of: (event: Event) => number): Int32Array => Int32Array.from(events, of);
  return {
    count: events.length,
    kind: Uint8Array.from(events, event => event.kind),
    nanos: Float64Array.from(events, event => event.nanos),
    lane: column(event => number(lanes, event.lane)),
    peer: column(event => number(lanes, event.peer)),
    number: Float64Array.from(events, event => event.number ?? 0),
    text: column(event => number(strings, event.text)),
    type: column(event => number(strings, event.type)),
    related: column(event => event.related ?? NONE),
    code: column(event => event.code ?? 0),
    header: {
      format: 1,
      target: 'test',
      seed: '1',
      traceHash: '0',
      count: events.length,
      kinds: [...KINDS],
      reasons: ['network', 'cut'],
      endings: ['ok', 'fail', 'indeterminate'],
      lanes: lanes.map(name => ({ name, client: clients.includes(name) })),
      faults,
      columns: [],
      strings,
    },
  };
}

export const sent = (nanos: number, lane: string, peer: string, text = 'hello'): Event => ({
  kind: Kind.SENT,
  nanos,
  lane,
  peer,
  text,
  type: text.split(' ')[0],
});

export const delivered = (
  nanos: number,
  peer: string,
  lane: string,
  related: number,
  copy = 1,
): Event => ({ kind: Kind.DELIVERED, nanos, lane, peer, related, code: copy, text: 'hello' });
