export type PaymentMethodName = 'stripe' | 'paypal' | 'bank_transfer' | 'local_wallet';

export const isManual = (method: PaymentMethodName): method is 'bank_transfer' | 'local_wallet' =>
  method === 'bank_transfer' || method === 'local_wallet';

/** A country with rows of its own uses only those; the rest of the world is `*`. */
export function rowsFor<R extends { country: string }>(rows: readonly R[], country: string): R[] {
  const own = rows.filter((row) => row.country === country);
  return own.length > 0 ? own : rows.filter((row) => row.country === '*');
}

/** Whether a configuration takes this amount in this currency. An empty list of currencies means all. */
export function accepts(
  config: { currencies: readonly string[]; minimumAmount: bigint | null; maximumAmount: bigint | null },
  amount: { minor: bigint; currency: string },
): boolean {
  if (config.currencies.length > 0 && !config.currencies.includes(amount.currency)) return false;
  if (config.minimumAmount !== null && amount.minor < config.minimumAmount) return false;
  return config.maximumAmount === null || amount.minor <= config.maximumAmount;
}

/** What a gateway cannot be paid in is not offered, whatever the configuration says. Null: nothing is left. */
export function narrowed<R extends { currencies: string[] }>(row: R, taken: readonly string[]): R | null {
  const currencies =
    row.currencies.length === 0 ? [...taken] : row.currencies.filter((code) => taken.includes(code));
  return currencies.length === 0 ? null : { ...row, currencies };
}

/** Everything that tells a customer where their money goes. */
const WHERE_TO_PAY = [
  'bankName',
  'bankHolder',
  'bankIban',
  'bankAccountNumber',
  'bankBic',
  'bankRouting',
  'walletType',
  'walletId',
] as const;

type WhereToPay = { [Column in (typeof WHERE_TO_PAY)[number] | 'instructions']: string | null };

/** An IBAN, or eight digits and more in a row, as people write them. */
const ACCOUNT_NUMBER = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b|\d(?:[ .-]?\d){7,}/i;
const namesAnAccount = (text: string | null | undefined): boolean => ACCOUNT_NUMBER.test(text ?? '');

/**
 * Whether a change sends customers' money elsewhere: a bank or wallet detail that becomes another one (`null`: there was no row), or
 * instructions that change and name an account themselves. Taking details away sends money nowhere.
 */
export function redirectsMoney(before: WhereToPay | null, change: Partial<WhereToPay>): boolean {
  const { instructions } = change;
  if (instructions !== before?.instructions && namesAnAccount(instructions)) return true;
  return WHERE_TO_PAY.some((column) => {
    const after = change[column];
    return after !== undefined && after !== null && after !== before?.[column];
  });
}
