// The streams of a view: how far behind they are, and when they last told.
import { element, show } from './dom.js';
import { ago, count, counted, time } from './words.js';

const SILENT_MILLIS = 10_000; // a stream tells about once per second
const COLUMNS = ['Member', 'Topic', 'Lag', 'Rate', 'Events', 'Newest event', 'Last told'];
const NUMBERS = new Set(['Lag', 'Rate', 'Events']);

/** The streams in a table; now is the server's. */
export function showStreams(place, streams, now) {
  if (streams.length === 0) {
    show(place, element('p', { class: 'quiet' }, 'No stream has written to this view.'));
    return;
  }
  show(
    place,
    element('table', { class: 'stacks streams', role: 'table' },
      element('caption', { class: 'hidden' }, 'Streams that write the speed view'),
      element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...COLUMNS.map((name) =>
        element('th', { scope: 'col', role: 'columnheader', class: NUMBERS.has(name) ? 'number' : null }, name)))),
      element('tbody', { role: 'rowgroup' }, ...streams.map((stream) => row(stream, now)))),
  );
}

function row(stream, now) {
  const cell = (name, ...content) =>
    element('td', { role: 'cell', 'data-label': name, class: NUMBERS.has(name) ? 'number' : null }, ...content);
  if (stream.problem !== undefined) { // its row in the catalog cannot be read
    return element(
      'tr',
      { role: 'row', 'data-key': stream.row },
      element('th', { scope: 'row', role: 'rowheader' }, element('code', {}, stream.row)),
      element('td', { role: 'cell', 'data-label': 'Problem', colspan: COLUMNS.length - 1 },
        element('p', { class: 'failure' }, stream.problem)),
    );
  }
  const silent = now - stream.at > SILENT_MILLIS;
  const aside = [
    stream.filled > 0 && `${stream.filledFeature} filled in for ${count(stream.filled)}`,
    stream.deleted > 0 && counted(stream.deleted, 'deletion'),
    stream.outdated > 0 && `${count(stream.outdated)} older than the published version, not seen`,
    stream.inSeconds > 0 && `${count(stream.inSeconds)} with times that look like seconds`,
    stream.rejects > 0 && counted(stream.rejects, 'dead letter'),
  ].filter(Boolean);
  return element(
    'tr',
    { role: 'row', 'data-key': `${stream.group}/${stream.member}` },
    element('th', { scope: 'row', role: 'rowheader' }, stream.group, element('code', { class: 'quiet' }, stream.member)),
    cell('Topic', stream.topic, stream.model && element('span', { class: 'note' }, stream.model)),
    cell('Lag', stream.lag === undefined ? 'unknown' : count(stream.lag)),
    cell('Rate', `${count(Math.round(stream.rate * 10) / 10)}/s`),
    cell('Events', count(stream.events), aside.length > 0 && element('span', { class: 'note' }, aside.join(', '))),
    cell('Newest event', stream.newest === undefined ? '–' : time(stream.newest, ago(now - stream.newest))),
    cell('Last told', time(stream.at, ago(now - stream.at)),
      silent && element('span', { class: 'mark bad' }, 'silent')),
  );
}
