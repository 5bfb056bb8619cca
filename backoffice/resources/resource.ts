import type {
  Action,
  ActionContext,
  ActionRequest,
  ActionResponse,
  ListActionResponse,
  RecordJSON,
  ResourceOptions,
  ResourceWithOptions,
} from 'adminjs';
import type { StaffActor } from '../../server/kit/actors.js';
import { type ComponentName, component } from '../catalogue.js';
import type { Datamodel } from '../kit/datamodel.js';
import type { Choice, ListLook } from '../kit/look.js';
import type { Room } from '../kit/ports.js';
import { ReadOnlyResource, type ReadOnlySpec } from '../kit/readOnlyResource.js';
import { staffActor } from '../kit/staffAction.js';

type Actions = Readonly<Record<string, Partial<Action<ActionResponse>>>>;

const forbidden = { isAccessible: false, isVisible: false } as const;

export interface ResourceDefinition extends ReadOnlySpec {
  readonly id: string;
  /** One of them, for headings and notices: `invoice`. */
  readonly noun: string;
  readonly titleProperty: string;
  readonly sortBy: string;
  /** Newest or largest first where nothing is said. */
  readonly direction?: 'asc' | 'desc';
  readonly look: ListLook;
  readonly references: Readonly<Record<string, string>>;
  readonly details: ComponentName;
  /** Columns that are not in the table, for the rows of one page. */
  readonly extraColumns?: (records: readonly RecordJSON[]) => Promise<Map<string, Record<string, unknown>>>;
  /** Figures for the quick filters, for whoever looks. */
  readonly counts?: (staff: StaffActor) => Promise<Record<string, number>>;
  /** Choices of filters that only the database knows, by the filter's name. */
  readonly choices?: () => Promise<Record<string, readonly Choice[]>>;
  /** What the details show beside the row. */
  readonly related?: (id: string, staff: StaffActor) => Promise<object>;
  readonly actions?: Actions;
  readonly isAccessible?: (context: Pick<ActionContext, 'currentAdmin'>) => boolean;
}

/** A table in AdminJS: list and details by our components, nothing of AdminJS' own that writes. */
export function defineResource(
  room: Room,
  datamodel: Datamodel,
  definition: ResourceDefinition,
): ResourceWithOptions {
  return {
    resource: new ReadOnlyResource({ spec: definition, db: room.db, clock: room.clock, datamodel }),
    options: {
      id: definition.id,
      titleProperty: definition.titleProperty,
      sort: { sortBy: definition.sortBy, direction: definition.direction ?? 'desc' },
      listProperties: definition.look.columns.map((column) => column.name).slice(0, 8),
      properties: propertiesOf(definition),
      actions: { ...actionsOf(definition) },
    },
  };
}

function actionsOf(definition: ResourceDefinition): Actions {
  const isAccessible = definition.isAccessible ?? (() => true);
  return {
    new: forbidden,
    edit: forbidden,
    delete: forbidden,
    bulkDelete: forbidden,
    search: { isAccessible },
    list: {
      isAccessible,
      component: component('RecordList'),
      custom: { ...definition.look, sortable: definition.sortable, noun: definition.noun },
      after: (response: ActionResponse, _request: ActionRequest, { currentAdmin }: ActionContext) =>
        withExtras(definition, response as ListActionResponse, staffActor(currentAdmin)),
    },
    show: {
      isAccessible,
      component: component(definition.details),
      custom: { noun: definition.noun },
      handler: (_request: ActionRequest, _response: unknown, context: ActionContext) =>
        show(definition, context),
    },
    ...definition.actions,
  };
}

function propertiesOf({ look, references }: ResourceDefinition): NonNullable<ResourceOptions['properties']> {
  const virtual = look.columns.map(({ name }) => [name, {}] as const);
  const linked = Object.entries(references).map(([name, reference]) => [name, { reference }] as const);
  return Object.fromEntries([...virtual, ...linked]);
}

async function withExtras(
  definition: ResourceDefinition,
  response: ListActionResponse,
  staff: StaffActor,
): Promise<ListActionResponse> {
  const records = response.records ?? [];
  const [extra, counts, choices] = await Promise.all([
    records.length > 0 ? definition.extraColumns?.(records) : undefined,
    definition.counts?.(staff),
    definition.choices?.(),
  ]);
  for (const record of records) Object.assign(record.params, extra?.get(record.id) ?? {});
  return {
    ...response,
    meta: { ...response.meta, counts: counts ?? {}, choices: choices ?? {} },
  } as ListActionResponse;
}

async function show(definition: ResourceDefinition, context: ActionContext): Promise<ActionResponse> {
  const { record, currentAdmin } = context;
  if (!record) throw new Error('Details need a record');
  const json = record.toJSON(currentAdmin);
  const related = definition.related
    ? await definition.related(String(record.id()), staffActor(currentAdmin))
    : {};
  return { record: { ...json, related } as RecordJSON };
}
