import type { Endpoints } from '../../kit/http/router.js';
import { type Money, toWire } from '../../kit/money.js';
import type { BalancesView } from '../balance/balance.contract.js';
import {
  adminApplyMoneyOnAccount,
  adminGetMoneyOnAccount,
  applyMoneyOnAccount,
  getMoneyOnAccount,
  listMoneyEntries,
} from '../balance/balance.contract.js';
import type { Payments } from './payments.service.js';

const view = (amounts: readonly Money[]): BalancesView =>
  amounts.map(({ currency, minor }) => ({ currency, amount: toWire(minor) }));

const asked = ({ amount }: { amount?: number | undefined }) => (amount === undefined ? null : BigInt(amount));

/** Money on account: what there is, its ledger, and settling invoices with it. */
export function balanceRoutes(endpoints: Endpoints, payments: Payments): void {
  endpoints.on(getMoneyOnAccount, async ({ actor }) =>
    view(await payments.moneyOnAccount(actor, actor.accountId)),
  );
  endpoints.on(listMoneyEntries, async ({ actor, list }) => {
    const { rows, total } = await payments.moneyEntries(actor, list);
    return {
      total,
      rows: rows.map((row) => ({
        id: row.id,
        kind: row.kind,
        amount: toWire(row.amount),
        balanceAfter: toWire(row.balanceAfter),
        currency: row.currency,
        paymentId: row.paymentId,
        invoiceId: row.invoiceId,
        creditNoteId: row.creditNoteId,
        createdAt: row.createdAt.toISOString(),
      })),
    };
  });
  endpoints.on(applyMoneyOnAccount, async ({ actor, params, body, requestKey }) => {
    await payments.applyBalance({ actor, invoiceId: params.id, amountMinor: asked(body), requestKey });
    return view(await payments.moneyOnAccount(actor, actor.accountId));
  });
  endpoints.on(adminGetMoneyOnAccount, async ({ actor, params }) =>
    view(await payments.moneyOnAccount(actor, params.id)),
  );
  endpoints.on(adminApplyMoneyOnAccount, async ({ actor, params, body, requestKey }) => {
    const command = { actor, invoiceId: params.id, amountMinor: asked(body), requestKey };
    const accountId = await payments.applyBalance(command);
    return view(await payments.moneyOnAccount(actor, accountId));
  });
}
