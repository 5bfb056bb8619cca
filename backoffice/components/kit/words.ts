export type Tone = 'ok' | 'info' | 'warn' | 'bad' | 'mute';

const TONES: Readonly<Record<string, Tone>> = {
  active: 'ok',
  paid: 'ok',
  succeeded: 'ok',
  sent: 'ok',
  done: 'ok',
  resolved: 'ok',
  won: 'ok',
  valid: 'ok',
  pending: 'info',
  processing: 'info',
  queued: 'info',
  received: 'info',
  trialing: 'info',
  kept: 'info',
  under_review: 'info',
  approved: 'ok',
  requested: 'warn',
  refused: 'bad',
  requires_action: 'warn',
  pending_approval: 'warn',
  suspended: 'warn',
  past_due: 'warn',
  unmatched: 'warn',
  open: 'warn',
  needs_response: 'warn',
  failed: 'bad',
  uncollectible: 'bad',
  lost: 'bad',
  in_force: 'ok',
  planned: 'info',
  held: 'ok',
  broken: 'bad',
  running: 'info',
  waiting: 'info',
  unverified: 'warn',
  invalid: 'bad',
};

export const toneOf = (status: string): Tone => TONES[status] ?? 'mute';

const WORDS: Readonly<Record<string, string>> = {
  pending_approval: 'Waiting for approval',
  requires_action: 'Action required',
  bank_transfer: 'Bank transfer',
  local_wallet: 'Local wallet',
  stripe: 'Card (Stripe)',
  paypal: 'PayPal',
  apiKey: 'API key',
  requested: 'Waiting for approval',
  'payment.approve': 'Approve a payment',
  'payment.record': 'Record a payment',
  refund: 'Refund',
  'credits.adjust': 'Adjust credits',
  'credits.transfer': 'Move credits',
  'credit_note.issue': 'Issue a credit note',
  'invoice.write_off': 'Write an invoice off',
  'payment_method.bank_details': 'Change bank details',
  'approval_limit.raise': 'Raise a limit',
  kept: 'Kept, not sent',
  cash: 'Money',
  bank_fee: 'Bank fee, written off',
  withholding: 'Tax withheld, written off',
  unscanned: 'Not scanned for viruses',
  needs_response: 'To be answered',
  none: 'None',
  held: 'Every sentence holds',
  broken: 'Something does not hold',
  staff: 'By hand',
  command: 'npm run audit',
};

/** A stored word for people: `past_due` → `Past due`. */
export function wordFor(value: string): string {
  const known = WORDS[value];
  if (known) return known;
  return spaced(value);
}

function spaced(value: string): string {
  const words = value.replaceAll('_', ' ').replaceAll('.', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const ENTRIES: Readonly<Record<string, string>> = {
  grant: 'Granted',
  spend: 'Used',
  expire: 'Expired',
  adjust: 'Adjusted by staff',
  revoke: 'Taken back',
  restore: 'Given again',
  transfer: 'Moved',
  repay: 'Debt repaid',
  overpayment: 'Paid more than was due',
  credit_note: 'Credit note',
  used: 'Used for an invoice',
  refund: 'Refunded',
  refund_failed: 'A refund came back',
  chargeback: 'Chargeback',
  bounced: 'The transfer bounced',
};

/** What moved in a ledger of credits or of money on account. */
export const entryText = (kind: string): string => ENTRIES[kind] ?? wordFor(kind);

/** What a refund sends back. */
export const sourceText = (source: string): string =>
  source === 'account' ? 'Money on account' : 'The sale';

const DONE: Readonly<Record<string, string>> = {
  create: 'created',
  open: 'opened',
  issue: 'issued',
  send: 'sent',
  void: 'voided',
  declare: 'declared',
  approve: 'approved',
  refuse: 'refused',
  withdraw: 'withdrawn',
  request: 'requested',
  fail: 'failed',
  set: 'set',
  reject: 'rejected',
  suspend: 'suspended',
  activate: 'activated',
  update: 'changed',
  remove: 'removed',
  delete: 'deleted',
  replay: 'replayed',
  run: 'started',
  view: 'viewed',
  add: 'added',
  resolve: 'resolved',
  accept: 'accepted',
  bounce: 'bounced',
  record: 'recorded',
  refund: 'refunded',
  adjust: 'adjusted',
  transfer: 'moved',
  use: 'used',
};

/** Deeds whose stored words make no sentence. */
const DEEDS: Readonly<Record<string, string>> = {
  'invoice.draft': 'Draft written',
  'invoice.change_draft': 'Draft changed',
  'invoice.delete_draft': 'Draft discarded',
  'invoice.write_off': 'Invoice written off',
  'account.tax_exemption': 'Tax exemption changed',
  'payment.look_again': 'Gateway asked again',
  'payment.dispute': 'Dispute moved on',
  'payment.proof_view': 'Proof viewed',
  'payment.proof_add': 'Proof uploaded',
  'payment.proof_remove': 'Proof taken back',
  'credit_note.issue': 'Credit note issued',
  'balance.use': 'Money on account used',
};

/** An action of the audit log as what has happened: `payment.reject` → `Payment rejected`. */
export function deedText(action: string): string {
  const known = DEEDS[action];
  if (known) return known;
  const words = spaced(action).split(' ');
  const last = words.pop() ?? '';
  return [...words, DONE[last] ?? last].join(' ');
}

const instants = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});
const dates = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

export const instantText = (instant: string): string => instants.format(Date.parse(instant));
export const dateText = (date: string): string => dates.format(Date.parse(date));

/** `5 h`, `3 days`. */
export function ageText(hours: number): string {
  if (hours < 1) return 'under 1 h';
  if (hours < 48) return `${hours} h`;
  return `${Math.floor(hours / 24)} days`;
}

const regions = new Intl.DisplayNames('en', { type: 'region' });

export function countryText(country: string): string {
  if (country === '*') return 'Everywhere else';
  try {
    return regions.of(country) ?? country;
  } catch {
    return country;
  }
}
