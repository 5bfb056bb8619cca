import type { StripeError } from '../wire/errors.js';
import type { FormObject } from '../wire/form.js';
import type { CardField, CardProblem } from './pages.js';

/** What was typed into the form, ready for the API's own checks. */
export function readCardForm(form: FormObject) {
  const written = (name: string): string =>
    (typeof form[name] === 'string' ? form[name] : '').trim().slice(0, 30);
  const expiry = /^(\d{1,2})\s*\/?\s*(\d{2}|\d{4})$/.exec(written('expiry'));
  return {
    number: written('number'),
    exp_month: Number(expiry?.[1] ?? 0),
    exp_year: Number(expiry?.[2] ?? 0),
    // An empty code must be refused here, although the API would leave it unchecked.
    cvc: written('cvc') || '-',
  };
}

const FIELD_OF_CODE: Readonly<Record<string, CardField>> = {
  incorrect_number: 'number',
  invalid_expiry_month: 'expiry',
  invalid_expiry_year: 'expiry',
  expired_card: 'expiry',
  invalid_cvc: 'cvc',
  incorrect_cvc: 'cvc',
};

/** Which field a refusal belongs to. */
export const problemOf = (error: StripeError): CardProblem => ({
  message: error.message,
  field: FIELD_OF_CODE[error.code ?? ''] ?? null,
});
