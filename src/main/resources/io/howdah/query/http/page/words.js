// Times, ages and counts in words.
import { element } from './dom.js';

const COUNT = new Intl.NumberFormat('en');
const TIME = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit',
});
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const FURTHEST = 8.64e15; // milliseconds from 1970, where JavaScript's dates end
const UNITS = [['d', 86_400_000], ['h', 3_600_000], ['min', 60_000], ['s', 1000]];

/** 2000 → "2,000". */
export const count = (number) => COUNT.format(number);

/** A number of things: "1 row", "2,000 rows". */
export const counted = (number, thing) => `${count(number)} ${thing}${number === 1 ? '' : 's'}`;

/** The share of a whole: "12.5%". "0%" is of nothing and "100%" of all, and of nothing else. */
export function share(part, whole) {
  const percent = whole ? (100 * part) / whole : 0;
  if (percent > 0 && percent < 0.05) {
    return '<0.1%';
  }
  if (percent < 100 && percent >= 99.95) {
    return '>99.9%';
  }
  return `${percent === 0 || percent === 100 ? percent : percent.toFixed(1)}%`;
}

/** Milliseconds in the two largest units that are not zero: "3 h 12 min", "1 d", "0 s", "−5 min". */
export function age(millis) {
  if (millis <= -1000) {
    return `−${age(-millis)}`;
  }
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

/** The two ends of a bucket, with digits enough to tell them apart. */
export function edges({ from, to, counts }, i) {
  const width = (to - from) / counts.length;
  const finest = width > 0 ? Math.floor(Math.log10(width)) - 1 : -3;
  return [from + i * width, from + (i + 1) * width].map((edge) => {
    const nearest = Math.abs(edge) < width / 1e6 ? 0 : edge;
    if (nearest !== 0 && (Math.abs(nearest) >= 1e9 || finest < -9)) {
      const digits = Math.floor(Math.log10(Math.abs(nearest))) - finest;
      return nearest.toExponential(Math.min(16, Math.max(0, digits)));
    }
    return nearest.toLocaleString('en', { maximumFractionDigits: Math.min(20, Math.max(0, -finest)) });
  });
}

/** How long ago: "3 min ago"; "in 3 min" where it is still to come. */
export const ago = (millis) => (millis <= -1000 ? `in ${age(-millis)}` : `${age(millis)} ago`);

/** How long a step took: "214 ms", "2.4 s", "3 min 12 s". */
export const duration = (millis) =>
  millis < 1000 ? `${millis} ms` : millis < 59_950 ? `${(millis / 1000).toFixed(1)} s` : age(Math.round(millis / 1000) * 1000);

/** A time of the day: "14:03:10". */
export const clock = (millis) => CLOCK.format(millis);

const isDate = (millis) => Math.abs(millis) <= FURTHEST;

/** A time as text: "24 Nov 2026, 14:03:10"; the number itself where that is no date. */
export const moment = (millis) => (isDate(millis) ? TIME.format(millis) : `${millis} ms since 1970`);

/** A time element; what it shows is the moment unless given. */
export function time(millis, shown = moment(millis)) {
  if (!isDate(millis)) {
    return element('span', {}, shown);
  }
  const exact = new Date(millis).toISOString();
  return element('time', { datetime: exact, title: exact }, shown);
}
