import type { StoredObjects } from '../store/objects.js';
import type { Intent } from '../stripe/authentication.js';
import { testCards } from '../stripe/cards.js';
import { spokenAmount } from '../stripe/currencies.js';
import { type Html, html } from './html.js';

/** The pages that a customer sees in the sandbox. They work without the script, too. */

export type CardField = 'number' | 'expiry' | 'cvc';

export interface CardProblem {
  readonly message: string;
  /** Null: the card as a whole was refused. */
  readonly field: CardField | null;
}

const LOGO = html`<svg viewBox="0 0 28 28" aria-hidden="true" focusable="false"><rect width="28" height="28" rx="8" fill="#5452e0"/><path d="M7 11.2 14 7l7 4.2v1.3H7zM8.6 14.3h2v5h-2zm4.4 0h2v5h-2zm4.4 0h2v5h-2zM7 20.4h14V22H7z" fill="#fff"/></svg>`;

export function cardPage(view: {
  readonly intent: Intent;
  readonly action: string;
  readonly returnUrl: string | null;
  readonly problem: CardProblem | null;
  readonly sampleExpiry: string;
}): Html {
  const { intent, problem } = view;
  const isPayment = intent.object === 'payment_intent';
  const verb = isPayment ? `Pay ${amountOf(intent)}` : 'Save card';
  return page(
    isPayment ? 'Pay by card' : 'Save a card',
    html`<section class="card" aria-labelledby="title">
      ${heading(intent)}
      ${problem !== null && html`<p class="alert" role="alert">${problem.message}</p>`}
      <form method="post" action="${view.action}" novalidate>
        ${field({ name: 'number', label: 'Card number', autocomplete: 'cc-number', placeholder: '1234 1234 1234 1234', problem })}
        <div class="row">
          ${field({ name: 'expiry', label: 'Expiry (MM / YY)', autocomplete: 'cc-exp', placeholder: 'MM / YY', problem, sample: view.sampleExpiry })}
          ${field({ name: 'cvc', label: 'Security code', autocomplete: 'cc-csc', placeholder: 'CVC', problem })}
        </div>
        <button class="primary" type="submit" data-busy="${isPayment ? 'Paying…' : 'Saving…'}">${verb}</button>
      </form>
      ${view.returnUrl !== null && html`<a class="back" href="${view.returnUrl}">Cancel and go back</a>`}
      ${cardList()}
    </section>`,
  );
}

export function authenticationPage(view: {
  readonly intent: Intent;
  readonly method: StoredObjects['payment_method'];
  readonly action: string;
}): Html {
  const { intent, method } = view;
  return page(
    '3-D Secure',
    html`<section class="card" aria-labelledby="title">
      <h1 id="title">3-D Secure: is it really you?</h1>
      <p class="what">A real bank would now ask its customer for a code or a fingerprint. In the sandbox you decide.</p>
      <dl>
        ${intent.object === 'payment_intent' && html`<dt>Amount</dt><dd>${amountOf(intent)}</dd>`}
        <dt>Card</dt><dd>${BRANDS[method.card?.brand ?? ''] ?? 'Card'} •••• ${method.card?.last4 ?? ''}</dd>
        ${intent.description !== null && html`<dt>For</dt><dd>${intent.description}</dd>`}
      </dl>
      <form method="post" action="${view.action}">
        <button class="primary" type="submit" name="outcome" value="complete">Complete</button>
        <button class="secondary" type="submit" name="outcome" value="fail">Fail</button>
      </form>
    </section>`,
  );
}

export function resultPage(view: { readonly intent: Intent; readonly returnUrl: string | null }): Html {
  const { intent } = view;
  const isPayment = intent.object === 'payment_intent';
  const isDone = ['succeeded', 'requires_capture', 'processing'].includes(intent.status);
  const error = intent.object === 'payment_intent' ? intent.last_payment_error : intent.last_setup_error;
  const title = isDone
    ? isPayment
      ? 'Payment complete'
      : 'Card saved'
    : intent.status === 'canceled'
      ? 'This was canceled'
      : 'Not completed';
  return page(
    title,
    html`<section class="card" aria-labelledby="title">
      <p><span class="mark ${isDone ? 'good' : 'bad'}">${isDone ? 'Done' : 'Not done'}</span></p>
      <h1 id="title">${title}</h1>
      ${isPayment && html`<p class="amount">${amountOf(intent)}</p>`}
      <p class="what">${error?.message ?? (isDone ? 'You can close this page.' : 'Nothing was charged.')}</p>
      ${view.returnUrl !== null && html`<a class="back" href="${view.returnUrl}">Go back</a>`}
    </section>`,
  );
}

/** For a wrong link. It does not tell whether the id or the secret was wrong. */
export const refusalPage = (title: string, text: string): Html =>
  page(
    title,
    html`<section class="card" aria-labelledby="title"><h1 id="title">${title}</h1><p class="what">${text}</p></section>`,
  );

/** The frame of every hosted page. */
export function page(
  title: string,
  body: Html,
  foot = 'Test cards only. Card numbers are never stored.',
): Html {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>${title} · Countinghouse sandbox</title>
  <link rel="icon" href="/hosted/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/hosted/sandbox.css">
  <script src="/hosted/sandbox.js" defer></script>
</head>
<body>
  <header class="sandbox">Sandbox: no real money moves</header>
  <main>
    <div class="brand">${LOGO}<span>Countinghouse sandbox gateway</span></div>
    ${body}
    <p class="foot">${foot}</p>
  </main>
</body>
</html>`;
}

export const ICON = LOGO.toString().replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ');

function heading(intent: Intent): Html {
  if (intent.object === 'setup_intent') {
    return html`<h1 id="title">Save a card</h1><p class="what">${intent.description ?? 'It will be used for later payments.'}</p>`;
  }
  return html`<h1 id="title">Pay by card</h1><p class="amount">${amountOf(intent)}</p><p class="what">${intent.description ?? ''}</p>`;
}

const amountOf = (intent: Intent): string =>
  intent.object === 'payment_intent' ? spokenAmount(intent.amount, intent.currency) : '';

function field(view: {
  readonly name: CardField;
  readonly label: string;
  readonly autocomplete: string;
  readonly placeholder: string;
  readonly problem: CardProblem | null;
  readonly sample?: string;
}): Html {
  const problem = view.problem?.field === view.name ? view.problem : null;
  return html`<div class="field">
    <label for="${view.name}">${view.label}</label>
    <input id="${view.name}" name="${view.name}" type="text" inputmode="numeric" autocomplete="${view.autocomplete}" placeholder="${view.placeholder}"
      maxlength="30" required aria-required="true" ${problem !== null && html`aria-invalid="true" aria-describedby="${view.name}-problem"`}
      ${view.sample !== undefined && html`data-sample="${view.sample}"`}>
    ${problem !== null && html`<p class="hint" id="${view.name}-problem">${problem.message}</p>`}
  </div>`;
}

function cardList(): Html {
  const items = testCards.map(
    (card) =>
      html`<li><button type="button" data-number="${card.number}"><span class="number">${spaced(card.number)}</span> <span class="does">${card.does}</span></button></li>`,
  );
  return html`<details>
    <summary>Test cards</summary>
    <ul class="cards" tabindex="0" aria-label="Test cards: choose one to fill in the form">${items}</ul>
  </details>`;
}

/** As it is printed on the card: American Express groups its digits by 4, 6 and 5. */
function spaced(number: string): string {
  if (number.length === 15) return number.replace(/^(.{4})(.{6})/, '$1 $2 ');
  return number.replace(/(.{4})(?=.)/g, '$1 ');
}

const BRANDS: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
};
