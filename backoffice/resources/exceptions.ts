import type { ResourceDefinition } from './resource.js';

/** What a gateway says that the books cannot explain. */
export const exceptions = (): ResourceDefinition => ({
  id: 'exceptions',
  noun: 'exception',
  model: 'GatewayException',
  titleProperty: 'kind',
  sortBy: 'createdAt',
  hidden: [],
  listed: ['gateway', 'kind', 'objectId', 'currency', 'amount', 'detail', 'status', 'createdAt'],
  sortable: ['createdAt'],
  filterable: ['gateway', 'kind', 'status', 'objectId', 'createdAt'],
  searched: ['objectId', 'detail', 'kind'],
  references: {},
  details: 'ExceptionDetails',
  look: {
    title: 'Exceptions',
    search: 'Search object, kind or detail',
    empty: 'The gateways and our books agree.',
    columns: [
      { name: 'createdAt', label: 'Found', cell: 'when' },
      { name: 'gateway', label: 'Gateway', cell: 'text' },
      { name: 'kind', label: 'Kind', cell: 'code' },
      { name: 'objectId', label: 'Object', cell: 'code' },
      { name: 'detail', label: 'What is wrong', cell: 'text' },
      { name: 'status', label: 'Status', cell: 'status' },
      { name: 'amount', label: 'Amount', cell: 'money' },
    ],
    filters: [
      { name: 'status', label: 'Status', kind: 'choice', choices: ['open', 'resolved'] },
      { name: 'gateway', label: 'Gateway', kind: 'text' },
      { name: 'kind', label: 'Kind', kind: 'text' },
      { name: 'createdAt', label: 'Found', kind: 'dates' },
    ],
    quick: [{ label: 'Open', filter: { status: 'open' } }],
  },
});
