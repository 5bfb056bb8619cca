import { adminReplayWebhookEvent } from '../../server/webhooks/webhooks.contract.js';
import type { Room } from '../kit/ports.js';
import { allowed } from '../kit/staffAction.js';
import { recordAction } from './recordAction.js';
import type { ResourceDefinition } from './resource.js';

/** The inbox of the gateways' webhooks. */
export const webhookEvents = (room: Room): ResourceDefinition => ({
  id: 'webhook-events',
  noun: 'webhook event',
  model: 'WebhookEvent',
  titleProperty: 'eventId',
  sortBy: 'receivedAt',
  hidden: [],
  listed: ['gateway', 'eventId', 'type', 'objectId', 'status', 'attempts', 'receivedAt', 'processedAt'],
  sortable: ['receivedAt'],
  filterable: ['gateway', 'type', 'status', 'objectId', 'eventId', 'receivedAt'],
  searched: ['eventId', 'objectId', 'type'],
  references: {},
  details: 'WebhookEventDetails',
  isAccessible: allowed('webhooks.read'),
  look: {
    title: 'Webhook events',
    search: 'Search event, object or type',
    empty: 'No gateway has told us anything yet.',
    columns: [
      { name: 'receivedAt', label: 'Received', cell: 'when' },
      { name: 'gateway', label: 'Gateway', cell: 'text' },
      { name: 'type', label: 'Type', cell: 'code' },
      { name: 'objectId', label: 'Object', cell: 'code' },
      { name: 'status', label: 'Status', cell: 'status' },
      { name: 'attempts', label: 'Attempts', cell: 'number' },
    ],
    filters: [
      {
        name: 'status',
        label: 'Status',
        kind: 'choice',
        choices: ['received', 'done', 'unmatched', 'ignored', 'failed'],
      },
      { name: 'gateway', label: 'Gateway', kind: 'text' },
      { name: 'type', label: 'Type', kind: 'text' },
      { name: 'objectId', label: 'Object', kind: 'text' },
      { name: 'receivedAt', label: 'Received', kind: 'dates' },
    ],
    quick: [
      { label: 'Failed', filter: { status: 'failed' } },
      { label: 'Unmatched', filter: { status: 'unmatched' } },
    ],
  },
  actions: {
    replay: recordAction({
      permission: 'webhooks.replay',
      look: {
        label: 'Replay',
        verb: 'Replay event',
        tone: 'primary',
        message: 'The event is worked off again. Where it already had its effect, nothing happens twice.',
        fields: [],
      },
      schema: adminReplayWebhookEvent.body,
      logger: room.logger,
      fits: () => true,
      run: async ({ actor, id }) => {
        await room.services.webhooks.replay({ actor, eventId: id });
        return 'The event is being worked off again.';
      },
    }),
  },
});
