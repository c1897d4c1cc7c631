/** Events in words. */

import { parts } from './pretty.ts';
import { Ending, Kind, laneName, onMessage, textOf, type Run } from './run.ts';
import { count } from './time.ts';

/** More than any line has room for. */
const MOST_READ = 400;

/** Where it happened: a node, a client, a link, or the world. */
export function where(run: Run, event: number): string {
  const lane = laneName(run, run.lane[event]);
  if (!onMessage(run.kind[event])) return lane;
  const peer = laneName(run, run.peer[event]);
  return run.kind[event] === Kind.DELIVERED ? `${peer} → ${lane}` : `${lane} → ${peer}`;
}

/** What happened, without where and without contents. */
export function what(run: Run, event: number): string {
  const number = run.number[event];
  switch (run.kind[event]) {
    case Kind.STARTED:
      return number > 1 ? `recovers as incarnation ${number}` : 'starts';
    case Kind.CRASHED: {
      const lost = run.code[event];
      return lost === 0
        ? 'crashes'
        : `crashes, losing ${writes(lost)} that ${lost === 1 ? 'was' : 'were'} not synced`;
    }
    case Kind.SENT:
      return 'sent';
    case Kind.DELIVERED:
      return run.code[event] > 1 ? 'delivered once more' : 'delivered';
    case Kind.LOST:
      return `lost: ${reason(run, event)}`;
    case Kind.DUPLICATED:
      return 'duplicated';
    case Kind.TIMER:
      return 'timer';
    case Kind.THREAD:
      return 'thread ran';
    case Kind.FAULT_BEGAN:
      return 'fault';
    case Kind.FAULT_ENDED:
      return 'fault over';
    case Kind.HEALED:
      return 'healed: no new fault strikes from here on';
    case Kind.REMARK:
      return 'says';
    case Kind.SIGNAL:
      return 'signals';
    case Kind.STATE:
      return 'is';
    case Kind.INVOKED:
      return 'calls';
    case Kind.COMPLETED:
      return endingWords(run, event);
    default:
      return 'violated';
  }
}

/** So many writes. */
export function writes(number: number): string {
  return number === 1 ? '1 write' : `${count(number)} writes`;
}

/** Why a message was lost. */
export function reason(run: Run, event: number): string {
  return run.header.reasons[run.code[event]];
}

function endingWords(run: Run, event: number): string {
  switch (run.code[event]) {
    case Ending.OK:
      return 'gets';
    case Ending.FAIL:
      return 'fails';
    default:
      return 'outcome unknown';
  }
}

/** One line for an event. */
export function line(run: Run, event: number): string {
  const place = where(run, event);
  const text = textOf(run, event);
  const says = what(run, event);
  return [place, text ? `${says}: ${text}` : says].filter(Boolean).join(' ');
}

/**
 * What there is to read where there is little room: a record's parts with their names, and what
 * lies inside of them without, `Append(term=2, entries=[Entry[7, blue]])`.
 */
export function brief(run: Run, event: number): string {
  const text = textOf(run, event).slice(0, MOST_READ).replace(/\s+/g, ' ');
  const record = /^(\w+)\[(.*)\]$/.exec(text);
  if (!record) return unnamed(text);
  const named = parts(record[2]).map(part => {
    const end = /^\w+=/.exec(part)?.[0].length ?? 0;
    return part.slice(0, end) + unnamed(part.slice(end));
  });
  return `${record[1]}(${named.join(', ')})`;
}

function unnamed(text: string): string {
  return text.replace(/([[{(]|, )\w+=/g, '$1');
}
