import { Resource } from '@adminjs/prisma';
import { type ActionContext, BaseRecord, type BaseResource, type Filter } from 'adminjs';
import type { Db } from '../../server/kit/db.js';
import { addDays, type Clock, dateToInstant } from '../../server/kit/time.js';
import { columnsOf, type DatabaseModel, type Datamodel, type Field } from './datamodel.js';
import { refused, textOf, type Where, whereOf } from './filters.js';
import { staffActor } from './staffAction.js';

const DEFAULT_ROWS = 20;
const MOST_ROWS = 100;
/** Counting stops here: nobody reads the exact number of a longer list, and counting it costs more than showing it. */
export const COUNT_LIMIT = 20_000;
const COUNT_TTL_MS = 30_000;
const COUNT_CACHE_ENTRIES = 500;
/** Beyond this offset the page's ids are found on the narrow index first, and only then their rows. */
const DEFERRED_JOIN_OFFSET = 1_000;
const LARGEST_OFFSET = 2_000_000;

export interface ReadOnlySpec {
  readonly model: string;
  /** Never selected, so neither list, sort, filter, search nor details can show them. */
  readonly hidden: readonly string[];
  /** Columns that a list needs; the details read all that are not hidden. */
  readonly listed: readonly string[];
  /** Columns with an index to sort by. */
  readonly sortable: readonly string[];
  /** Fields that a filter may name. */
  readonly filterable: readonly string[];
  /** What `q` searches: columns, or `relation.column`. */
  readonly searched: readonly string[];
  /** Foreign keys whose table has no screen: they are shown as the ids that they are. */
  readonly plainKeys?: readonly string[];
  /** Filters whose meaning depends on who looks, by name. Their value is always `me`. */
  readonly personal?: Readonly<Record<string, (staffId: string) => Where>>;
  /** Filters that are no column, by name. Null refuses the value. */
  readonly computed?: Readonly<Record<string, (value: string, now: Date) => Where | null>>;
}

interface Args {
  readonly spec: ReadOnlySpec;
  readonly db: Pick<Db, 'prisma'>;
  readonly clock: Clock;
  readonly datamodel: Datamodel;
}

type Row = Record<string, unknown>;
interface FindOptions {
  limit?: number;
  offset?: number;
  sort?: { sortBy?: string; direction?: 'asc' | 'desc' };
}
interface Delegate {
  findMany(query: object): Promise<Row[]>;
  findUnique(query: object): Promise<Row | null>;
}

const between = (value: number, least: number, most: number, otherwise: number): number =>
  Number.isFinite(value) ? Math.min(most, Math.max(least, Math.trunc(value))) : otherwise;

const isId = (value: unknown): value is string =>
  typeof value === 'string' && /^[a-z]{2,5}_[0-9a-z]{1,60}$/.test(value);

/**
 * A table as staff may look at it. It writes nothing: every change is an action that calls a service. Money and other
 * BigInt columns are exact texts; whatever comes from the URL is checked against the schema before it reaches Prisma.
 */
export class ReadOnlyResource extends Resource {
  readonly spec: ReadOnlySpec;
  readonly #datamodel: Datamodel;
  readonly #db: Pick<Db, 'prisma'>;
  readonly #clock: Clock;
  readonly #model: DatabaseModel;
  readonly #rows: Delegate;
  readonly #counts = new Map<string, { count: number; until: number }>();

  constructor({ spec, db, clock, datamodel }: Args) {
    const model = columnsOf(datamodel, spec.model, spec.hidden);
    super({
      model: model as never,
      client: db.prisma as never,
      clientModule: { Prisma: { dmmf: { datamodel } } },
    });
    this.spec = spec;
    this.#datamodel = datamodel;
    this.#db = db;
    this.#clock = clock;
    this.#model = model;
    const name = spec.model.charAt(0).toLowerCase() + spec.model.slice(1);
    this.#rows = (db.prisma as unknown as Record<string, Delegate>)[name] as Delegate;
  }

  /** Rows of one page in a total order, so that no row is shown twice or never. */
  override async find(
    filter: Filter,
    { limit, offset, sort }: FindOptions = {},
    context?: ActionContext,
  ): Promise<BaseRecord[]> {
    const where = this.#where(filter, context);
    const take = between(Number(limit), 1, MOST_ROWS, DEFAULT_ROWS);
    const skip = between(Number(offset), 0, LARGEST_OFFSET, 0);
    const direction = sort?.direction === 'asc' ? 'asc' : 'desc';
    const column = this.spec.sortable.find((name) => name === sort?.sortBy) ?? 'id';
    const orderBy = column === 'id' ? [{ id: direction }] : [{ [column]: direction }, { id: direction }];
    const select = this.#select(this.spec.listed);
    if (skip <= DEFERRED_JOIN_OFFSET) {
      return this.#records(await this.#rows.findMany({ where, orderBy, skip, take, select }));
    }
    const page = await this.#rows.findMany({ where, orderBy, skip, take, select: { id: true } });
    const rows = await this.#rows.findMany({ where: { id: { in: page.map((row) => row['id']) } }, select });
    const byId = new Map(rows.map((row) => [row['id'], row]));
    return this.#records(page.map(({ id }) => byId.get(id)).filter((row) => row !== undefined));
  }

  /** How many rows a filter finds: exact up to `COUNT_LIMIT`, never more than `COUNT_LIMIT` + 1 when filtered. */
  override async count(filter: Filter, context?: ActionContext): Promise<number> {
    const where = this.#where(filter, context);
    const key = JSON.stringify(where, (_name, value: unknown) =>
      typeof value === 'bigint' ? `${value}n` : value,
    );
    const now = this.#clock.now().getTime();
    const known = this.#counts.get(key);
    if (known && known.until > now && known.count > COUNT_LIMIT) return known.count;
    const count = key === '{}' ? await this.#countAll() : await this.#countUpTo(where);
    if (this.#counts.size >= COUNT_CACHE_ENTRIES) this.#counts.clear();
    this.#counts.set(key, { count, until: now + COUNT_TTL_MS });
    return count;
  }

  override async findOne(id: string | number): Promise<BaseRecord | null> {
    if (!isId(id)) return null;
    const row = await this.#rows.findUnique({ where: { id }, select: this.#select(null) });
    return row === null ? null : (this.#records([row])[0] ?? null);
  }

  /** For references: one statement for a whole page. */
  override async findMany(ids: (string | number)[]): Promise<BaseRecord[]> {
    const where = { id: { in: ids.filter(isId).slice(0, MOST_ROWS) } };
    return this.#records(await this.#rows.findMany({ where, select: this.#select(this.spec.listed) }));
  }

  override create(): Promise<never> {
    return this.#refuse();
  }

  override update(): Promise<never> {
    return this.#refuse();
  }

  override delete(): Promise<never> {
    return this.#refuse();
  }

  protected override prepareProperties(): ReturnType<Resource['prepareProperties']> {
    const properties = super.prepareProperties();
    for (const property of Object.values(properties)) {
      const field = (property as unknown as { column: Field }).column;
      if (field.type === 'BigInt' || field.type === 'Json') property.type = () => 'string';
    }
    return properties;
  }

  protected override prepareReturnValues(row: Row): Row {
    const values = super.prepareReturnValues(row);
    for (const name of this.spec.plainKeys ?? []) values[name] = row[name];
    for (const [name, value] of Object.entries(values)) {
      const field = this.#field(name);
      if (typeof value === 'bigint') values[name] = value.toString();
      else if (value instanceof Date) values[name] = textOfInstant(value, field);
      else if (field?.type === 'Json') values[name] = value === null ? null : JSON.stringify(value);
    }
    return values;
  }

  #refuse(): Promise<never> {
    return Promise.reject(new Error(`${this.spec.model} is not written by the back office`));
  }

  #field(name: string): Field | undefined {
    return this.#model.fields.find((field) => field.name === name);
  }

  #where(filter: Filter, context?: ActionContext): Where {
    const all = Object.values(filter.filters ?? {}).map(({ path, value }) => [path, value] as const);
    const isPersonal = ([path, value]: (typeof all)[number]) =>
      value === 'me' && Object.hasOwn(this.spec.personal ?? {}, path);
    const isComputed = ([path]: (typeof all)[number]) => Object.hasOwn(this.spec.computed ?? {}, path);
    const values = all.filter((each) => !isPersonal(each) && !isComputed(each));
    const own = [
      ...all.filter(isPersonal).map(([path]) => {
        const { staffId } = staffActor(context?.currentAdmin);
        return this.spec.personal?.[path]?.(staffId) ?? {};
      }),
      ...all.filter(isComputed).flatMap(([path, value]) => this.#computed(path, value) ?? []),
    ];
    const where = whereOf(Object.fromEntries(values), this.spec, this.#model, this.#datamodel, {
      startOfDay: dateToInstant,
      startOfNextDay: (date) => dateToInstant(addDays(date, 1)),
    });
    return own.length > 0 ? { AND: [where, ...own] } : where;
  }

  /** Null where nothing was asked for. */
  #computed(name: string, value: unknown): Where | null {
    if (value === undefined || value === '') return null;
    const where = this.spec.computed?.[name]?.(textOf(name, value), this.#clock.now());
    if (!where) throw refused(name);
    return where;
  }

  #select(columns: readonly string[] | null): Record<string, true> {
    const names = this.#model.fields
      .filter((field) => field.kind !== 'object')
      .filter((field) => columns === null || field.isId || field.isReadOnly || columns.includes(field.name))
      .map((field) => [field.name, true] as const);
    return Object.fromEntries(names);
  }

  #records(rows: readonly Row[]): BaseRecord[] {
    return rows.map((row) => new BaseRecord(this.prepareReturnValues(row), this as unknown as BaseResource));
  }

  /** The planner's own figure where the table is long; counted where it is short. */
  async #countAll(): Promise<number> {
    const table = this.#model.dbName ?? this.#model.name;
    const [row] = await this.#db.prisma.$queryRaw<{ estimate: bigint }[]>`
      SELECT reltuples::bigint AS estimate FROM pg_class WHERE oid = ${table}::text::regclass`;
    const estimate = Number(row?.estimate ?? 0n);
    return estimate > COUNT_LIMIT ? estimate : this.#countUpTo({});
  }

  async #countUpTo(where: Where): Promise<number> {
    return (await this.#rows.findMany({ where, select: { id: true }, take: COUNT_LIMIT + 1 })).length;
  }
}

const textOfInstant = (value: Date, field: Field | undefined): string =>
  field?.nativeType?.[0] === 'Date' ? value.toISOString().slice(0, 10) : value.toISOString();
