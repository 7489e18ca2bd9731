// Keeps the report of a run up to date while the page is open. No less-than sign and no ampersand: the page is XML, too.
(function () {
  'use strict';
  var live = document.getElementById('live');
  var list = document.getElementById('log');
  var state = document.getElementById('state');
  var running = document.getElementById('running');
  var link = document.getElementById('link');
  var last = Number(list.getAttribute('data-last'));
  var version = list.getAttribute('data-version');
  var wanted = version;
  var loading = false;
  var source = new EventSource('events?after=' + last);

  source.addEventListener('open', function () { link.textContent = ''; });
  source.addEventListener('error', function () {
    link.textContent = 'The connection is lost; this page goes on where it was as soon as it is back.';
  });
  source.addEventListener('reset', function () {
    list.textContent = '';
    last = 0;
  });
  source.addEventListener('log', function (event) {
    var line = JSON.parse(event.data);
    if (last >= line.number) return;
    last = line.number;
    var item = document.createElement('li');
    item.textContent = line.text;
    list.insertBefore(item, list.firstChild);
    document.getElementById('lines').textContent = last + ' lines';
  });
  source.addEventListener('status', function (event) {
    var status = JSON.parse(event.data);
    state.textContent = status.text;
    running.textContent = '';
    status.stages.forEach(function (stage) {
      var item = document.createElement('li');
      item.appendChild(document.createTextNode(stage.text + ' '));
      if (stage.total > 0) {
        var bar = document.createElement('progress');
        bar.max = stage.total;
        bar.value = stage.done;
        bar.setAttribute('aria-label', stage.text);
        item.appendChild(bar);
      }
      running.appendChild(item);
    });
  });
  source.addEventListener('report', function (event) {
    wanted = event.data;
    load();
  });

  function opened(root) {
    return Array.prototype.map.call(root.querySelectorAll('details[open]'), name);
  }
  function name(details) { return details.firstElementChild.textContent.replace(/[\d,.]+/g, '#'); }

  function load() {
    if (loading) return;
    if (wanted === version) return;
    loading = true;
    var asked = wanted;
    fetch('./', { cache: 'no-store' }).then(function (reply) {
      if (!reply.ok) throw new Error(String(reply.status));
      return reply.text();
    }).then(function (text) {
      var next = new DOMParser().parseFromString(text, 'text/html');
      var main = document.querySelector('main');
      var open = opened(main);
      var kept = window.answers.chosen();
      var fresh = document.adoptNode(next.querySelector('main'));
      fresh.querySelector('#live').replaceWith(live);
      main.replaceWith(fresh);
      fresh.querySelectorAll('details').forEach(function (details) {
        if (open.indexOf(name(details)) !== -1) details.open = true;
      });
      document.title = next.title;
      window.answers.wire(kept);
      version = asked;
    }).catch(function () { version = version; }).then(function () {
      loading = false;
      if (wanted !== version) setTimeout(load, 2000);
    });
  }
})();
