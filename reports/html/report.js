(() => {
  'use strict';
  const form = document.getElementById('Filter');
  const clauses = [...document.querySelectorAll('.clause')];
  const said = document.getElementById('Said');

  const words = new Map(clauses.map((c) => [c, c.textContent.toLowerCase()]));
  const filter = () => {
    const {status, level, area, text} = form.elements;
    const wanted = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const c of clauses) {
      const fits = (!status.value || c.dataset.status === status.value) && (!level.value || c.dataset.level === level.value) &&
        (!area.value || c.dataset.area === area.value) && wanted.every((w) => words.get(c).includes(w));
      c.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    form.elements.shown.value = `${shown} of ${clauses.length}`;
    document.getElementById('Nothing').hidden = shown > 0;
  };
  if (form) {
    form.hidden = false;
    form.addEventListener('input', filter);
    form.addEventListener('submit', (e) => e.preventDefault());
    form.addEventListener('reset', () => setTimeout(filter));
    for (const tile of document.querySelectorAll('.tile')) {
      tile.addEventListener('click', () => {
        form.reset();
        form.elements.status.value = tile.dataset.status;
        filter();
      });
    }
  }

  // A link to what is folded or filtered away shows it.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.hidden && form) {
      form.reset();
      filter();
    }
    for (let e = target; e; e = e.parentElement) if (e.localName === 'details') e.open = true;
    target.scrollIntoView();
    if (target.localName === 'details') target.querySelector('summary').focus({preventScroll: true});
  };
  addEventListener('hashchange', reveal);
  document.addEventListener('click', (e) => {
    const link = e.target.closest && e.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash) reveal();
  });
  if (location.hash) reveal();

  const select = (code) => {
    const range = document.createRange();
    range.selectNodeContents(code);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };
  const byHand = (code) => {
    select(code);
    return document.execCommand('copy');
  };
  const tell = (button, text) => {
    said.textContent = button.textContent = text;
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  };
  for (const button of document.querySelectorAll('.copy')) {
    const code = button.parentElement.querySelector('code');
    button.hidden = false;
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        tell(button, 'Copied');
      } catch {
        tell(button, byHand(code) ? 'Copied' : 'Selected');
      }
    });
  }

  // Paper has nothing to click.
  let closed = [];
  addEventListener('beforeprint', () => {
    closed = [...document.querySelectorAll('details:not([open])')];
    for (const d of closed) d.open = true;
  });
  addEventListener('afterprint', () => { for (const d of closed) d.open = false; });
})();
