import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../server/kit/project-root.js';

/** The parts of Prisma's datamodel that are looked at here. */
export interface Field {
  readonly name: string;
  readonly kind: 'scalar' | 'enum' | 'object' | 'unsupported';
  readonly type: string;
  readonly isId: boolean;
  /** A foreign key; the relation beside it stands for it. */
  readonly isReadOnly: boolean;
  readonly nativeType?: readonly [string, readonly string[]] | null;
  readonly relationName?: string;
  readonly relationFromFields?: readonly string[];
}

export interface DatabaseModel {
  readonly name: string;
  readonly dbName: string | null;
  readonly fields: readonly Field[];
}

export interface Datamodel {
  readonly models: readonly DatabaseModel[];
  readonly enums: readonly { readonly name: string; readonly values: readonly { readonly name: string }[] }[];
}

/** The full datamodel; the generated client carries a pruned one without ids and relations. */
export function readDatamodel(): Datamodel {
  return JSON.parse(
    readFileSync(join(projectRoot, 'server', 'generated', 'datamodel.json'), 'utf8'),
  ) as Datamodel;
}

/** A model without its hidden fields. Throws on a name that the model does not have: a typing error would unhide a column. */
export function columnsOf(datamodel: Datamodel, name: string, hidden: readonly string[]): DatabaseModel {
  const model = datamodel.models.find((candidate) => candidate.name === name);
  if (!model) throw new Error(`There is no model ${name}`);
  const unknown = hidden.filter((column) => !model.fields.some((field) => field.name === column));
  if (unknown.length > 0) throw new Error(`${name} has no ${unknown.join(', ')}`);
  return { ...model, fields: model.fields.filter((field) => !hidden.includes(field.name)) };
}
