// The table of the views, and what one of them is.
import { element, show } from './dom.js';
import { age, count, time } from './words.js';

const NEARLY = 0.8; // of its validity

/** The views in a table; the selected one is marked. */
export function showViews(place, views, selected) {
  if (views.length === 0) {
    show(place, element('p', { class: 'quiet' }, 'No view yet. ', element('code', {}, 'howdah score VIEW … --create full'), ' makes one.'));
    return;
  }
  show(
    place,
    element(
      'table',
      { class: 'stacks', role: 'table' },
      element('caption', { class: 'hidden' }, 'Views and what they publish'),
      element('thead', { role: 'rowgroup' },
        element('tr', { role: 'row' }, ...['View', 'Published', 'Age', 'Rows written', 'Model'].map((name) =>
          element('th', { scope: 'col', role: 'columnheader', class: name === 'Rows written' ? 'number' : null }, name)))),
      element('tbody', { role: 'rowgroup' }, ...views.map((view) => row(view, view.view === selected))),
    ),
  );
}

function row(view, selected) {
  const link = element('a', { href: `#/views/${encodeURIComponent(view.view)}`, 'aria-current': selected && 'true' }, view.view);
  const cell = (name, kind, ...content) => element('td', { role: 'cell', 'data-label': name, class: kind }, ...content);
  if (view.task === undefined) { // its row in the catalog cannot be read
    return element(
      'tr',
      { role: 'row', class: selected ? 'selected' : null, 'data-key': view.view },
      element('th', { scope: 'row', role: 'rowheader' }, link),
      element('td', { role: 'cell', 'data-label': 'Problem', colspan: 4 }, problem(view)),
    );
  }
  const published = view.published !== null && view.published !== undefined;
  return element(
    'tr',
    { role: 'row', class: selected ? 'selected' : null, 'data-key': view.view },
    element('th', { scope: 'row', role: 'rowheader' }, link),
    cell('Published', null, published ? time(view.published) : 'nothing yet'),
    cell('Age', 'age', ...(published ? ageOf(view) : ['–'])),
    cell('Rows written', 'number', ...(view.rowsWritten === undefined ? ['–'] : rowsOf(view))),
    cell('Model', null, view.model ?? (view.problem ? problem(view) : '–')),
  );
}

/** Why a row of the catalog cannot be read. */
function problem(row) {
  return element('p', { class: 'failure' }, row.problem);
}

/** What the published version's run wrote: all rows of a full view, some of an incremental one. */
function rowsOf(view) {
  return [count(view.rowsWritten), view.mode === 'incremental' && element('span', { class: 'note' }, 'by the last run alone')];
}

/** The age in words, as a bar against the validity, and whether it is over. */
function ageOf(view) {
  if (view.validForMillis === undefined) {
    return [element('span', {}, age(view.ageMillis)), element('span', { class: 'quiet' }, ' valid forever')];
  }
  const words = `${age(view.ageMillis)} of ${age(view.validForMillis)}`;
  const part = Math.min(1, view.ageMillis / view.validForMillis);
  return [
    element('span', {}, words, ' ', view.stale && element('span', { class: 'mark bad' }, 'stale')),
    element('meter', { min: 0, max: 1, low: NEARLY, high: 0.9999, optimum: 0, value: part.toFixed(4), 'aria-label': `Age against validity: ${words}` }, words),
  ];
}

/** What a view is, as terms and their values. */
export function showFacts(place, view) {
  const facts = [
    ['task', view.task],
    ['mode', view.mode],
    ['stale after', view.validForMillis === undefined ? 'never' : age(view.validForMillis)],
    ['expires after', view.expireAfterMillis === undefined ? 'never' : age(view.expireAfterMillis)],
    ['versions kept', view.retain],
    ['published version', view.published ?? 'none'],
  ];
  show(place, ...facts.map(([term, value]) =>
    element('div', {}, element('dt', {}, term), element('dd', {}, String(value)))));
}
