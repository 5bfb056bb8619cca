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
