
(() => {
  'use strict';
  const form = document.getElementById('filter');
  const words = document.getElementById('words');
  const verdict = document.getElementById('verdict');
  const found = document.getElementById('found');
  const parts = [...document.querySelectorAll('main > section')].map((section) => ({
    section,
    count: section.querySelector('.count'),
    details: section.querySelector('details'),
    items: [...section.querySelectorAll('[data-verdict]')].map((node) => ({ node, text: null })),
  })).filter((part) => part.items.length);
  const total = parts.reduce((sum, part) => sum + part.items.length, 0);
  if (!total) return;
  form.hidden = false;

  const apply = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const state = verdict.value;
    const active = wanted.length > 0 || state !== '';
    let shown = 0;
    for (const part of parts) {
      let here = 0;
      for (const item of part.items) {
        if (wanted.length && item.text === null) item.text = item.node.textContent.toLowerCase();
        const fits = (!state || item.node.dataset.verdict === state) && wanted.every((word) => item.text.includes(word));
        item.node.hidden = !fits;
        here += fits;
      }
      shown += here;
      part.section.hidden = here === 0;
      part.count.textContent = active ? `${here} of ${part.items.length}` : part.items.length;
      if (part.details && active) part.details.open = here > 0;
    }
    found.value = active ? `${shown} of ${total}` : '';
  };

  let waiting = 0;
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(apply, 80); };
  words.addEventListener('input', soon);
  verdict.addEventListener('change', apply);
  form.addEventListener('submit', (event) => { event.preventDefault(); apply(); });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement !== words) { event.preventDefault(); words.focus(); }
    if (event.key === 'Escape' && document.activeElement === words) { words.value = ''; apply(); }
  });
  // A part that is folded up opens when one goes to it.
  const unfold = () => {
    const part = parts.find(({ section }) => `#${section.id}` === location.hash);
    if (part && part.details) part.details.open = true;
  };
  addEventListener('hashchange', unfold);
  unfold();
})();
