// The rater's page. The token stands in the address behind '#', which the browser sends to nobody; it goes to this server alone, in a header.
// Texts of models are only ever put in as textContent.
const token = location.hash.slice(1);
const element = id => document.getElementById(id);
const ahead = 10;

let place = '';          // where this rater's unsent choices are kept in this browser
let choices = [];        // by task: first, second, tie, skip, or null
const texts = new Map(); // by task: question, first, second
const queue = [];        // what the server has not acknowledged, the oldest first
const trail = [];        // the tasks that were answered, the newest last
let current = -1, sending = false, loading = false, stopped = false;

const ask = (path, options = {}) => fetch(path, {
  ...options,
  headers: { ...options.headers, Authorization: `Bearer ${token}` },
  credentials: 'omit', cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(15000),
});
const sleep = milliseconds => new Promise(done => {
  const wake = () => { clearTimeout(timer); removeEventListener('online', wake); done(); };
  const timer = setTimeout(wake, milliseconds);
  addEventListener('online', wake);
});

function say(text) { element('message').textContent = text; element('message').hidden = text === ''; }
function announce(text) { element('live').textContent = text; }

function showSaved(offline) {
  const saved = element('saved');
  saved.classList.toggle('waiting', offline && queue.length > 0);
  saved.textContent = queue.length === 0 ? 'All saved'
    : offline ? `No connection: ${queue.length} kept here, sent when it is back` : 'Saving…';
}

// What is not acknowledged outlives the page, each event under a key of its own.
function keep(event) { try { localStorage.setItem(event.stored, JSON.stringify(event.body)); } catch { /* no storage: the page itself keeps it */ } }
function forget(event) { try { localStorage.removeItem(event.stored); } catch { /* likewise */ } }
function kept() {
  try {
    return Object.keys(localStorage).filter(key => key.startsWith(place)).sort()
      .map(stored => ({ stored, body: JSON.parse(localStorage.getItem(stored)) }));
  } catch { return []; }
}

let made = 0;
function enqueue(task, choice, reason, note) {
  const key = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
  const body = { key, task, choice };
  if (reason) body.reason = reason;
  if (note) body.note = note;
  const event = { stored: `${place}${String(Date.now()).padStart(15, '0')}-${String(++made).padStart(6, '0')}-${key}`, body };
  queue.push(event);
  keep(event);
  showSaved(false);
  send();
}

async function send() {
  if (sending || stopped) return;
  sending = true;
  let pause = 500;
  while (queue.length > 0) {
    const event = queue[0];
    let response = null;
    try {
      response = await ask('/api/rater/events', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(event.body) });
    } catch { /* no connection */ }
    if (response?.status === 403) { lostLink(); break; }
    if (response === null || response.status === 429 || response.status >= 500) {
      showSaved(response === null || response.status >= 500);
      await sleep(response?.status === 429 ? 1000 : pause);
      pause = Math.min(2 * pause, 10000);
      continue;
    }
    if (!response.ok) say(`The server did not take a choice (${response.status}). Please tell whoever sent you the link.`);
    pause = 500;
    queue.shift();
    forget(event);
    showSaved(false);
  }
  sending = false;
}

function lostLink() {
  stopped = true;
  say('This link does not hold. Ask whoever sent it to you for a new one' +
    (queue.length > 0 ? `; ${queue.length} choices that are not sent yet are kept in this browser.` : '.'));
  element('actions').hidden = element('task').hidden = true;
}

async function load(from) {
  if (loading || stopped) return;
  loading = true;
  try {
    const response = await ask(`/api/rater/tasks?from=${from}`);
    if (response.status === 403) return lostLink();
    if (response.ok) for (const task of await response.json()) texts.set(task.task, task);
    else await sleep(1000);
  } catch {
    showSaved(true);
    await sleep(2000);
  } finally {
    loading = false;
  }
  if (current >= 0 && element('task').hidden && texts.has(current)) show(current, false);
  want();
}

// Texts are fetched some tasks ahead, so that a rater can go on for a while without a connection.
function want() {
  if (current < 0 || stopped) return;
  for (let task = current; task < Math.min(current + ahead, choices.length); task++) if (!texts.has(task)) return void load(task);
}

function text(id, value) {
  const blank = value.trim() === '';
  element(id).textContent = blank ? '' : value;
  element(id).hidden = blank;
  const empty = element(`${id}-empty`);
  if (empty) empty.hidden = !blank;
}

function show(task, focus = true) {
  current = task;
  const done = choices.filter(choice => choice !== null).length;
  element('progress').max = choices.length;
  element('progress').value = done;
  element('count').textContent = `${done} of ${choices.length}`;
  const ended = task < 0;
  element('done').hidden = !ended;
  element('actions').hidden = false;
  for (const id of ['choose-first', 'choose-second', 'choose-tie', 'skip']) element(id).disabled = ended || !texts.has(task);
  element('undo').disabled = done === 0;
  element('task').hidden = ended || !texts.has(task);
  document.title = ended ? 'All done' : `${done + 1} of ${choices.length} · Which response is more helpful?`;
  if (ended) {
    const skipped = choices.filter(choice => choice === 'skip').length;
    element('done-text').textContent = `${choices.length - skipped} items rated` + (skipped > 0 ? `, ${skipped} skipped.` : '.') +
      ' You may close this page when it says that all is saved.';
    if (focus) element('done-heading').focus();
    return;
  }
  want();
  if (!texts.has(task)) { announce('Loading the next item.'); return; }
  const { question, first, second } = texts.get(task);
  text('question', question);
  text('first', first);
  text('second', second);
  element('note').value = '';
  element('note-box').open = false;
  scrollTo(0, 0);
  if (focus) element('question-heading').focus({ preventScroll: true });
}

function next(after) {
  for (let step = 1; step <= choices.length; step++) {
    const task = (after + step) % choices.length;
    if (choices[task] === null) return task;
  }
  return -1;
}

const words = { first: 'Response A chosen.', second: 'Response B chosen.', tie: 'Both equal.', skip: 'Skipped.' };
function choose(choice, reason) {
  if (current < 0 || !texts.has(current) || stopped) return;
  const task = current;
  choices[task] = choice;
  trail.push(task);
  enqueue(task, choice, reason, element('note').value.trim());
  element('help').open = false;
  show(next(task));
  announce(`${words[choice]} ${current < 0 ? 'All items are done.' : `${choices.filter(c => c !== null).length} of ${choices.length} done.`}`);
}

function undo() {
  if (stopped) return;
  const task = trail.length > 0 ? trail.pop() : choices.findLastIndex(choice => choice !== null);
  if (task < 0) return;
  choices[task] = null;
  enqueue(task, 'undo');
  show(task);
  announce('Your last choice was taken back.');
}

function skip() {
  if (current < 0 || element('skip').disabled) return;
  element('skip-dialog').showModal();
}

element('choose-first').addEventListener('click', () => choose('first'));
element('choose-second').addEventListener('click', () => choose('second'));
element('choose-tie').addEventListener('click', () => choose('tie'));
element('undo').addEventListener('click', undo);
element('skip').addEventListener('click', skip);
element('skip-cancel').addEventListener('click', () => element('skip-dialog').close());
element('skip-confirm').addEventListener('click', () => {
  element('skip-dialog').close();
  choose('skip', document.querySelector('input[name=reason]:checked').value);
});

const keys = {
  a: () => choose('first'), 1: () => choose('first'), b: () => choose('second'), 2: () => choose('second'),
  c: () => choose('tie'), t: () => choose('tie'), 3: () => choose('tie'), u: undo, s: skip,
  n: () => { element('note-box').open = true; element('note').focus(); },
};
addEventListener('keydown', event => {
  if (event.target === element('note') && event.key === 'Escape') { element('note-box').open = false; element('question-heading').focus(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !element('shortcuts').checked) return;
  if (element('skip-dialog').open || element('actions').hidden || event.target.matches('textarea, input, select')) return;
  const act = keys[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});
try {
  element('shortcuts').checked = localStorage.getItem('single-keys') !== 'off';
  element('shortcuts').addEventListener('change', () => localStorage.setItem('single-keys', element('shortcuts').checked ? 'on' : 'off'));
} catch { /* no storage: on, for this visit */ }
addEventListener('hashchange', () => location.reload());

async function start() {
  if (token === '') { say('This address lacks its key: open the link as it was sent to you, with all that stands behind #.'); return; }
  let state = null;
  for (let pause = 500; state === null; pause = Math.min(2 * pause, 10000)) {
    try {
      const response = await ask('/api/rater');
      if (response.status === 403) return lostLink();
      if (response.ok) state = await response.json();
    } catch { /* no connection */ }
    if (state === null) { say('The server does not answer. This page tries again by itself.'); await sleep(pause); }
  }
  say('');
  place = `unsent-${state.place}-`;
  choices = state.choices;
  element('instructions').textContent = state.instructions;
  for (const event of kept()) {
    queue.push(event);
    choices[event.body.task] = event.body.choice === 'undo' ? null : event.body.choice;
  }
  showSaved(false);
  send();
  element('help').open = choices.every(choice => choice === null);
  const first = choices.indexOf(null);
  show(first, false);
}

start();
