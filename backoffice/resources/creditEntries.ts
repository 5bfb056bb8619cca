import type { Room } from '../kit/ports.js';
import { allowed } from '../kit/staffAction.js';
import { creditEntryColumns, creditEntryDetails } from '../reads/credits.reads.js';
import type { ResourceDefinition } from './resource.js';

export const ENTRY_KINDS = [
  'grant',
  'spend',
  'expire',
  'adjust',
  'revoke',
  'restore',
  'transfer',
  'repay',
] as const;

/** Every movement of credits. Reached from an account. */
export const creditEntries = (room: Room): ResourceDefinition => ({
  id: 'credit-entries',
  noun: 'credit entry',
  model: 'CreditEntry',
  titleProperty: 'number',
  sortBy: 'createdAt',
  hidden: ['requestKey', 'usageEvent', 'lot'],
  plainKeys: ['lotId', 'usageEventId'],
  listed: ['number', 'kind', 'credits', 'balanceAfter', 'debt', 'reason', 'createdAt'],
  sortable: ['createdAt'],
  filterable: ['account', 'kind', 'createdAt'],
  searched: ['reason', 'account.name'],
  references: { account: 'accounts' },
  details: 'CreditEntryDetails',
  isAccessible: allowed('credits.read'),
  look: {
    title: 'Credit ledger',
    search: 'Search reason or account',
    empty: 'No credits have moved yet.',
    columns: [
      { name: 'createdAt', label: 'When', cell: 'when' },
      { name: 'account', label: 'Account', cell: 'account' },
      { name: 'kind', label: 'What', cell: 'entry' },
      { name: 'credits', label: 'Credits', cell: 'number' },
      { name: 'balanceAfter', label: 'Balance', cell: 'number' },
      { name: 'debt', label: 'Debt', cell: 'number' },
      { name: 'source', label: 'Lot', cell: 'method' },
      { name: 'reason', label: 'Reason', cell: 'text' },
    ],
    filters: [
      { name: 'kind', label: 'What', kind: 'choice', choices: ENTRY_KINDS },
      { name: 'account', label: 'Account id', kind: 'id' },
      { name: 'createdAt', label: 'When', kind: 'dates' },
    ],
    quick: [{ label: 'By staff', filter: { kind: 'adjust' } }],
  },
  extraColumns: (records) =>
    creditEntryColumns(
      room,
      records.map(({ id }) => id),
    ),
  related: (id) => creditEntryDetails(room, id),
});
