/** One line of what a request would do. `before` only where something that is there changes. */
export interface Change {
  readonly label: string;
  readonly value: string;
  readonly before: string | null;
  /** The value is in minor units of the request's currency. */
  readonly isMoney: boolean;
}

const LABELS: Readonly<Record<string, string>> = {
  bankIban: 'IBAN',
  bankBic: 'BIC',
  bankName: 'Bank',
  bankHolder: 'Account holder',
  bankAccountNumber: 'Account number',
  bankRouting: 'Routing number',
  walletId: 'Wallet number',
  isEnabled: 'Switched on',
  amountMinor: 'Amount',
  invoiceId: 'Invoice',
  toAccountId: 'To account',
};

/** For the machine only, or said elsewhere on the page. */
const UNSAID = ['requestKey', 'paymentId', 'accountId', 'fromAccountId', 'reason', 'sortOrder'];
const MONEY = ['amountMinor'];

/** `receivedOn` becomes `Received on`. */
const labelOf = (key: string): string => {
  const spaced = key.replace(/([A-Z])/g, ' $1').toLowerCase();
  return LABELS[key] ?? spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function wordsOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (Array.isArray(value)) return value.map(wordsOf).join(isPlainObject(value[0]) ? '; ' : ', ');
  if (!isPlainObject(value)) return String(value);
  return Object.entries(value)
    .map(([key, item]) => `${labelOf(key)} ${wordsOf(item)}`)
    .join(', ');
}

/** A stored command in words; parts that say nothing are left out. Beside what stands there now, only what changes. */
export function changesOf(payload: unknown, now: object | null): Change[] {
  if (!isPlainObject(payload)) return [];
  return Object.entries(payload).flatMap(([key, value]): Change[] => {
    if (UNSAID.includes(key)) return [];
    if (isPlainObject(value)) return changesOf(value, now);
    const before = now && Object.hasOwn(now, key) ? wordsOf((now as Record<string, unknown>)[key]) : null;
    const after = wordsOf(value);
    if (before === after || (before === null && after === '')) return [];
    return [{ label: labelOf(key), value: after, before, isMoney: MONEY.includes(key) }];
  });
}
