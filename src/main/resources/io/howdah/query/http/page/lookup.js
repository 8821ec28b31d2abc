// The lookup box: what each layer says of a key, which of them answers, and why.
import * as api from './api.js';
import { element, show } from './dom.js';
import { age, duration, time } from './words.js';

const LONG = 160; // characters of a value that are shown at once

/** Wires the form; selected() names the view that is asked. */
export function lookupBox(form, verdict, layers, selected, refused) {
  let asked = 0;

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const [name, key, mine] = [selected(), form.elements.key.value, ++asked];
    show(verdict, element('p', { class: 'quiet' }, 'Looking up…'));
    try {
      const answer = await api.lookup(name, key);
      if (mine === asked) {
        show(verdict, ...sentences(answer));
        show(layers, ...layersOf(answer));
      }
    } catch (failure) {
      if (mine === asked) {
        show(verdict, element('p', { class: 'error' },
          failure instanceof api.Unreachable ? `${api.told(failure)}. Try again.` : api.told(failure)));
        show(layers);
        refused(failure);
      }
    }
  });

  /** Another view was selected: its answers are not these. */
  return function clear() {
    asked++;
    form.reset();
    show(verdict, element('p', { class: 'quiet' }, 'One key, the answer of each layer, and which of them wins.'));
    show(layers);
  };
}

function sentences(answer) {
  const key = element('code', {}, answer.key);
  if (!answer.found) {
    return [element('p', { class: 'answer' }, key, ' ', element('strong', {}, notFound(answer))), element('p', {}, ...why(answer))];
  }
  const { label, value, score } = answer.fields;
  const prediction = label ?? value;
  return [
    element('p', { class: 'answer' }, key, prediction === undefined ? ' ' : ' is ',
      element('strong', {}, prediction ?? 'found'),
      score !== undefined && ` score ${score} `,
      answer.stale && element('span', { class: 'mark bad' }, 'stale')),
    element('p', {}, ...why(answer)),
    element('p', { class: 'quiet' }, `Model ${answer.model ?? 'unknown'}, ${age(answer.ageMillis)} old when asked.`),
  ];
}

function notFound({ deletedAt, expiredAt }) {
  return deletedAt !== undefined ? 'deleted' : expiredAt !== undefined ? 'expired' : 'not found';
}

/** Why this is the answer, by the rules of the merge. */
function why({ found, source, version, deletedAt, expiredAt, layers = {} }) {
  const { batch, speed } = layers;
  if (deletedAt !== undefined) {
    return ['An event deleted this key at ', time(deletedAt), batch ? ', after the batch view was made.' : '.'];
  }
  if (expiredAt !== undefined) {
    return ['Its newest prediction expired at ', time(expiredAt), '. An older one does not stand in for it.'];
  }
  if (!found) {
    return ['Neither layer has this key in the published version.'];
  }
  if (!batch && !speed) {
    return [source === 'speed' ? 'The speed view answers.' : 'The batch view answers.'];
  }
  if (source === 'speed') {
    return batch
      ? ['The speed view answers: its event is ', duration(speed.timestamp - batch.timestamp), ` newer than version ${batch.timestamp}.`]
      : [`The speed view answers: version ${version} does not have this key.`];
  }
  if (!speed) {
    return [`The batch view answers: no event for it has come since version ${version}.`];
  }
  return [speed.timestamp === batch.timestamp
    ? 'The batch view answers: the event has its very time, and a run has seen all events up to its version.'
    : `The batch view answers: version ${batch.timestamp} is newer than the event.`];
}

/** Both layers side by side, a row for each field. */
function layersOf({ found, source, asOf, fields, deletedAt, layers = found ? { [source]: { timestamp: asOf, fields } } : {} }) {
  if (!layers.batch && !layers.speed) {
    return [];
  }
  const sides = [['batch', 'Batch view'], ['speed', 'Speed view']];
  const winner = found ? source : deletedAt !== undefined ? 'speed' : null;
  const names = [...new Set(sides.flatMap(([side]) => Object.keys(layers[side]?.fields ?? {})))];
  const row = (name, cell) =>
    element('tr', {}, element('th', { scope: 'row' }, name),
      ...sides.map(([side]) => element('td', { class: side === winner ? 'winner' : null },
        ...(layers[side] ? cell(layers[side]) : ['–']))));
  return [
    element('table', { class: 'layers' },
      element('caption', { class: 'hidden' }, 'What each layer holds for this key'),
      element('thead', {}, element('tr', {}, element('td', {}),
        ...sides.map(([side, title]) =>
          element('th', { scope: 'col', class: side === winner ? 'winner' : null }, title, ' ',
            side === winner
              ? element('span', { class: 'mark good' }, 'answers')
              : element('span', { class: 'quiet' }, layers[side] ? 'passed over' : 'no cells'))))),
      element('tbody', {},
        row('time', (layer) => [time(layer.timestamp)]),
        ...names.map((name) => row(name, (layer) => text(layer.fields[name]))))),
  ];
}

function text(value) {
  if (value === undefined) {
    return ['–'];
  }
  return value.length <= LONG
    ? [value]
    : [element('details', {}, element('summary', {}, `${value.slice(0, 40)}…`), value)];
}
