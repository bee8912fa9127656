(() => {
  'use strict';
  const form = document.getElementById('Filter');
  const rows = [...document.querySelectorAll('.targets tbody tr[data-state]')];
  const name = (r) => r.cells[0].textContent;

  // A page that is kept says of no target what is valid no more.
  for (const r of rows) {
    if (!r.dataset.until || r.dataset.until * 1000 > Date.now()) continue;
    r.dataset.state = 'expired';
    const badge = r.querySelector('.badge');
    badge.textContent = 'expired';
    badge.className = 'badge warn';
  }
  const states = form.elements.state;
  if (rows.some((r) => r.dataset.state === 'expired') && ![...states.options].some((o) => o.value === 'expired')) states.add(new Option('expired'));

  const filter = () => {
    const {text, state, contract, shown} = form.elements;
    const wanted = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let n = 0;
    for (const r of rows) {
      const called = name(r).toLowerCase();
      r.hidden = !((!state.value || r.dataset.state === state.value) && (!contract.value || r.dataset.contract === contract.value) && wanted.every((w) => called.includes(w)));
      n += r.hidden ? 0 : 1;
    }
    shown.value = `${n} of ${rows.length}`;
  };
  form.hidden = false;
  form.addEventListener('input', filter);
  form.addEventListener('submit', (e) => e.preventDefault());
  form.addEventListener('reset', () => setTimeout(filter));
  filter();

  // A click on a head sorts by its column, the worst or latest first; another one the other way round.
  const rank = new Map(rows.map((r, i) => [r, i]));
  const keys = {
    name: () => (a, b) => name(a) < name(b) ? -1 : 1,
    state: () => (a, b) => rank.get(a) - rank.get(b),
    age: () => {
      const at = new Map(rows.map((r) => [r, r.querySelector('time') ? Date.parse(r.querySelector('time').dateTime) : 0]));
      return (a, b) => at.get(a) - at.get(b) || rank.get(a) - rank.get(b);
    },
    cell: (column) => (a, b) => (b.cells[column].dataset.weight || 0) - (a.cells[column].dataset.weight || 0) || rank.get(a) - rank.get(b),
  };
  for (const table of document.querySelectorAll('.targets')) {
    const heads = [...table.querySelectorAll('th[data-sort]')];
    for (const [column, head] of heads.entries()) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener('click', () => {
        const down = head.ariaSort === 'ascending';
        for (const h of heads) h.removeAttribute('aria-sort');
        head.ariaSort = down ? 'descending' : 'ascending';
        const by = keys[head.dataset.sort](column);
        const own = [...table.tBodies[0].rows].filter((r) => r.dataset.state).sort(by);
        table.tBodies[0].append(...(down ? own.reverse() : own));
      });
    }
  }
})();
