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
  // What is filtered stands behind the fragment, so that the address can be passed on: #Clauses?status=failed.
  const names = ['status', 'level', 'area', 'text'];
  const remember = () => {
    const chosen = new URLSearchParams(names.filter((n) => form.elements[n].value).map((n) => [n, form.elements[n].value]));
    history.replaceState(null, '', chosen.size ? `#Clauses?${chosen}` : '#Clauses');
  };
  const recall = () => {
    const [, query] = location.hash.split('?');
    if (!form || query === undefined) return;
    form.reset();
    for (const [name, value] of new URLSearchParams(query)) if (names.includes(name)) form.elements[name].value = value;
    filter();
  };
  if (form) {
    form.hidden = false;
    form.addEventListener('input', () => {
      filter();
      remember();
    });
    form.addEventListener('submit', (e) => e.preventDefault());
    form.addEventListener('reset', () => setTimeout(filter));
    form.addEventListener('click', (e) => { if (e.target.type === 'reset') setTimeout(remember); });
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
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1).split('?')[0]));
    if (!target) return;
    recall();
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

  // Paper has nothing to click: it has the verdict, the findings and the list of clauses, and all exchanges where that is asked for.
  let closed = [];
  addEventListener('beforeprint', () => {
    if (!document.body.classList.contains('everything')) return;
    closed = [...document.querySelectorAll('details:not([open])')];
    for (const d of closed) d.open = true;
  });
  addEventListener('afterprint', () => {
    for (const d of closed) d.open = false;
    closed = [];
    document.body.classList.remove('everything');
  });
  const everything = document.getElementById('Everything');
  everything.hidden = false;
  everything.addEventListener('click', () => {
    document.body.classList.add('everything');
    print();
  });

  // A slash goes to the search, as elsewhere.
  document.addEventListener('keydown', (e) => {
    if (e.key !== '/' || e.ctrlKey || e.metaKey || e.altKey || !form || /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) return;
    e.preventDefault();
    form.elements.text.focus();
    form.scrollIntoView();
  });
})();
