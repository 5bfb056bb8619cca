import type { CustomerActor, StaffActor } from '../../server/kit/actors.js';
import type { Db } from '../../server/kit/db.js';
import type { Services } from '../../server/services.js';
import { seedUsage } from './usage.js';

const DAY_MS = 86_400_000;

export interface HistoryParts {
  services: Services;
  db: Db;
  /** Moves the sample's own clock. */
  setNow(instant: Date): void;
  today: Date;
  acme: CustomerActor;
  globex: CustomerActor;
  sam: StaffActor;
  /** Whether cards can be charged at the sandbox; real keys are never used for sample data. */
  cards: boolean;
}

/**
 * Three months of buying, paying and working, through the same services that a customer's clicks go through; only the
 * clock is set back.
 */
export async function seedHistory(parts: HistoryParts): Promise<void> {
  const { db, acme, globex, setNow, today } = parts;
  const ago = (days: number) => new Date(today.getTime() - days * DAY_MS);
  const use = (accountId: string, from: number, count: number, perDay: number) =>
    db.transaction((tx) => seedUsage(tx, accountId, { from: ago(from), count, perDay }));
  setNow(ago(92));
  await db.transaction(async (tx) => {
    const reason = 'Welcome to Countinghouse';
    await parts.services.credits.grantBonus(tx, {
      accountId: acme.accountId,
      credits: 250n,
      reason,
      expiresAt: null,
    });
    await parts.services.credits.grantBonus(tx, {
      accountId: globex.accountId,
      credits: 250n,
      reason,
      expiresAt: null,
    });
  });
  const months: [daysAgo: number, acmePackage: string, globexPackage: string][] = [
    [90, 'business', 'pro'],
    [60, 'pro', 'pro'],
    [30, 'business', 'starter'],
  ];
  for (const [daysAgo, acmePackage, globexPackage] of months) {
    setNow(ago(daysAgo));
    await planInvoice(parts);
    await buyByCard(parts, acme, acmePackage);
    await buyByTransfer(parts, globex, globexPackage, 'approve');
    await use(acme.accountId, daysAgo, 30, 6);
    await use(globex.accountId, daysAgo, 30, 2);
  }
  setNow(ago(6));
  await buyByTransfer(parts, globex, 'starter', 'reject');
  setNow(ago(2));
  await buyByTransfer(parts, globex, 'pro', 'declare');
  setNow(today);
}

async function packageId({ db }: HistoryParts, slug: string): Promise<string> {
  return (await db.prisma.creditPackage.findUniqueOrThrow({ where: { slug } })).id;
}

async function buyByCard(parts: HistoryParts, actor: CustomerActor, slug: string): Promise<void> {
  if (!parts.cards) return;
  await parts.services.purchases.buy({
    actor,
    packageId: await packageId(parts, slug),
    payWith: { method: 'stripe', paymentMethodToken: 'pm_card_visa' },
    requestKey: null,
  });
}

async function buyByTransfer(
  parts: HistoryParts,
  actor: CustomerActor,
  slug: string,
  end: 'approve' | 'reject' | 'declare',
) {
  const { services, sam } = parts;
  const { payment } = await services.purchases.buy({
    actor,
    packageId: await packageId(parts, slug),
    payWith: { method: 'bank_transfer' },
    requestKey: null,
  });
  const paymentId = payment.id;
  const paidOn = payment.createdAt.toISOString().slice(0, 10);
  await services.payments.declare({
    actor,
    paymentId,
    reference: `SEPA ${paidOn}`,
    paidOn,
    amountMinor: payment.amount,
  });
  if (end === 'approve')
    await services.payments.approve({
      actor: sam,
      paymentId,
      amountMinor: null,
      note: 'Seen on the statement',
    });
  if (end === 'reject')
    await services.payments.reject({
      actor: sam,
      paymentId,
      reason: 'No such transfer has arrived in seven days.',
    });
}

/** The month's fee, as staff would bill it by hand, paid by card. */
async function planInvoice(parts: HistoryParts): Promise<void> {
  const { services, sam, acme } = parts;
  const { id } = await services.invoices.createManual({
    actor: sam,
    accountId: acme.accountId,
    lines: [{ description: 'Growth plan, one month', quantity: 1, unitAmount: 4_900n, taxBasisPoints: null }],
    dueDate: null,
    notes: null,
    send: true,
  });
  if (!parts.cards) return;
  await services.payments.pay({
    actor: acme,
    invoiceId: id,
    payWith: { method: 'stripe', paymentMethodToken: 'pm_card_visa' },
    requestKey: null,
  });
}
