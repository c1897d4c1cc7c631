/** A run as the page holds it: columns of numbers, one entry an event, in order of time. */

/** The kinds of events, in the order in which the file names them. */
export const KINDS = [
  'started',
  'crashed',
  'sent',
  'delivered',
  'lost',
  'duplicated',
  'timer',
  'thread',
  'fault began',
  'fault ended',
  'healed',
  'remark',
  'signal',
  'invoked',
  'completed',
  'violated',
  'state',
] as const;

export const Kind = {
  STARTED: 0,
  CRASHED: 1,
  SENT: 2,
  DELIVERED: 3,
  LOST: 4,
  DUPLICATED: 5,
  TIMER: 6,
  THREAD: 7,
  FAULT_BEGAN: 8,
  FAULT_ENDED: 9,
  HEALED: 10,
  REMARK: 11,
  SIGNAL: 12,
  INVOKED: 13,
  COMPLETED: 14,
  VIOLATED: 15,
  STATE: 16,
} as const;

export const Ending = { OK: 0, FAIL: 1, INDETERMINATE: 2 } as const;

/** Where an event has no such thing. */
export const NONE = -1;

export interface Lane {
  name: string;
  client: boolean;
}

export interface FaultNote {
  family: 'network' | 'process' | 'clock' | 'arbitrary';
  title: string;
  text: string;
  /** Strikes at a single moment. */
  instant: boolean;
  /** Was meant to last for good. */
  forever: boolean;
  groups: string[][];
}

/** A line of an explanation or a story, and the event that it tells of, or NONE. */
export interface ToldLine {
  text: string;
  event: number;
}

/** A fault of the explanation, by its number. */
export interface FaultMark {
  number: number;
  role: string;
  event: number;
}

export interface Explanation {
  why: ToldLine[];
  story: ToldLine[];
  faults: FaultMark[];
  /** The last time at which the run could be saved, or −1. */
  saved: number;
  /** The first time at which it could not, or −1. */
  lost: number;
  /** When the nearest run that holds parts from this one, or −1. */
  parts: number;
}

export interface Header {
  format: number;
  target: string;
  seed: string;
  property?: string | null;
  detail?: string | null;
  traceHash: string;
  replay?: string | null;
  explanation?: Explanation;
  count: number;
  kinds: string[];
  reasons: string[];
  endings: string[];
  lanes: Lane[];
  faults: FaultNote[];
  columns: [string, number][];
  strings: string[];
}

export interface Run {
  header: Header;
  count: number;
  kind: Uint8Array;
  nanos: Float64Array;
  /** Where it happened, an index into the header's lanes. */
  lane: Int32Array;
  /** The other end of a message. */
  peer: Int32Array;
  /** Of the message on its link, the incarnation, the operation, the fault; or a signal's value. */
  number: Float64Array;
  /** What there is to read, an index into the header's strings. */
  text: Int32Array;
  /** Of the message or tag, an index into the header's strings. */
  type: Int32Array;
  /** The event that this one ends or follows, such as the sending of what is delivered. */
  related: Int32Array;
  /** A reason, an ending or a count, depending on the kind. */
  code: Int32Array;
}

export function textOf(run: Run, event: number): string {
  const text = run.text[event];
  return text === NONE ? '' : run.header.strings[text];
}

export function typeOf(run: Run, event: number): string {
  const type = run.type[event];
  return type === NONE ? '' : run.header.strings[type];
}

export function laneName(run: Run, lane: number): string {
  return lane === NONE ? '' : run.header.lanes[lane].name;
}

/** Whether the event is one in the life of a message. */
export function onMessage(kind: number): boolean {
  return kind >= Kind.SENT && kind <= Kind.DUPLICATED;
}
