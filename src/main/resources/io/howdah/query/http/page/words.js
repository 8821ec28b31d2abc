// Times, ages and counts in words.
import { element } from './dom.js';

const COUNT = new Intl.NumberFormat('en');
const TIME = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit',
});
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const UNITS = [['d', 86_400_000], ['h', 3_600_000], ['min', 60_000], ['s', 1000]];

/** 2000 → "2,000". */
export const count = (number) => COUNT.format(number);

/** A number of things: "1 row", "2,000 rows". */
export const counted = (number, thing) => `${count(number)} ${thing}${number === 1 ? '' : 's'}`;

/** The share of a whole: "12.5%". */
export const share = (part, whole) => `${(whole ? (100 * part) / whole : 0).toFixed(1)}%`;

/** Milliseconds in the two largest units that are not zero: "3 h 12 min", "1 d", "0 s". */
export function age(millis) {
  let rest = Math.max(0, millis);
  const first = UNITS.findIndex(([, size]) => rest >= size);
  if (first < 0) {
    return '0 s';
  }
  const parts = [];
  for (const [unit, size] of UNITS.slice(first, first + 2)) {
    const whole = Math.floor(rest / size);
    rest -= whole * size;
    if (whole > 0) {
      parts.push(`${whole} ${unit}`);
    }
  }
  return parts.join(' ');
}

/** How long a step took: "214 ms", "2.4 s", "3 min 12 s". */
export const duration = (millis) =>
  millis < 1000 ? `${millis} ms` : millis < 60_000 ? `${(millis / 1000).toFixed(1)} s` : age(millis);

/** A time of the day: "14:03:10". */
export const clock = (millis) => CLOCK.format(millis);

/** A time as text: "24 Nov 2026, 14:03:10". */
export const moment = (millis) => TIME.format(millis);

/** A time element; what it shows is the moment unless given. */
export function time(millis, shown = moment(millis)) {
  const exact = new Date(millis).toISOString();
  return element('time', { datetime: exact, title: exact }, shown);
}
