import { randomBytes } from 'node:crypto';

/**
 * What PayPal may refuse, in its own words: the tests compare them with its specifications. Issues of the same name are
 * worded the same wherever the sandbox uses them.
 */
const ISSUES = {
  INVALID_PARAMETER_SYNTAX: 'The value of a field does not conform to the expected format.',
  INVALID_PARAMETER_VALUE: 'A parameter value is not valid.',
  MISSING_REQUIRED_PARAMETER: 'A required parameter is missing.',
  MALFORMED_REQUEST_JSON: 'The request JSON is not well formed.',
  PAYPAL_REQUEST_ID_REQUIRED:
    "A PayPal-Request-Id is required if you are trying to process payment for an Order. Please specify a PayPal-Request-Id or Create the Order without a 'payment_source' specified.",
  FIELD_NOT_PATCHABLE: 'Field cannot be patched.',
  INVALID_RESOURCE_ID: 'Specified resource ID does not exist. Please check the resource ID and try again.',
  PREVIOUS_REQUEST_IN_PROGRESS:
    'A previous request on this resource is currently in progress. Please wait for sometime and try again. It is best to space out the initial and the subsequent request(s) to avoid receiving this error.',
  DUPLICATE_REQUEST_ID: 'The value of PayPal-Request-Id header has already been used.',
  CANNOT_BE_ZERO_OR_NEGATIVE:
    'Must be greater than zero. If the currency supports decimals, only two decimal place precision is supported.',
  DECIMAL_PRECISION: 'If the currency supports decimals, only two decimal place precision is supported.',
  INVALID_CURRENCY_CODE:
    'Currency code is invalid or is not currently supported. Please refer https://developer.paypal.com/api/rest/reference/currency-codes/ for list of supported currency codes.',
  MAX_VALUE_EXCEEDED: 'Should be less than or equal to 999999999999999.99.',
  DUPLICATE_INVOICE_ID:
    'Duplicate Invoice ID detected. To avoid a potential duplicate transaction your account setting requires that Invoice Id be unique for each transaction.',
  INSTRUMENT_DECLINED:
    "The instrument presented  was either declined by the processor or bank, or it can't be used for this payment.",
  PAYMENT_SOURCE_CANNOT_BE_USED:
    'The provided payment source cannot be used to pay for the order. Please try again with a different payment source by creating a new order.',
  ORDER_NOT_APPROVED:
    "Payer has not yet approved the Order for payment. Please redirect the payer to the 'rel':'approve' url returned as part of the HATEOAS links within the Create Order call or provide a valid `payment_source` in the request.",
  ORDER_ALREADY_CAPTURED: "Order already captured.If 'intent=CAPTURE' only one capture per order is allowed.",
  ORDER_ALREADY_COMPLETED: 'The order cannot be patched after it is completed.',
  REFERENCE_ID_NOT_FOUND:
    'Filter expression value is incorrect. Please check the value of the reference_id and try again.',
  CAPTURE_FULLY_REFUNDED: 'The capture has already been fully refunded',
  REFUND_CAPTURE_CURRENCY_MISMATCH: 'Refund must be in the same currency as the capture',
  REFUND_NOT_ALLOWED: 'Capture cannot be refunded.',
  REFUND_AMOUNT_EXCEEDED:
    'The refund amount must be less than or equal to the capture amount that has not yet been refunded.',
  PENDING_CAPTURE:
    'Cannot initiate a refund as the capture is pending. Capture is typically pending when the payer has funded the transaction using e-check/bank funded.',
  TOKEN_NOT_FOUND: 'The token does not exist or belongs to somebody else.',
  SETUP_TOKEN_NOT_APPROVED: 'The payer has not approved the setup token.',
} as const;

export type Issue = keyof typeof ISSUES;

const NAMES = {
  400: ['INVALID_REQUEST', 'Request is not well-formed, syntactically incorrect, or violates schema.'],
  401: [
    'AUTHENTICATION_FAILURE',
    'Authentication failed due to missing authorization header, or invalid authentication credentials.',
  ],
  404: ['RESOURCE_NOT_FOUND', 'The specified resource does not exist.'],
  409: ['RESOURCE_CONFLICT', 'The server has detected a conflict while processing this request.'],
  422: [
    'UNPROCESSABLE_ENTITY',
    'The requested action could not be performed, semantically incorrect, or failed business validation.',
  ],
  500: ['INTERNAL_SERVER_ERROR', 'An internal server error occurred.'],
  503: ['SERVICE_UNAVAILABLE', 'Service Unavailable.'],
} as const;

type Status = keyof typeof NAMES;

/** A refusal in PayPal's own shape. */
export class PaypalError extends Error {
  readonly status: number;
  readonly issue: Issue | null;
  readonly #field: string | null;
  readonly #links: readonly object[];

  constructor(
    status: Status,
    issue: Issue | null,
    field: string | null = null,
    links: readonly object[] = [],
  ) {
    super(issue ?? NAMES[status][0]);
    this.name = 'PaypalError';
    this.status = status;
    this.issue = issue;
    this.#field = field;
    this.#links = links;
  }

  toBody(): object {
    const { issue } = this;
    const detail =
      issue === null
        ? []
        : [
            {
              ...(this.#field === null ? {} : { field: this.#field, location: 'body' }),
              issue,
              description: ISSUES[issue],
            },
          ];
    return {
      ...errorBody(this.status as Status, detail),
      ...(this.#links.length > 0 ? { links: this.#links } : {}),
    };
  }
}

const errorBody = (status: Status, details: readonly object[]) => ({
  name: NAMES[status][0],
  message: NAMES[status][1],
  debug_id: randomBytes(7).toString('hex').slice(0, 13),
  ...(details.length > 0 ? { details } : {}),
});

/** An error that was asked for, or a fault of the sandbox itself. */
export function faultBody(status: number): object {
  const known = status in NAMES ? (status as Status) : 500;
  if (status === 429) {
    return {
      ...errorBody(500, []),
      name: 'RATE_LIMIT_REACHED',
      message: 'Too many requests. Blocked due to rate limiting.',
    };
  }
  return errorBody(known, []);
}

export const missingResource = (): PaypalError => new PaypalError(404, 'INVALID_RESOURCE_ID');
export const unprocessable = (issue: Issue, field: string | null = null): PaypalError =>
  new PaypalError(422, issue, field);
