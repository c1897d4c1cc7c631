/** Simulated time as people read it. */

/** A narrow space that does not break, to group digits with. */
const THIN = '\u2009';

/** Seconds with so many digits after the point, in groups of three. */
export function seconds(nanos: number, digits: number): string {
  const text = (nanos / 1e9).toFixed(digits);
  const point = text.indexOf('.');
  if (point < 0) return text + THIN + 's';
  const groups = text.slice(point + 1).match(/.{1,3}/g) ?? [];
  return text.slice(0, point) + '.' + groups.join(THIN) + THIN + 's';
}

/** A point in time, exactly: as many digits as it has, at least three. */
export function exactly(nanos: number): string {
  let digits = 9;
  let unit = 10;
  while (digits > 3 && nanos % unit === 0) {
    digits--;
    unit *= 10;
  }
  return seconds(nanos, digits);
}

/** A length of time in the unit that suits it, with about three digits. */
export function length(nanos: number): string {
  const [unit, name] =
    nanos >= 1e9 ? [1e9, 's'] : nanos >= 1e6 ? [1e6, 'ms'] : nanos >= 1e3 ? [1e3, 'µs'] : [1, 'ns'];
  const number = nanos / unit;
  const digits = unit === 1 || number >= 100 ? 0 : number >= 10 ? 1 : 2;
  const text = number.toFixed(digits);
  return (digits > 0 ? text.replace(/\.?0+$/, '') : text) + THIN + name;
}

/** The digits after the point that tell apart times which are so far from each other. */
export function digitsFor(stepNanos: number): number {
  return Math.max(0, Math.min(9, 9 - Math.floor(Math.log10(stepNanos) + 1e-9)));
}

/** A whole number with its thousands grouped. */
export function count(number: number): string {
  return number.toLocaleString('en-US');
}
