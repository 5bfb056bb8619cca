import { allowed } from '../kit/staffAction.js';
import type { ResourceDefinition } from './resource.js';

/** Every mail as it was written, with what became of it. The HTML is shown by its own, locked-down page. */
export const emails = (): ResourceDefinition => ({
  id: 'emails',
  noun: 'e-mail',
  model: 'EmailMessage',
  titleProperty: 'subject',
  sortBy: 'createdAt',
  hidden: ['data', 'html', 'dedupeKey'],
  listed: ['template', 'toAddress', 'subject', 'status', 'createdAt'],
  sortable: ['createdAt'],
  filterable: ['status', 'template', 'toAddress', 'account', 'createdAt'],
  searched: ['toAddress', 'subject'],
  references: { account: 'accounts' },
  details: 'EmailDetails',
  isAccessible: allowed('emails.read'),
  look: {
    title: 'E-mails',
    search: 'Search address or subject',
    empty: 'No mail has been written yet.',
    columns: [
      { name: 'createdAt', label: 'Written', cell: 'when' },
      { name: 'toAddress', label: 'To', cell: 'text' },
      { name: 'subject', label: 'Subject', cell: 'text' },
      { name: 'template', label: 'Kind', cell: 'code' },
      { name: 'status', label: 'Status', cell: 'status' },
      { name: 'account', label: 'Account', cell: 'account' },
    ],
    filters: [
      { name: 'status', label: 'Status', kind: 'choice', choices: ['queued', 'sent', 'kept', 'failed'] },
      { name: 'template', label: 'Kind', kind: 'text' },
      { name: 'createdAt', label: 'Written', kind: 'dates' },
      { name: 'account', label: 'Account id', kind: 'id' },
    ],
    quick: [{ label: 'Failed', filter: { status: 'failed' } }],
  },
});
