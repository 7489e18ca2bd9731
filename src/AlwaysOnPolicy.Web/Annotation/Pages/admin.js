// The administrator's page: progress every few seconds, and the export as a file.
const token = location.hash.slice(1);
const element = id => document.getElementById(id);
const ask = path => fetch(path, {
  headers: { Authorization: `Bearer ${token}` }, credentials: 'omit', cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(15000),
});

function say(text) { element('message').textContent = text; element('message').hidden = text === ''; }

function row(rater) {
  const line = document.createElement('tr');
  const cell = (text, kind = 'td', numeric = false) => {
    const made = document.createElement(kind);
    made.textContent = text;
    if (kind === 'th') made.scope = 'row';
    if (numeric) made.className = 'n';
    line.append(made);
  };
  cell(rater.rater, 'th');
  cell(`${rater.done} of ${rater.tasks}`, 'td', true);
  cell(String(rater.skipped), 'td', true);
  cell(rater.checks === 0 ? '–' : `${rater.checks_passed} of ${rater.checks}`, 'td', true);
  cell(rater.last === null ? '–' : new Date(rater.last).toLocaleString());
  return line;
}

async function refresh() {
  let response = null;
  try { response = await ask('/api/admin'); } catch { /* no connection */ }
  if (response?.status === 403) { say("This link does not hold. 'aop annotate serve --new-links' makes a new one."); element('content').hidden = true; return; }
  if (response?.ok) {
    say('');
    element('raters').replaceChildren(...(await response.json()).map(row));
    element('content').hidden = false;
    element('updated').textContent = `As of ${new Date().toLocaleTimeString()}`;
  } else {
    say('The server does not answer. This page tries again by itself.');
  }
  setTimeout(refresh, 5000);
}

async function save(format) {
  const response = await ask(`/api/admin/export?format=${format}`).catch(() => null);
  if (!response?.ok) { say('The export did not come. Try again.'); return; }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = `verdicts.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

for (const format of ['jsonl', 'csv']) element(format).addEventListener('click', () => save(format));
addEventListener('hashchange', () => location.reload());
refresh();
