// Filter, search and order of the answers side by side. Without it the page shows them all. No less-than sign and no ampersand: the page is XML, too.
(function () {
  'use strict';
  var step = 20;
  function wire(kept) {
    var form = document.getElementById('search');
    if (!form) return;
    var list = document.getElementById('searched');
    var items = Array.prototype.slice.call(list.children);
    var more = document.getElementById('more');
    var shown = step;
    items.forEach(function (item, i) { item.listed = i; item.words = item.textContent.toLowerCase(); });
    function number(item, name) { return Number(item.getAttribute(name)) || 0; }
    function fits(item) {
      if (form.domain.value !== '' ? item.getAttribute('data-domain') !== form.domain.value : false) return false;
      if (form.said.value !== '' ? item.getAttribute('data-said').split('|').indexOf(form.said.value) === -1 : false) return false;
      return form.text.value.toLowerCase().split(/\s+/).every(function (word) { return item.words.indexOf(word) !== -1; });
    }
    function show() {
      var order = form.order.value;
      var found = items.filter(fits);
      found.sort(function (a, b) {
        return (order === 'listed' ? 0 : number(b, 'data-' + order) - number(a, 'data-' + order)) || a.listed - b.listed;
      });
      items.forEach(function (item) { item.hidden = true; });
      found.forEach(function (item, i) {
        item.hidden = i >= shown;
        list.appendChild(item);
      });
      document.getElementById('found').textContent = found.length + ' of ' + items.length + ' questions' +
        (found.length > shown ? ', the first ' + shown + ' shown' : '');
      more.hidden = shown >= found.length;
    }
    function again() { shown = step; show(); }
    if (kept) Object.keys(kept).forEach(function (name) { form[name].value = kept[name]; });
    form.addEventListener('submit', function (event) { event.preventDefault(); });
    form.addEventListener('input', again);
    more.addEventListener('click', function () { shown += step; show(); });
    form.hidden = false;
    document.getElementById('all').open = true;
    show();
  }
  function chosen() {
    var form = document.getElementById('search');
    return form ? { domain: form.domain.value, said: form.said.value, text: form.text.value, order: form.order.value } : null;
  }
  window.answers = { wire: wire, chosen: chosen };
  wire(null);
})();
