// How the predictions of the published version are spread, beside those of the version before.
import { element, show } from './dom.js';
import { count, counted, edges, moment, share } from './words.js';

const WAS_PUBLIC = new Set(['PUBLISHED', 'RETIRED']);
const LABELS_DRAWN = 12;

/** The versions to compare, newest first: the published one and the one before, where there are. */
export function comparedVersions(versions) {
  const at = versions.findIndex((version) => version.current);
  if (at < 0) {
    return [];
  }
  const before = versions.slice(at + 1).find((version) => WAS_PUBLIC.has(version.state) && !version.retracted && version.histogram);
  return [versions[at], before].filter((version) => version?.histogram)
    .map((version) => ({ ...version, histogram: whole(version.histogram) }));
}

/** One bucket where all values are the same: equal parts of nothing are none. */
function whole(histogram) {
  return histogram.to > histogram.from ? histogram : { ...histogram, counts: [total(histogram)] };
}

/** True where the buckets are the same: only then can the heights be compared. */
const onOneScale = ([{ histogram: first }, ...others]) =>
  others.every(({ histogram }) => histogram.from === first.from && histogram.to === first.to);

/** Draws into the parts of the page that these ids name; returns what shows a view's versions. */
export function histogramCard(part) {
  const logarithmic = part('logarithmic');
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let versions = [];
  let drawn = '';
  let charts = [];

  logarithmic.addEventListener('change', () => draw());
  dark.addEventListener('change', () => draw());

  function draw() {
    charts.forEach((chart) => chart.destroy());
    charts = [];
    const [present] = versions;
    const title = present?.histogram.kind === 'value' ? 'Values' : 'Scores';
    part('score-title').textContent = title;
    part('score-summary').textContent = `${title} as a table`;
    part('score-part').hidden = !present;
    part('label-part').hidden = !present?.histogram.labels;
    if (!present) {
      show(part('spread-legend'), element('p', { class: 'quiet' }, 'The published version tells nothing of it.'));
      return;
    }
    const comparable = onOneScale(versions) ? versions : [present];
    show(part('spread-legend'), ...versions.map((version, i) => legend(version, i, i < comparable.length)));
    show(part('score-table'), ...bucketTables(versions));
    part('score-chart').setAttribute('aria-label', spreadInWords(versions));
    if (present.histogram.labels) {
      show(part('label-table'), labelTable(versions));
      part('label-chart').setAttribute('aria-label', labelsInWords(versions));
      part('label-title').textContent = labelTitle(present.histogram.labels);
    }
    if (window.Chart) {
      charts = [spreadChart(part('score-chart'), comparable, logarithmic.checked)];
      if (present.histogram.labels) {
        charts.push(labelChart(part('label-chart'), versions));
      }
    }
  }

  return function showHistogram(all) {
    versions = comparedVersions(all);
    const wanted = JSON.stringify(versions.map(({ version, histogram }) => [version, histogram]));
    if (wanted !== drawn) {
      drawn = wanted;
      draw();
    }
  };
}

const rowsOf = ({ labels }, label) => (labels && Object.hasOwn(labels, label) ? labels[label] : 0);
const total = ({ counts }) => counts.reduce((sum, rows) => sum + rows, 0);
const role = (i) => (i === 0 ? 'published' : 'the one before');

function legend({ version, histogram }, i, drawn) {
  return element('p', { class: `key key-${i}` }, element('b', {}, role(i)), ` ${moment(version)}, ${counted(total(histogram), 'row')} written${drawn ? '' : ' (in other buckets: in the table alone)'}`);
}

// ---- tables

function bucketTables(versions) {
  return (onOneScale(versions) ? [versions] : versions.map((version) => [version])).map((some) =>
    table(
      `Rows per bucket, ${some.map(({ version }) => `version ${version}`).join(' and ')}`,
      ['from', 'to'],
      some,
      some[0].histogram.counts.map((_, i) => ({
        names: edges(some[0].histogram, i),
        rows: some.map(({ histogram }) => histogram.counts[i] ?? 0),
      })),
    ));
}

function labelTable(versions) {
  const lines = labelsOf(versions).map((label) => ({
    names: [label],
    rows: versions.map(({ histogram }) => rowsOf(histogram, label)),
  }));
  // of very many labels a histogram names the most frequent
  const others = versions.map(({ histogram }, i) =>
    (histogram.labels ? total(histogram) - lines.reduce((sum, { rows }) => sum + rows[i], 0) : 0));
  return table('Rows per label', ['label'], versions,
    others.some((rows) => rows > 0) ? [...lines, { names: ['all others'], rows: others }] : lines);
}

function table(caption, names, versions, lines) {
  const totals = versions.map(({ histogram }) => total(histogram));
  return element('table', {},
    element('caption', {}, caption),
    element('thead', {}, element('tr', {},
      ...names.map((name) => element('th', { scope: 'col' }, name)),
      ...versions.map(({ current }) => element('th', { scope: 'col', class: 'number' }, current ? 'published' : 'before')))),
    element('tbody', {}, ...lines.map(({ names: [first, ...rest], rows }) => element('tr', {},
      element('th', { scope: 'row' }, first),
      ...rest.map((name) => element('td', {}, name)),
      ...rows.map((number, i) => element('td', { class: 'number' }, count(number), ' ',
        element('span', { class: 'quiet share' }, share(number, totals[i]))))))));
}

/** The labels of all versions, the most frequent of the newest first. */
function labelsOf(versions) {
  return [...new Set(versions.flatMap(({ histogram }) => Object.entries(histogram.labels ?? {})
    .sort(([, a], [, b]) => b - a).map(([label]) => label)))];
}

// ---- in words, for those who do not see the charts

function spreadInWords(versions) {
  return `Histogram. ${versions.map(({ histogram }, i) => {
    if (total(histogram) === 0) {
      return `${role(i)}: no rows`;
    }
    const fullest = histogram.counts.indexOf(Math.max(...histogram.counts));
    const [from, to] = edges(histogram, fullest);
    return `${role(i)}: ${counted(total(histogram), 'row')}, most (${share(histogram.counts[fullest], total(histogram))}) between ${from} and ${to}`;
  }).join('; ')}. The table below has the numbers.`;
}

function labelsInWords(versions) {
  return `Bars: rows per label. ${versions.map(({ histogram }, i) => {
    const [label] = labelsOf([{ histogram }]);
    return label === undefined ? `${role(i)}: none` : `${role(i)}: most frequent ${label}, ${counted(rowsOf(histogram, label), 'row')}`;
  }).join('; ')}. The table below has the numbers.`;
}

function labelTitle(labels) {
  const known = Object.keys(labels).length;
  return known > LABELS_DRAWN ? `Labels, the ${LABELS_DRAWN} most frequent of ${known}` : 'Labels';
}

// ---- charts

/** Steps on one scale: the published version filled, the one before a dashed line. */
function spreadChart(canvas, versions, logarithmic) {
  const look = looks();
  return new window.Chart(canvas, {
    type: 'line',
    data: {
      datasets: versions.map(({ histogram }, i) => ({
        label: role(i),
        data: steps(histogram),
        stepped: true,
        pointRadius: 0,
        pointHitRadius: 8,
        borderWidth: 2,
        borderColor: look.lines[i],
        borderDash: i === 0 ? [] : [5, 4],
        backgroundColor: look.fill,
        fill: i === 0 ? 'origin' : false,
      })),
    },
    options: options(look, bucketTitle(versions), {
      x: { ...axis(look, versions[0].histogram.kind), type: 'linear', ...range(versions) },
      y: {
        ...axis(look, 'share of rows'),
        type: logarithmic ? 'logarithmic' : 'linear',
        ...(logarithmic ? { min: lowest(versions) } : { beginAtZero: true }),
        ticks: { color: look.quiet, maxTicksLimit: 5, callback: percent },
      },
    }),
  });
}

/** Below the least share, so that it can be seen. */
function lowest(versions) {
  const shares = versions.flatMap(({ histogram }) => histogram.counts.map((rows) => rows / (total(histogram) || 1)));
  return Math.min(1, ...shares.filter((part) => part > 0)) / 2;
}

/** The bucket below the pointer; the last point only closes the last bucket. */
const bucketTitle = (versions) => ([item]) => {
  const { histogram } = versions[item.datasetIndex];
  return edges(histogram, Math.min(item.dataIndex, histogram.counts.length - 1)).join(' to ');
};

/** Points at the left edge of each bucket, and one more that closes the last. */
function steps({ from, to, counts }) {
  const width = (to - from) / counts.length || 1;
  const all = counts.reduce((sum, rows) => sum + rows, 0) || 1;
  const least = to > from ? from : from - 0.5;
  const points = counts.map((rows, i) => ({ x: least + i * width, y: rows / all }));
  return [...points, { x: least + counts.length * width, y: points.at(-1).y }];
}

function range(versions) {
  const from = Math.min(...versions.map(({ histogram }) => histogram.from));
  const to = Math.max(...versions.map(({ histogram }) => histogram.to));
  return to > from ? { min: from, max: to } : { min: from - 0.5, max: from + 0.5 };
}

/** Bars per label: the published version filled, the one before an outline. */
function labelChart(canvas, versions) {
  const look = looks();
  const labels = labelsOf(versions).slice(0, LABELS_DRAWN);
  return new window.Chart(canvas, {
    type: 'bar',
    data: {
      labels: labels.map((label) => (label.length > 16 ? `${label.slice(0, 15)}…` : label)),
      datasets: versions.map(({ histogram }, i) => ({
        label: role(i),
        data: labels.map((label) => rowsOf(histogram, label) / (total(histogram) || 1)),
        borderWidth: i === 0 ? 0 : 1.5,
        borderColor: look.lines[i],
        backgroundColor: i === 0 ? look.lines[0] : 'transparent',
        categoryPercentage: 0.72,
        barPercentage: 0.9,
      })),
    },
    options: options(look, ([item]) => labels[item.dataIndex], {
      x: { ...axis(look, 'label'), grid: { display: false } },
      y: { ...axis(look, 'share of rows'), beginAtZero: true, ticks: { color: look.quiet, maxTicksLimit: 4, callback: percent } },
    }),
  });
}

const percent = (part) => `${Number((100 * part).toPrecision(4))}%`;

function options(look, title, scales) {
  return {
    animation: false,
    maintainAspectRatio: false,
    interaction: { mode: 'index', intersect: false },
    scales,
    plugins: {
      legend: { display: false },
      tooltip: {
        animation: false,
        callbacks: {
          title,
          label: (item) => `${item.dataset.label}: ${share(item.parsed.y, 1)}`,
        },
      },
    },
  };
}

function axis(look, title) {
  return {
    title: { display: true, text: title, color: look.quiet },
    ticks: { color: look.quiet },
    grid: { color: look.grid },
    border: { color: look.grid },
  };
}

/** The page's colours as they are now, light or dark. */
function looks() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  window.Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  return {
    lines: [colour('--accent'), colour('--before')],
    fill: colour('--accent-fill'),
    quiet: colour('--quiet'),
    grid: colour('--line'),
  };
}
