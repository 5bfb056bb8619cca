/** Style and script of the hosted pages. Kept as text, so that the compiled server needs no files beside it. */

export const STYLE = `
:root {
  color-scheme: light dark;
  --layout: #f7f8fa; --container: #ffffff; --text: #1a1b25; --secondary: #545969; --border: #d9dce3; --hairline: #e8eaef;
  --primary: #5452e0; --primary-hover: #4442c8; --link: #4a48d4; --ring: #5452e066; --error: #c4213c; --error-back: #fdecef;
  --warning: #9a4f06; --warning-back: #fdf2e0; --success: #0b7a53; --success-back: #e4f6ee; --field: #ffffff; --field-border: #868c9b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --layout: #0b0c0f; --container: #15161b; --text: #eceef3; --secondary: #a6abb8; --border: #22242c; --hairline: #22242c;
    --primary: #6260ec; --primary-hover: #6e6cf6; --link: #a5a5fb; --ring: #a5a5fb80; --error: #ff7385; --error-back: #2d151a;
    --warning: #f5b54a; --warning-back: #2a1f0d; --success: #4ade9f; --success-back: #10261d; --field: #0f1014; --field-border: #6b7080;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--layout); color: var(--text); font: 14px/1.55 'Inter Variable', Inter, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
.sandbox { background: var(--warning-back); color: var(--warning); text-align: center; padding: 8px 16px; font-weight: 600; font-size: 13px; }
main { max-width: 460px; margin: 0 auto; padding: 32px 16px 48px; }
.brand { display: flex; align-items: center; gap: 10px; font-weight: 600; font-size: 15px; margin-bottom: 20px; }
.brand svg { width: 28px; height: 28px; }
.card { background: var(--container); border: 1px solid var(--border); border-radius: 12px; padding: 28px; box-shadow: 0 1px 2px #1a1b250a, 0 8px 24px #1a1b250a; }
h1 { font-size: 16px; line-height: 1.4; margin: 0; font-weight: 600; }
.amount { font-size: 32px; line-height: 1.2; font-weight: 600; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; margin: 6px 0 2px; }
.what { color: var(--secondary); margin: 0; overflow-wrap: anywhere; }
form { margin: 24px 0 0; }
label { display: block; font-weight: 500; margin-bottom: 6px; }
.row { display: grid; grid-template-columns: 1fr 1fr; gap: 14px; }
.field { margin-bottom: 16px; min-width: 0; }
input { width: 100%; height: 42px; padding: 0 12px; font: inherit; font-size: 16px; font-variant-numeric: tabular-nums; color: var(--text); background: var(--field); border: 1px solid var(--field-border); border-radius: 8px; }
input::placeholder { color: var(--secondary); opacity: 1; }
input:focus-visible, button:focus-visible, summary:focus-visible, a:focus-visible { outline: 3px solid var(--ring); outline-offset: 1px; }
input:focus-visible { border-color: var(--primary); }
input[aria-invalid='true'] { border-color: var(--error); }
.hint { color: var(--error); font-size: 13px; margin: 6px 0 0; }
.alert { background: var(--error-back); color: var(--error); border-radius: 8px; padding: 10px 14px; margin: 20px 0 0; font-weight: 500; }
button { font: inherit; cursor: pointer; }
.primary { width: 100%; height: 44px; border: 0; border-radius: 8px; background: var(--primary); color: #ffffff; font-weight: 600; font-size: 15px; }
.primary:hover { background: var(--primary-hover); }
@media (prefers-color-scheme: dark) { .primary:hover { background: #5755e4; } }
.primary[aria-disabled='true'] { cursor: progress; opacity: 0.75; }
.secondary { width: 100%; height: 44px; border: 1px solid var(--field-border); border-radius: 8px; background: transparent; color: var(--text); font-weight: 600; font-size: 15px; margin-top: 12px; }
.secondary:hover { border-color: var(--text); }
.choices { border: 0; margin: 0 0 20px; padding: 0; }
.choices legend { font-weight: 500; margin-bottom: 6px; padding: 0; }
.choices label { display: grid; grid-template-columns: auto 1fr; gap: 0 10px; align-items: start; font-weight: 500; margin: 0; padding: 9px 6px; border-top: 1px solid var(--hairline); cursor: pointer; border-radius: 6px; }
.choices label:first-of-type { border-top: 0; }
.choices label:hover { background: var(--layout); }
.choices input { width: 18px; height: 18px; margin: 2px 0 0; accent-color: var(--primary); }
.choices .does { grid-column: 2; color: var(--secondary); font-size: 13px; font-weight: 400; }
.back { display: block; text-align: center; margin-top: 16px; color: var(--link); }
details { margin-top: 20px; border-top: 1px solid var(--hairline); padding-top: 16px; }
summary { cursor: pointer; font-weight: 500; border-radius: 6px; }
.cards { list-style: none; margin: 12px 0 0; padding: 0; max-height: 340px; overflow: auto; }
.cards li { border-top: 1px solid var(--hairline); }
.cards li:first-child { border-top: 0; }
.cards button { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 12px; width: 100%; text-align: left; background: transparent; border: 0; border-radius: 6px; padding: 8px 6px; color: var(--text); }
.cards button:hover { background: var(--layout); }
.cards .number { font-variant-numeric: tabular-nums; font-weight: 500; white-space: nowrap; }
.cards .does { color: var(--secondary); font-size: 13px; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 8px 16px; margin: 20px 0 0; padding: 16px 0 0; border-top: 1px solid var(--hairline); }
dt { color: var(--secondary); }
dd { margin: 0; text-align: right; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.mark { display: inline-flex; align-items: center; border-radius: 999px; padding: 2px 10px; font-size: 13px; font-weight: 600; }
.mark.good { background: var(--success-back); color: var(--success); }
.mark.bad { background: var(--error-back); color: var(--error); }
.foot { color: var(--secondary); font-size: 13px; text-align: center; margin: 20px 0 0; }
@media (max-width: 420px) { .card { padding: 20px; } }
@media (prefers-reduced-motion: no-preference) { button, input { transition: background-color 120ms, border-color 120ms; } }
`;

export const SCRIPT = `
'use strict';
(() => {
  const number = document.getElementById('number');
  const expiry = document.getElementById('expiry');
  const cvc = document.getElementById('cvc');
  const digits = (text) => text.replace(/\\D/g, '');
  const grouped = (text) => {
    const plain = digits(text).slice(0, 19);
    const sizes = /^3[47]/.test(plain) ? [4, 6, 5] : [4, 4, 4, 4, 3];
    const groups = [];
    let at = 0;
    for (const size of sizes) {
      if (at < plain.length) groups.push(plain.slice(at, at + size));
      at += size;
    }
    return groups.join(' ');
  };
  const keepEnd = (input, format) => {
    const atEnd = input.selectionStart === input.value.length;
    const next = format(input.value);
    if (next !== input.value && atEnd) input.value = next;
  };
  if (number) number.addEventListener('input', () => keepEnd(number, grouped));
  if (expiry) {
    expiry.addEventListener('input', (event) => {
      if (event.inputType === 'deleteContentBackward') return;
      keepEnd(expiry, (text) => {
        const plain = digits(text).slice(0, 4);
        return plain.length > 2 ? plain.slice(0, 2) + ' / ' + plain.slice(2) : plain.length === 2 ? plain + ' / ' : plain;
      });
    });
  }
  for (const button of document.querySelectorAll('[data-number]')) {
    button.addEventListener('click', () => {
      number.value = grouped(button.dataset.number);
      expiry.value = expiry.dataset.sample;
      cvc.value = /^3[47]/.test(button.dataset.number) ? '1234' : '123';
      document.querySelector('.primary').focus();
    });
  }
  for (const form of document.querySelectorAll('form')) {
    form.addEventListener('submit', (event) => {
      if (form.dataset.sent === 'true') { event.preventDefault(); return; }
      form.dataset.sent = 'true';
      const button = form.querySelector('.primary');
      if (button) { button.setAttribute('aria-disabled', 'true'); button.textContent = button.dataset.busy || button.textContent; }
    });
  }
  // A page that the browser brings back by its Back button must be usable again.
  window.addEventListener('pageshow', (event) => { if (event.persisted) window.location.reload(); });
})();
`;
