import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

interface StripeSchema {
  readonly stripe: string;
  readonly roots: Readonly<Record<string, { readonly $ref?: string }>>;
  readonly $defs: Readonly<Record<string, { readonly properties?: Readonly<Record<string, unknown>> }>>;
}

/** Compares wire objects with the types of the installed SDK: strict enums, no property that the types do not know. */
export interface StripeSchemaCheck {
  readonly sdkVersion: string;
  /** What is wrong with `value` as the SDK's type `typeName`; empty where it fits. */
  problems(typeName: string, value: unknown): string[];
  /** The parameters that the SDK's type knows. */
  propertiesOf(typeName: string): ReadonlySet<string>;
}

/**
 * For tests, at the top of the file: it generates the schema where it is not yet cached (about five seconds) and compiles
 * the named types (two seconds), which is too long for a test that has a time-out.
 */
export function loadStripeSchemaCheck(typeNames: readonly string[] = []): StripeSchemaCheck {
  const run = spawnSync(process.execPath, ['scripts/stripe-schema/generate.mjs'], { encoding: 'utf8' });
  if (run.status !== 0)
    throw new Error(`The schema of the stripe package could not be generated: ${run.stderr}`);
  const schema = JSON.parse(readFileSync(run.stdout.trim(), 'utf8')) as StripeSchema;
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    validateFormats: false,
    inlineRefs: false,
    // Half the time: the types are large and each is used a few times only.
    code: { optimize: false },
  });
  ajv.addSchema({ $id: 'stripe', $defs: schema.$defs });
  const compiled = new Map<string, ValidateFunction>();

  function validatorOf(typeName: string): ValidateFunction {
    const known = compiled.get(typeName);
    if (known !== undefined) return known;
    const reference = schema.roots[typeName]?.$ref;
    if (reference === undefined)
      throw new Error(`The schema has no type ${typeName}: add it to the generator's roots.`);
    const validate = ajv.compile({ $ref: `stripe${reference}` });
    compiled.set(typeName, validate);
    return validate;
  }

  for (const typeName of typeNames) validatorOf(typeName);
  return {
    sdkVersion: schema.stripe,
    problems: (typeName, value) => {
      const validate = validatorOf(typeName);
      return validate(value) === true ? [] : [...new Set((validate.errors ?? []).map(describe))];
    },
    propertiesOf: (typeName) => {
      const id = schema.roots[typeName]?.$ref?.replace('#/$defs/', '') ?? '';
      return new Set(Object.keys(schema.$defs[id]?.properties ?? {}));
    },
  };
}

function describe(error: ErrorObject): string {
  const detail = JSON.stringify(error.params);
  return `${error.instancePath || '/'} ${error.message ?? error.keyword} ${detail}`;
}
