// The server's API. The token, where the server asks for one, lives in this tab alone.

const TOKEN = 'howdah.token';
const PATIENCE_MILLIS = 10_000;

/** No answer came, or only a part of it. */
export class Unreachable extends Error {}

/** The server answered with an error; status is HTTP's. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const token = {
  known: () => sessionStorage.getItem(TOKEN) !== null,
  keep: (value) => sessionStorage.setItem(TOKEN, value),
  forget: () => sessionStorage.removeItem(TOKEN),
};

export const status = () => ask('/api/v1/status');
export const views = async () => (await ask('/api/v1/views')).views;
// more runs than these are a matter for howdah view describe
export const view = (name) => ask(`${path(name)}?limit=50`);
export const streams = async (name) => (await ask(path(name, 'streams'))).streams;

/** The answer for a key; one that is not found has found: false and no error. */
export async function lookup(name, key) {
  if (key === '.' || key === '..') {
    // a browser takes these out of a path, so they go by the way that shows no layers
    const body = JSON.stringify({ keys: [key] });
    const headers = { 'Content-Type': 'application/json' };
    return (await ask(path(name, 'lookup'), { method: 'POST', body, headers })).answers[0];
  }
  return ask(`${path(name, 'rows', key)}?layers=true`);
}

const path = (...parts) => `/api/v1/views/${parts.map(encodeURIComponent).join('/')}`;

async function ask(url, { headers = {}, ...options } = {}) {
  if (token.known()) {
    headers.Authorization = `Bearer ${sessionStorage.getItem(TOKEN)}`;
  }
  const signal = AbortSignal.timeout(PATIENCE_MILLIS);
  const [response, text] = await answer(url, { ...options, headers, signal, cache: 'no-store' });
  const body = json(text);
  if (response.ok && body) {
    return body;
  }
  if (response.status === 404 && body?.found === false) {
    return body;
  }
  throw new Refusal(response.status, body?.error ?? `The server answered ${response.status}`);
}

/** What fetch throws is told from a mistake of this page's own, which may be a TypeError too. */
async function answer(url, options) {
  try {
    const response = await fetch(url, options);
    return [response, await response.text()];
  } catch (failure) {
    throw new Unreachable('Cannot reach the server', { cause: failure });
  }
}

/** What the user is told of a failure; one that is neither of the two above is this page's own. */
export const told = (failure) =>
  failure instanceof Refusal || failure instanceof Unreachable
    ? failure.message
    : 'Cannot show what the server answered: a mistake of this page, see the browser’s console';

function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a proxy's page, say: the status tells enough
  }
}
