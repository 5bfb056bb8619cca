import { type Html, html } from '../../hosted/html.js';
import { page } from '../../hosted/pages.js';
import { FUNDINGS, type Funding } from '../objects.js';

/** PayPal's page as the sandbox has it: a person agrees to pay, or to be remembered. It works without the script, too. */

const FUNDING_TEXTS: Readonly<Record<Funding, readonly [title: string, does: string]>> = {
  balance: ['PayPal balance', 'Paid at once'],
  echeck: ['Bank account (eCheck)', 'Stays pending, then clears'],
  declined: ['Card that is refused', 'Declined when the money is taken; the payer may choose again'],
  denied: ['Balance under review', 'The payment is denied'],
  refunds_late: ['Balance, late refunds', 'Paid at once; refunds take their time'],
  confirms: ['Account that confirms', 'Paid at once; saved, it asks its owner each time all the same'],
  refunds_fail: ['Balance, failing refunds', 'Paid at once; refunds fail after they seemed to work'],
};

const FOOT = 'No PayPal account is needed. What is entered here stays in the sandbox.';

export interface Approval {
  readonly kind: 'order' | 'setup';
  /** As it is spoken; null: nothing is paid now. */
  readonly amount: string | null;
  readonly description: string | null;
  readonly action: string;
  readonly email: string;
  readonly funding: Funding;
  readonly problem: string | null;
}

export function approvalPage(view: Approval): Html {
  const isOrder = view.kind === 'order';
  const title = isOrder ? 'Pay with PayPal' : 'Save a PayPal account';
  const invalid = view.problem !== null && html`aria-invalid="true" aria-describedby="email-problem"`;
  return page(
    title,
    html`<section class="card" aria-labelledby="title">
      <h1 id="title">${title}</h1>
      ${view.amount !== null && html`<p class="amount">${view.amount}</p>`}
      <p class="what">${view.description ?? (isOrder ? '' : 'It will be used for later payments.')}</p>
      <form method="post" action="${view.action}" novalidate>
        <div class="field">
          <label for="email">PayPal account (e-mail)</label>
          <input id="email" name="email" type="email" autocomplete="off" maxlength="120" value="${view.email}" required ${invalid}>
          ${view.problem !== null && html`<p class="hint" id="email-problem">${view.problem}</p>`}
        </div>
        <fieldset class="choices">
          <legend>Pay with</legend>
          ${FUNDINGS.map((funding) => choice(funding, funding === view.funding))}
        </fieldset>
        <button class="primary" type="submit" name="answer" value="agree" data-busy="One moment…">${isOrder ? 'Agree and pay' : 'Agree and save'}</button>
        <button class="secondary" type="submit" name="answer" value="cancel">Cancel and go back</button>
      </form>
    </section>`,
    FOOT,
  );
}

function choice(funding: Funding, isChosen: boolean): Html {
  const [title, does] = FUNDING_TEXTS[funding];
  return html`<label><input type="radio" name="funding" value="${funding}" ${isChosen && html`checked`}> <span>${title}</span> <span class="does">${does}</span></label>`;
}

export const endPage = (title: string, text: string, isDone: boolean): Html =>
  page(
    title,
    html`<section class="card" aria-labelledby="title">
      <p><span class="mark ${isDone ? 'good' : 'bad'}">${isDone ? 'Done' : 'Not done'}</span></p>
      <h1 id="title">${title}</h1>
      <p class="what">${text}</p>
    </section>`,
    FOOT,
  );
