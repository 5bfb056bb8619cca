import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

interface Specification {
  /** Answers by operation, then by status; null: no body. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, object | null>>>>;
  readonly schemas: Readonly<Record<string, object>>;
}

export type SpecificationName =
  | 'checkout_orders_v2'
  | 'payments_payment_v2'
  | 'vault_payment_tokens_v3'
  | 'notifications_webhooks_v1'
  | 'customer_disputes_v1'
  | 'reporting_transactions_v1';

/** Compares wire objects with PayPal's own specifications: closed enums, no property that the specification does not name. */
export interface PaypalSchemaCheck {
  /** What is wrong with an answer; empty where it fits. `operation` reads `POST /v2/checkout/orders`. */
  problems(answer: { operation: string; status: number; body: unknown }): string[];
  /** The same for an object of a named schema: what a webhook carries. */
  problemsOf(specification: SpecificationName, schema: string, value: unknown): string[];
}

/** Source of the specifications: see NOTICE.md beside this file. */
export function loadPaypalSchemaCheck(): PaypalSchemaCheck {
  const url = new URL('./specs.json', import.meta.url);
  const specifications = JSON.parse(readFileSync(url, 'utf8')) as Readonly<Record<string, Specification>>;
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    validateFormats: false,
    inlineRefs: false,
    // PayPal writes its patterns for readers without the `u` flag.
    unicodeRegExp: false,
    code: { optimize: false },
  });
  for (const [name, { schemas }] of Object.entries(specifications)) {
    ajv.addSchema({ $id: name, components: { schemas } });
  }
  const compiled = new Map<string, ValidateFunction>();

  function validator(name: string, schema: object): ValidateFunction {
    const text = JSON.stringify(schema).replaceAll('"#/components', `"${name}#/components`);
    const known = compiled.get(text);
    if (known !== undefined) return known;
    const validate = ajv.compile(JSON.parse(text) as object);
    compiled.set(text, validate);
    return validate;
  }

  function check(name: string, schema: object, value: unknown): string[] {
    const validate = validator(name, schema);
    return validate(value) === true ? [] : [...new Set((validate.errors ?? []).map(describe))];
  }

  return {
    problems: ({ operation, status, body }) => {
      for (const [name, { answers }] of Object.entries(specifications)) {
        const answer = answers[operation];
        if (answer === undefined) continue;
        const schema = answer[String(status)] === undefined ? answer['default'] : answer[String(status)];
        if (schema === undefined) return [`The specification of ${operation} knows no answer ${status}`];
        if (schema === null) return body === null ? [] : [`The answer ${status} to ${operation} has no body`];
        return check(name, schema, body);
      }
      return [`The specifications know no ${operation}`];
    },
    problemsOf: (name, schema, value) => check(name, { $ref: `#/components/schemas/${schema}` }, value),
  };
}

const describe = (error: ErrorObject): string =>
  `${error.instancePath || '/'} ${error.message ?? error.keyword} ${JSON.stringify(error.params)}`;
