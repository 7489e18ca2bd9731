// One call, one domain or one prompt of an iteration. Without it the page shows them all. No less-than sign and no ampersand: the page is XML, too.
(function () {
  'use strict';
  var step = 50;
  var only = null;   // the prompt that is followed
  var form = document.getElementById('choose');
  var lists = Array.prototype.map.call(document.querySelectorAll('tbody.chosen'), function (body) {
    var rows = Array.prototype.slice.call(body.children);
    rows.forEach(function (row) { row.words = row.textContent.toLowerCase(); });
    return { rows: rows, more: body.closest('section').querySelector('button.more'), shown: step };
  });
  function has(row, call) { return row.getAttribute('data-calls').split(' ').indexOf(call) !== -1; }
  function fits(row) {
    if (form.call.value !== '' ? !has(row, form.call.value) : false) return false;
    if (form.domain.value !== '' ? row.getAttribute('data-domain') !== form.domain.value : false) return false;
    return form.text.value.toLowerCase().split(/\s+/).every(function (word) { return row.words.indexOf(word) !== -1; });
  }
  function show() {
    var words = lists.map(function (list, i) {
      var alone = i === 0 ? only : null;
      var found = alone ? [alone] : list.rows.filter(fits);
      list.rows.forEach(function (row) { row.hidden = true; });
      found.forEach(function (row, at) { row.hidden = at >= list.shown; });
      list.more.hidden = alone ? false : list.shown >= found.length;
      return found.length + (i === 1 ? ' probe questions' : found.length === 1 ? ' prompt' : ' prompts');
    });
    document.getElementById('found').textContent = words.join(', ');
  }
  function again() {
    lists.forEach(function (list) { list.shown = step; });
    show();
  }
  // #call-3 shows a call, #prompt-003-012 a prompt with its call.
  function follow() {
    var named = decodeURIComponent(location.hash.slice(1));
    var row = named.indexOf('prompt-') === 0 ? document.getElementById(named) : null;
    var call = row ? row.getAttribute('data-calls') : named.indexOf('call-') === 0 ? named.slice(5) : null;
    if (call === null) return;
    form.call.value = call;
    form.domain.value = '';
    form.text.value = '';
    only = row;
    again();
    form.scrollIntoView();
  }
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  form.addEventListener('input', function () { only = null; again(); });
  lists.forEach(function (list) {
    list.more.addEventListener('click', function () {
      if (only ? list === lists[0] : false) only = null;
      else list.shown += step;
      show();
    });
  });
  window.addEventListener('hashchange', follow);
  form.hidden = false;
  show();
  follow();
})();
