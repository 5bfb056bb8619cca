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
const MONEY = ['amountMinor', 'bankFee', 'withholding'];

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

/** One line per invoice that a transfer is to settle. An empty list: nothing is settled. */
function allocationsOf(value: unknown): Change[] {
  if (!Array.isArray(value)) return [];
  if (value.length === 0)
    return [{ label: 'Settles', value: 'No invoice: it is kept on account', before: null, isMoney: false }];
  return value.filter(isPlainObject).map((row) => ({
    label: `Settles ${wordsOf(row['invoiceId'])}`,
    value: wordsOf(row['amount']),
    before: null,
    isMoney: true,
  }));
}

/** A stored command in words; parts that say nothing are left out. Beside what stands there now, only what changes. */
export function changesOf(payload: unknown, now: object | null): Change[] {
  if (!isPlainObject(payload)) return [];
  return Object.entries(payload).flatMap(([key, value]): Change[] => {
    if (UNSAID.includes(key)) return [];
    if (key === 'allocations') return allocationsOf(value);
    if (isPlainObject(value)) return changesOf(value, now);
    const before = now && Object.hasOwn(now, key) ? wordsOf((now as Record<string, unknown>)[key]) : null;
    const after = wordsOf(value);
    if (before === after || (before === null && after === '')) return [];
    return [{ label: labelOf(key), value: after, before, isMoney: MONEY.includes(key) }];
  });
}
