(() => {
const d = document, all = (s, r = d) => [...r.querySelectorAll(s)];
let at = null;
const shown = () => all('.m').filter(x => !x.closest('[hidden]'));
const unfold = x => { for (let p = x.parentElement; p; p = p.parentElement) if (p.localName == 'details') p.open = true };
const light = x => {
  all('.r.on').forEach(r => r.classList.remove('on'));
  all('.r').filter(r => r.dataset.m == x.id).forEach(r => r.classList.add('on'));
};
const go = x => { if (!x) return; at = x; unfold(x); x.focus({ preventScroll: true }); x.scrollIntoView({ block: 'nearest' }); light(x) };
const step = by => { const l = shown(), i = l.indexOf(at); go(l[i < 0 ? (by > 0 ? 0 : l.length - 1) : (i + by + l.length) % l.length]) };
d.addEventListener('keydown', e => {
  if (e.metaKey || e.ctrlKey || e.altKey || /INPUT|TEXTAREA|SELECT/.test(e.target.tagName)) return;
  if (e.key == 'n') step(1);
  if (e.key == 'p') step(-1);
});
d.addEventListener('focusin', e => { const x = e.target.closest('.m'); if (x) { at = x; light(x) } });
d.addEventListener('click', e => { const r = e.target.closest('.r'); if (r) go(d.getElementById(r.dataset.m)) });
const reach = () => { const x = d.getElementById(decodeURIComponent(location.hash.slice(1))); if (x) { if (x.localName == 'details') x.open = true; unfold(x); x.scrollIntoView(); if (x.classList.contains('m')) go(x) } };
addEventListener('hashchange', reach);
if (location.hash) reach();
all('.tools,.take').forEach(x => x.hidden = false);
const filter = d.getElementById('filter');
if (filter) filter.addEventListener('input', () => {
  const want = filter.value.trim().toLowerCase(), pairs = all('.pair');
  pairs.forEach(p => p.hidden = !p.textContent.toLowerCase().includes(want));
  d.getElementById('filtered').textContent = want ? pairs.filter(p => !p.hidden).length + ' of ' + pairs.length : '';
});
const looks = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'opacity'];
d.addEventListener('click', e => {
  const b = e.target.closest('[data-svg]');
  if (!b) return;
  const from = d.getElementById(b.dataset.svg), to = from.cloneNode(true);
  to.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const copies = all('*', to);
  all('*', from).forEach((x, i) => { const s = getComputedStyle(x); looks.forEach(l => copies[i].setAttribute(l, s.getPropertyValue(l))) });
  let t = b.parentElement.querySelector('textarea');
  if (!t) { t = d.createElement('textarea'); t.readOnly = true; t.rows = 4; t.setAttribute('aria-label', 'SVG'); b.parentElement.append(t) }
  t.value = new XMLSerializer().serializeToString(to);
  t.select();
  b.textContent = d.execCommand('copy') ? 'Copied' : 'Select and copy';
});
let closed = [];
addEventListener('beforeprint', () => { closed = all('details.pair:not([open]),details.signs:not([open])'); closed.forEach(x => x.open = true) });
addEventListener('afterprint', () => closed.forEach(x => x.open = false));
})();
