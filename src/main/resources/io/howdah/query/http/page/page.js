// Wires the page: which view is selected, what is asked of the server, and when.
import * as api from './api.js';
import { show } from './dom.js';
import { histogramCard } from './histogram.js';
import { lookupBox } from './lookup.js';
import { runsTable } from './runs.js';
import { showStreams } from './streams.js';
import { showFacts, showViews } from './views.js';
import { age, clock } from './words.js';

const EVERY_MILLIS = 2000;

const part = (id) => document.getElementById(id);
const showRuns = runsTable(part('runs'), part('all-runs'));
const showHistogram = histogramCard(part);
const clearLookup = lookupBox(part('lookup-form'), part('verdict'), part('layers'), () => shown, refused);

let shown = null; // the view whose details are on the page
let timer = null;
let turn = 0; // of the refresh that may draw: an older one comes too late
let lastDrawn = null;

async function refresh() {
  clearTimeout(timer);
  const mine = ++turn;
  try {
    const [status, views] = await Promise.all([api.status(), api.views()]);
    if (mine === turn) {
      answered();
      await draw(status, views, () => mine === turn);
    }
  } catch (failure) {
    if (mine === turn) {
      refused(failure);
    }
  }
  if (mine === turn && !document.hidden && part('sign-in').hidden) {
    timer = setTimeout(refresh, EVERY_MILLIS);
  }
}

async function draw(status, views, still) {
  part('server').textContent = `version ${status.howdah}, up ${age(status.upMillis)}, HBase ${status.hbase}`;
  part('server').classList.toggle('error', status.hbase !== 'up');
  const selected = selection() ?? views[0]?.view ?? null;
  showViews(part('views'), views, selected);
  select(selected);
  if (selected === null) {
    return;
  }
  try {
    const [view, streams] = await Promise.all([api.view(selected), api.streams(selected)]);
    if (still()) {
      say(part('view-error'), '');
      part('view-content').hidden = false; // before the charts, which take their places' sizes
      showFacts(part('facts'), view);
      showHistogram(view.versions);
      showStreams(part('streams'), streams, status.startedAt + status.upMillis);
      showRuns(view.versions);
    }
  } catch (failure) {
    if (!(failure instanceof api.Refusal) || ![404, 500, 501].includes(failure.status)) {
      throw failure;
    }
    if (still()) {
      say(part('view-error'), failure.message);
      show(part('facts'));
      part('view-content').hidden = true;
    }
  }
}

/** The view that the address names: #/views/digits. */
function selection() {
  const [, name] = location.hash.match(/^#\/views\/(.+)$/) ?? [];
  try {
    return name === undefined ? null : decodeURIComponent(name);
  } catch {
    return name; // a stray %: no view has this name, and the page says so
  }
}

function select(name) {
  part('view').hidden = name === null;
  if (shown !== name) {
    shown = name;
    part('view-title').textContent = name ?? '';
    document.title = name === null ? 'Howdah' : `${name} · Howdah`;
    part('view-content').hidden = true;
    show(part('facts'));
    clearLookup();
  }
}

function answered() {
  lastDrawn = Date.now();
  part('content').hidden = false;
  if (!part('sign-in').hidden) {
    part('sign-in').hidden = true;
    part('main').focus();
  }
  part('forget').hidden = !api.token.known();
  part('connection').classList.remove('lost');
  say(part('connection'), 'Connected');
}

function refused(failure) {
  if (failure instanceof api.Refusal && failure.status === 401) {
    askForToken();
    return;
  }
  const since = lastDrawn === null ? '' : ` What you see is from ${clock(lastDrawn)}.`;
  part('connection').classList.add('lost');
  say(part('connection'), `${api.told(failure)}, trying again.${since}`);
  if (!(failure instanceof api.Refusal) && !(failure instanceof api.Unreachable)) {
    reportError(failure); // a mistake of this page's own: the next view may go well
  }
}

function askForToken() {
  const first = part('sign-in').hidden;
  say(part('token-error'), api.token.known() ? 'The server does not take this token.' : '');
  api.token.forget();
  part('content').hidden = true;
  part('sign-in').hidden = false;
  part('forget').hidden = true;
  say(part('connection'), 'Waiting for a token');
  if (first) {
    part('token').focus();
  }
}

/** Sets a text that is read out, and only if it is another one. */
function say(place, text) {
  if (place.textContent !== text) {
    place.textContent = text;
  }
}

part('token-form').addEventListener('submit', (event) => {
  event.preventDefault();
  api.token.keep(part('token').value);
  part('token').value = '';
  refresh();
});

part('forget').addEventListener('click', () => {
  api.token.forget();
  refresh();
});

part('skip').addEventListener('click', (event) => {
  event.preventDefault(); // the address keeps naming the view
  part('main').focus();
});

addEventListener('hashchange', async () => {
  await refresh();
  if (selection() === shown && shown !== null) {
    part('view-title').focus();
  }
});

document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    clearTimeout(timer);
  } else {
    refresh();
  }
});

refresh();
