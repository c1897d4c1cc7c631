/** What a run means beyond its single events: messages, lives, operations, faults, causes. */

import { Kind, NONE, textOf, type FaultNote, type Run } from './run.ts';

export const Fate = { DELIVERED: 0, LOST: 1, FLYING: 2 } as const;

/** Messages as columns, one entry for each way that a datagram took, ordered by sending. */
export interface Messages {
  count: number;
  /** The sending, or the end where the sending is not in the run. */
  start: Int32Array;
  /** The delivery or the loss, or the sending where the run ended before either. */
  end: Int32Array;
  from: Int32Array;
  to: Int32Array;
  type: Int32Array;
  fate: Uint8Array;
  /** 1 for what arrived first, 2 for a second copy … */
  copy: Uint8Array;
  /** First message of each event, or NONE; the messages of one sending follow each other. */
  ofEvent: Int32Array;
}

export function messages(run: Run): Messages {
  const ends: number[][] = [];
  const slot = new Int32Array(run.count).fill(NONE);
  const order: { start: number; ends: number[] }[] = [];
  for (let i = 0; i < run.count; i++) {
    const kind = run.kind[i];
    if (kind === Kind.SENT) {
      slot[i] = order.length;
      ends.push([]);
      order.push({ start: i, ends: ends[ends.length - 1] });
    } else if (kind === Kind.DELIVERED || kind === Kind.LOST) {
      const sending = run.related[i];
      if (sending === NONE) {
        order.push({ start: i, ends: [i] });
      } else {
        order[slot[sending]].ends.push(i);
      }
    }
  }
  let count = 0;
  for (const each of order) count += Math.max(1, each.ends.length);
  const result: Messages = {
    count,
    start: new Int32Array(count),
    end: new Int32Array(count),
    from: new Int32Array(count),
    to: new Int32Array(count),
    type: new Int32Array(count),
    fate: new Uint8Array(count),
    copy: new Uint8Array(count),
    ofEvent: new Int32Array(run.count).fill(NONE),
  };
  let m = 0;
  for (const { start, ends: all } of order) {
    result.ofEvent[start] = m;
    for (const end of all.length > 0 ? all : [start]) {
      const delivered = run.kind[end] === Kind.DELIVERED;
      result.start[m] = start;
      result.end[m] = end;
      result.from[m] = delivered ? run.peer[end] : run.lane[end];
      result.to[m] = delivered ? run.lane[end] : run.peer[end];
      result.type[m] = run.type[start];
      result.fate[m] = delivered
        ? Fate.DELIVERED
        : run.kind[end] === Kind.LOST
          ? Fate.LOST
          : Fate.FLYING;
      result.copy[m] = delivered ? run.code[end] : 1;
      result.ofEvent[end] = end === start ? result.ofEvent[start] : m;
      m++;
    }
  }
  return result;
}

/** One incarnation of a node. */
export interface Life {
  lane: number;
  incarnation: number;
  /** Event of its start, or NONE where it began before the run. */
  start: number;
  /** Event of its crash, or NONE where it lasts to the end. */
  end: number;
}

export function lives(run: Run): Life[] {
  const result: Life[] = [];
  const current: (Life | undefined)[] = [];
  for (let i = 0; i < run.count; i++) {
    const lane = run.lane[i];
    if (run.kind[i] === Kind.STARTED) {
      const life = { lane, incarnation: run.number[i], start: i, end: NONE };
      current[lane] = life;
      result.push(life);
    } else if (run.kind[i] === Kind.CRASHED) {
      const life = current[lane];
      if (life) life.end = i;
      else result.push({ lane, incarnation: run.number[i], start: NONE, end: i });
      current[lane] = undefined;
    }
  }
  return result;
}

/** What a node says of its state, for as long as it says so. */
export interface State {
  lane: number;
  begin: number;
  /** Event that ends it, or NONE where it lasts to the end of the run. */
  end: number;
}

export function states(run: Run): State[] {
  const result: State[] = [];
  const current: (State | undefined)[] = [];
  for (let i = 0; i < run.count; i++) {
    const kind = run.kind[i];
    if (kind !== Kind.STATE && kind !== Kind.CRASHED) continue;
    const lane = run.lane[i];
    const before = current[lane];
    if (before) before.end = i;
    current[lane] = undefined;
    if (kind === Kind.STATE && textOf(run, i) !== '') {
      const state = { lane, begin: i, end: NONE };
      current[lane] = state;
      result.push(state);
    }
  }
  return result;
}

/** A client's operation. */
export interface Operation {
  lane: number;
  number: number;
  call: number;
  /** Event of its end, or NONE where the run ended first. */
  end: number;
  /** Event of the same client's next call, or NONE. */
  next: number;
}

export function operations(run: Run): Operation[] {
  const result: Operation[] = [];
  const byCall = new Map<number, Operation>();
  const before = new Map<number, Operation>();
  for (let i = 0; i < run.count; i++) {
    if (run.kind[i] === Kind.INVOKED) {
      const lane = run.lane[i];
      const operation = { lane, number: run.number[i], call: i, end: NONE, next: NONE };
      const last = before.get(lane);
      if (last) last.next = i;
      before.set(lane, operation);
      byCall.set(i, operation);
      result.push(operation);
    } else if (run.kind[i] === Kind.COMPLETED) {
      const operation = byCall.get(run.related[i]);
      if (operation) operation.end = i;
    }
  }
  return result;
}

/** A fault while it lasts. */
export interface ActiveFault {
  note: FaultNote;
  begin: number;
  /** Event of its end, or NONE where it lasts to the end of the run. */
  end: number;
  /** The lanes that it strikes, group by group. */
  groups: number[][];
  /** Where it is drawn among those that overlap with it. */
  row: number;
  /** Event at which the next fault in the same row begins, or NONE. */
  next: number;
}

export function faults(run: Run): ActiveFault[] {
  const lanes = new Map(run.header.lanes.map((lane, i) => [lane.name, i]));
  const result: ActiveFault[] = [];
  const byNumber = new Map<number, ActiveFault>();
  for (let i = 0; i < run.count; i++) {
    if (run.kind[i] === Kind.FAULT_BEGAN) {
      const note = run.header.faults[run.number[i]];
      const groups = note.groups.map(group => group.map(name => lanes.get(name) ?? NONE));
      const fault = { note, begin: i, end: note.instant ? i : NONE, groups, row: 0, next: NONE };
      byNumber.set(run.number[i], fault);
      result.push(fault);
    } else if (run.kind[i] === Kind.FAULT_ENDED) {
      const fault = byNumber.get(run.number[i]);
      if (fault) fault.end = i;
    }
  }
  stack(result, run.nanos);
  return result;
}

/** Gives each fault the first row that is free when it begins. */
function stack(all: ActiveFault[], nanos: Float64Array): void {
  const freeFrom: number[] = [];
  const last: ActiveFault[] = [];
  for (const fault of all) {
    const begin = nanos[fault.begin];
    let row = freeFrom.findIndex(free => free <= begin);
    if (row < 0) row = freeFrom.push(0) - 1;
    fault.row = row;
    if (last[row]) last[row].next = fault.begin;
    last[row] = fault;
    freeFrom[row] = fault.end === NONE ? Infinity : Math.max(nanos[fault.end], begin + 1);
  }
}

/**
 * The event that made each event happen: for a delivery its sending, for what a node does the
 * delivery, timer, thread or start that it was handling.
 */
export function causes(run: Run): Int32Array {
  const result = new Int32Array(run.count).fill(NONE);
  const handling = new Int32Array(run.header.lanes.length).fill(NONE);
  for (let i = 0; i < run.count; i++) {
    const lane = run.lane[i];
    switch (run.kind[i]) {
      case Kind.STARTED:
      case Kind.TIMER:
      case Kind.THREAD:
        handling[lane] = i;
        break;
      case Kind.DELIVERED:
        result[i] = run.related[i];
        handling[lane] = i;
        break;
      case Kind.LOST:
      case Kind.DUPLICATED:
      case Kind.FAULT_ENDED:
        result[i] = run.related[i];
        break;
      case Kind.SENT:
      case Kind.REMARK:
      case Kind.SIGNAL:
      case Kind.INVOKED:
      case Kind.COMPLETED: {
        const trigger = handling[lane];
        if (trigger !== NONE && run.nanos[trigger] === run.nanos[i]) result[i] = trigger;
        break;
      }
    }
  }
  return result;
}

/** From an event back to where it all came from, itself first. */
export function chain(cause: Int32Array, event: number, longest: number): number[] {
  const result = [];
  for (let at = event; at !== NONE && result.length < longest; at = cause[at]) result.push(at);
  return result;
}
