import { text } from './admin';
import { moneyText, numberText } from './money';
import { wordFor } from './words';

/** An amount without a currency counts credits. */
export function figureText(amount: unknown, currency: unknown): string | null {
  if (amount === null || amount === undefined || amount === '') return null;
  return currency ? moneyText(text(amount), text(currency)) : `${numberText(text(amount))} credits`;
}

/** A request for approval in one line: what, and how much. */
export function requestText(params: Readonly<Record<string, unknown>>): string {
  const figure = figureText(params['amount'], params['currency']);
  return [wordFor(text(params['action'])), figure].filter(Boolean).join(' · ');
}
