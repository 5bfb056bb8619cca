import type { Effect } from '../../kit/look';
import { numberText } from '../kit/money';

export interface CreditTerms {
  readonly balance: string;
  /** Less what is set aside or under dispute. */
  readonly spendable: string;
  readonly debt: string;
  /** How many credits one person may move alone; null: none. */
  readonly limit: string | null;
}

/** Below the reason of a movement. */
export const READ_BY_CUSTOMER = 'The customer sees it in their ledger; it stays in the audit log.';

/** `1,500` or `1500`; null where it is no whole number above zero. */
export function wholeNumberOf(typed: string): bigint | null {
  const clean = typed.trim();
  if (!/^\d{1,3}(,\d{3})+$|^\d{1,12}$/.test(clean)) return null;
  const count = BigInt(clean.replaceAll(',', ''));
  return count > 0n ? count : null;
}

/** What moving so many credits would do; below zero they are taken. */
export function creditEffects(terms: CreditTerms, credits: bigint | null): Effect[] {
  if (credits === null) return [];
  const [balance, debt] = [BigInt(terms.balance), BigInt(terms.debt)];
  const count = credits < 0n ? -credits : credits;
  if (credits < 0n && count > BigInt(terms.spendable))
    return [{ text: `Only ${numberText(terms.spendable)} credits can be taken.`, tone: 'stop' }];
  const repaid = credits > 0n ? (credits < debt ? credits : debt) : 0n;
  const effects: Effect[] = [
    {
      text: `The balance goes from ${numberText(terms.balance)} to ${numberText(String(balance + credits - repaid))} credits.`,
      tone: 'plain',
    },
  ];
  if (repaid > 0n)
    effects.push({ text: `${numberText(String(repaid))} credits repay what is owed.`, tone: 'plain' });
  if (terms.limit === null) effects.push({ text: 'This always waits for a second person.', tone: 'warn' });
  else if (count > BigInt(terms.limit))
    effects.push({
      text: `Above ${numberText(terms.limit)} credits in a day it waits for a second person.`,
      tone: 'warn',
    });
  return effects;
}
