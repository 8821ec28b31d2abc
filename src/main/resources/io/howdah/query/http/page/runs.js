// The runs of a view: counts, gates, durations, failures.
import { element, show } from './dom.js';
import { count, duration, time } from './words.js';

const FIRST = 5; // runs that are shown until all are asked for
const FILLED = 3; // features, those that were filled in most
const GOOD = new Set(['PUBLISHED']);
const BAD = new Set(['FAILED', 'REJECTED', 'ROLLED_BACK']);
const MARKS = { passed: 'good', refused: 'bad', overridden: 'caution' }; // and not judged: none
const COLUMNS = ['Version', 'State', 'Model', 'Counts', 'Gates', 'Steps'];

/** A table of runs; the button, for the runs that are not shown, is wired once. */
export function runsTable(place, button) {
  let all = false;
  let versions = [];

  button.addEventListener('click', () => {
    all = !all;
    draw();
  });

  function draw() {
    button.hidden = versions.length <= FIRST;
    button.textContent = all ? `Show the newest ${FIRST}` : `Show all ${versions.length}`;
    if (versions.length === 0) {
      show(place, element('p', { class: 'quiet' }, 'No run yet.'));
      return;
    }
    show(
      place,
      element('table', { class: 'stacks runs', role: 'table' },
        element('caption', { class: 'hidden' }, 'Runs, the newest version first'),
        element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' },
          ...COLUMNS.map((name) => element('th', { scope: 'col', role: 'columnheader' }, name)))),
        element('tbody', { role: 'rowgroup' }, ...(all ? versions : versions.slice(0, FIRST)).map(row))),
    );
  }

  return function showRuns(present) {
    versions = present;
    draw();
  };
}

function row(run) {
  const cell = (name, ...content) =>
    element('td', { role: 'cell', 'data-label': name, class: content[0] === '–' ? 'none' : name.toLowerCase() }, ...content);
  if (run.version === undefined) { // its row in the catalog cannot be read
    return element(
      'tr',
      { role: 'row', 'data-key': run.row },
      element('th', { scope: 'row', role: 'rowheader' }, element('code', {}, run.row)),
      element('td', { role: 'cell', 'data-label': 'Problem', colspan: COLUMNS.length - 1 },
        element('p', { class: 'failure' }, run.problem)),
    );
  }
  return element(
    'tr',
    { role: 'row', class: run.current ? 'selected' : null, 'data-key': run.version },
    element('th', { scope: 'row', role: 'rowheader' }, time(run.version), element('code', { class: 'quiet' }, String(run.version))),
    cell('State',
      element('span', { class: `mark ${GOOD.has(run.state) ? 'good' : BAD.has(run.state) ? 'bad' : ''}` }, run.state),
      run.current && element('span', { class: 'note' }, 'served now'),
      run.retracted && element('span', { class: 'note' }, 'retracted'),
      run.problem && element('p', { class: 'failure' }, run.problem),
      run.failure && element('p', { class: 'failure' }, run.failure)),
    cell('Model', run.model ?? '–', run.engine && element('span', { class: 'note' }, run.engine)),
    cell('Counts', ...(run.counts ? [countsOf(run.counts, run.hides)] : ['–'])),
    cell('Gates', ...(run.gates ? [gatesOf(run.gates)] : ['–'])),
    cell('Steps', ...(run.millis ? [stepsOf(run.millis)] : ['–'])),
  );
}

function countsOf(counts, hides = { events: 0, deletions: 0 }) {
  const causes = Object.entries(counts.rejectsByCause ?? {}).filter(([, number]) => number > 0);
  const filled = Object.entries(counts.filledIn?.records ?? {}).sort(([, a], [, b]) => b - a).slice(0, FILLED);
  const known = (term, number) => (number === undefined ? [] : entry(term, count(number)));
  return element(
    'dl',
    { class: 'terms' },
    ...known('read', counts.recordsRead),
    ...known('predictions', counts.predictions),
    ...filled.flatMap(([feature, number]) => entry(`${feature} filled in`, count(number), 'cause')),
    ...known('rejects', counts.rejects),
    ...causes.flatMap(([cause, number]) => entry(cause, count(number), 'cause')),
    ...(counts.mergedAway > 0 ? entry('merged away', count(counts.mergedAway)) : []),
    ...(counts.doubled?.keys > 0 ? [
      ...entry('doubled keys', count(counts.doubled.keys)),
      element('dd', { class: 'aside' }, counts.doubled.rule),
    ] : []),
    ...known('rows written', counts.keysWritten),
    ...(hides.events > 0 ? entry('newer events hidden', count(hides.events)) : []),
    ...(hides.deletions > 0 ? entry('newer deletions hidden', count(hides.deletions)) : []),
  );
}

function gatesOf(gates) {
  return element('ul', {}, ...Object.entries(gates).map(([name, { verdict, text, overridden }]) =>
    element('li', {},
      element('span', { class: `mark ${MARKS[verdict] ?? ''}` }, verdict),
      element('span', {}, element('b', {}, name), ` ${text}`, overridden && ` (${overridden})`))));
}

function stepsOf(millis) {
  return element('dl', { class: 'terms' }, ...Object.entries(millis).flatMap(([step, took]) => entry(step, duration(took))));
}

const entry = (term, value, kind) => [element('dt', { class: kind }, term), element('dd', {}, value)];
