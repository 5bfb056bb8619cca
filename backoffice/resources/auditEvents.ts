import type { Room } from '../kit/ports.js';
import { allowed } from '../kit/staffAction.js';
import { actorNames } from '../reads/account.reads.js';
import type { ResourceDefinition } from './resource.js';

/** Who did what, when and why. */
export const auditEvents = (room: Room): ResourceDefinition => ({
  id: 'audit-events',
  noun: 'audit event',
  model: 'AuditEvent',
  titleProperty: 'number',
  sortBy: 'createdAt',
  hidden: [],
  listed: [
    'number',
    'actorKind',
    'actorId',
    'action',
    'subjectType',
    'subjectId',
    'accountId',
    'reason',
    'createdAt',
  ],
  sortable: ['createdAt'],
  filterable: ['actorKind', 'actorId', 'action', 'subjectType', 'subjectId', 'accountId', 'createdAt'],
  searched: ['action', 'subjectId', 'actorId'],
  references: {},
  details: 'AuditEventDetails',
  isAccessible: allowed('audit.read'),
  look: {
    title: 'Audit log',
    search: 'Search action, subject or actor',
    empty: 'Nothing has been done yet.',
    columns: [
      { name: 'number', label: 'No.', cell: 'number' },
      { name: 'createdAt', label: 'When', cell: 'when' },
      { name: 'actor', label: 'Who', cell: 'actor' },
      { name: 'action', label: 'Action', cell: 'code' },
      { name: 'subjectId', label: 'Subject', cell: 'code' },
      { name: 'reason', label: 'Reason', cell: 'text' },
    ],
    filters: [
      {
        name: 'actorKind',
        label: 'Kind of actor',
        kind: 'choice',
        choices: ['customer', 'staff', 'system', 'apiKey'],
      },
      { name: 'action', label: 'Action', kind: 'text' },
      { name: 'subjectId', label: 'Subject', kind: 'text' },
      { name: 'actorId', label: 'Actor', kind: 'text' },
      { name: 'accountId', label: 'Account id', kind: 'id' },
      { name: 'createdAt', label: 'When', kind: 'dates' },
    ],
    quick: [{ label: 'By staff', filter: { actorKind: 'staff' } }],
  },
  extraColumns: async (records) => {
    const events = records.map(({ id, params }) => ({
      id,
      actorKind: String(params['actorKind']),
      actorId: String(params['actorId']),
    }));
    const names = await actorNames(room, events);
    return new Map(events.map(({ id, actorId }) => [id, { actor: names.get(actorId) ?? actorId }]));
  },
  related: async (id) => {
    const event = await room.db.prisma.auditEvent.findUniqueOrThrow({
      where: { id },
      select: { actorKind: true, actorId: true },
    });
    return { actor: (await actorNames(room, [event])).get(event.actorId) ?? event.actorId };
  },
});
