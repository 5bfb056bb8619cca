import { sendCsv } from '../../kit/http/csv-file.js';
import type { Endpoints } from '../../kit/http/router.js';
import type { Books, Period } from './journal.books.service.js';
import {
  exportJournal,
  exportLedgerAccounts,
  exportTrialBalance,
  getTrialBalance,
  listJournal,
  listLedgerAccounts,
} from './journal.contract.js';
import { chartAccountView, journalEntryView, trialBalanceView } from './journal.views.js';

const periodOf = ({ from, to }: { from?: string | undefined; to?: string | undefined }): Period => ({
  from: from ?? null,
  to: to ?? null,
});

const nameOf = (what: string, { from, to }: Period): string =>
  `${[what, from && `from-${from}`, to && `to-${to}`].filter(Boolean).join('-')}.csv`;

export function booksRoutes(endpoints: Endpoints, books: Books): void {
  endpoints.on(listLedgerAccounts, async ({ actor, query }) =>
    (await books.chart(actor, query.on ?? null)).map(chartAccountView),
  );
  endpoints.on(exportLedgerAccounts, async ({ actor, query, res }) => {
    const on = query.on ?? null;
    await sendCsv(res, nameOf('accounts', { from: null, to: on }), books.chartRows(actor, on));
    return undefined;
  });
  endpoints.on(getTrialBalance, async ({ actor, query }) => {
    const period = periodOf(query);
    return trialBalanceView(period, await books.trialBalance(actor, period, query.currency ?? null));
  });
  endpoints.on(exportTrialBalance, async ({ actor, query, res }) => {
    const period = periodOf(query);
    const rows = books.trialBalanceRows(actor, period, query.currency ?? null);
    await sendCsv(res, nameOf('trial-balance', period), rows);
    return undefined;
  });
  endpoints.on(listJournal, async ({ actor, list }) => {
    const { rows, total } = await books.list(actor, list);
    return { rows: rows.map(journalEntryView), total };
  });
  endpoints.on(exportJournal, async ({ actor, query, res }) => {
    const { kind = null, accountId = null, sourceId = null, ledgerCode = null, q = null } = query;
    const period = periodOf(query);
    const rows = books.journalRows(actor, { ...period, kind, accountId, sourceId, ledgerCode, q });
    await sendCsv(res, nameOf('journal', period), rows);
    return undefined;
  });
}
