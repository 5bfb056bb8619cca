/** The walls between the rooms. Each rule says which door is bricked up and why; server/test/walls.test.ts breaks every one. */
const test = '(\\.test\\.tsx?$|^server/(test|scenarios)/|\\.behaviour\\.ts$)';
const program = '^(server|backoffice|portal|prisma)/';
const prisma = '(node_modules/(@prisma|\\.prisma)/|^server/generated/prisma)';

/** `from` and `to` are regular expressions over paths; the rule holds for the program, not for its tests. */
const forbid = (name, comment, { from, fromNot = [], to, toNot = [], ...rest }) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: [test, ...fromNot] },
  to: { path: to, ...(toNot.length > 0 && { pathNot: toNot }), ...rest },
});

const pure = [
  forbid('rules-are-pure', 'Rules compute. They touch no database, clock or network.', {
    from: '\\.rules\\.ts$',
    to: '.*',
    toNot: ['\\.rules\\.ts$', '^server/kit/(money|time|ids|errors)\\.ts$'],
  }),
  forbid('ports-are-pure', 'A port names shapes that both sides know; neither side shows through.', {
    from: '^server/billing/.+\\.gateway\\.ts$',
    to: '.*',
    toNot: ['^server/billing/gateway\\.ts$', '\\.gateway\\.ts$', '^server/kit/(money|time|ids|errors)\\.ts$'],
  }),
  forbid('contracts-are-pure', 'A contract ships to the browser.', {
    from: '\\.contract\\.ts$',
    to: '.*',
    toNot: ['\\.contract\\.ts$', 'node_modules/zod/'],
  }),
];

const stores = [
  forbid('stores-stand-alone', 'A store knows Prisma, the kit and its own rules and refusals.', {
    from: '^server/(.+)/[^/]+\\.store\\.ts$',
    to: '.*',
    toNot: [
      prisma,
      'node_modules/pg/',
      'node_modules/better-auth/dist/adapters/prisma-adapter/', // better-auth's way to the same tables
      '^server/kit/(?!http/)',
      '^server/$1/[^/]+\\.(rules|errors|store|contract)\\.ts$',
      '^node:',
      '^(crypto|buffer)$',
    ],
  }),
  forbid('prisma-only-in-stores', 'Ownership and locks are asked for in one place per module.', {
    from: program,
    fromNot: ['\\.store\\.ts$', '^server/kit/db\\.ts$', '^server/generated/', '^prisma/seed', '^backoffice/'],
    to: prisma,
  }),
  forbid('backoffice-writes-nothing-itself', 'Every change is a call to the service that REST calls.', {
    from: '^backoffice/',
    to: prisma,
  }),
];

const services = [
  forbid('services-own-their-store', "Enter another module by its service, never by its store's back door.", {
    from: '^server/(.+)/[^/]+$',
    fromNot: ['^server/services\\.ts$'],
    to: '^server/.+\\.store\\.ts$',
    toNot: ['^server/$1/', '^server/kit/'],
  }),
  forbid('nobody-calls-back-up', 'Data goes down the stairs: routes are entered by the app alone.', {
    from: program,
    fromNot: ['^server/(app|services|openapi)\\.ts$', '^server/identity/identity\\.ts$', '\\.routes\\.ts$'],
    to: '\\.routes\\.ts$',
  }),
  forbid('http-only-in-routes', 'A service must not know that it was called over HTTP.', {
    from: '\\.(service|rules|store|errors)\\.ts$',
    to: '(node_modules/express/|^server/kit/http/)',
  }),
  forbid('routes-are-thin', 'HTTP in, service, view out: nothing else happens here.', {
    from: '^server/(.+)/[^/]+\\.routes\\.ts$',
    to: '.*',
    toNot: [
      '^server/$1/',
      '\\.contract\\.ts$',
      '^server/kit/',
      'node_modules/(express|@types/express|busboy|@types/busboy|zod)/',
      '^node:',
      '^(fs|stream|crypto|buffer)(/|$)',
    ],
  }),
  forbid('services-know-no-adapter', 'Adapters point at ports, not the reverse.', {
    from: '^server/(accounts|billing|identity|reports)/',
    to: '^server/(gateways|webhooks|mail|jobs|documents|storage)/',
    toNot: ['\\.(port|contract)\\.ts$', '^server/mail/mail\\.ts$'],
  }),
  forbid('kit-knows-no-domain', 'The kit is the floor everybody stands on.', {
    from: '^server/kit/',
    to: '^server/(?!kit/|generated/)',
  }),
];

const above = (room, rooms) => ({ from: `^server/billing/${room}/`, to: `^server/billing/(${rooms})/` });
const order = [
  forbid('payments-know-no-subscriptions', 'reactions.ts joins them.', above('payments', 'subscriptions')),
  forbid('subscriptions-know-no-payments', 'reactions.ts joins them.', above('subscriptions', 'payments')),
  forbid(
    'invoices-look-down',
    'subscriptions, payments → invoices.',
    above('invoices', 'payments|subscriptions'),
  ),
  forbid(
    'credits-look-down',
    'invoices → credits; usage → credits.',
    above('credits', 'invoices|payments|subscriptions|usage'),
  ),
  forbid('usage-spends-credits-only', 'usage → credits.', above('usage', 'invoices|payments|subscriptions')),
  forbid('approvals-know-no-room', 'Every room asks them; carry-out.ts plugs the commands in.', {
    from: '^server/billing/approvals/',
    to: '^server/billing/(?!approvals/)',
  }),
  forbid(
    'balance-looks-down',
    'Money on account is kept for those who pay, credit and refund; it knows none of them.',
    {
      from: '^server/billing/balance/',
      to: '^server/billing/(?!balance/|journal/)',
    },
  ),
  forbid(
    'plans-and-tax-stand-below',
    'Everything billed needs them; they need nobody.',
    above('(plans|tax)', 'credits|usage|invoices|payments|subscriptions|methods|bank'),
  ),
].map((rule) => ({ ...rule, to: { ...rule.to, pathNot: ['\\.contract\\.ts$', '/gateway\\.ts$'] } }));

const outside = [
  forbid('gateways-know-no-service', 'A gateway knows the port and the kit.', {
    from: '^server/gateways/',
    to: '^(server|backoffice|portal)/',
    toNot: [
      '^server/gateways/',
      '^server/kit/(?!http/)',
      '/gateway\\.ts$',
      '^server/billing/subscriptions/subscriptions(\\.invoices)?\\.gateway\\.ts$', // the port of those that collect
      '^server/config\\.ts$',
      '\\.errors\\.ts$',
    ],
  }),
  forbid('gateway-sdks-stay-in-gateways', 'Only an adapter knows what a gateway calls things.', {
    from: program,
    fromNot: ['^server/gateways/', '^portal/'],
    to: 'node_modules/(stripe|@stripe|@paypal)/',
  }),
  forbid('mail-sdk-stays-in-mail', 'Everybody else knows the port.', {
    from: program,
    fromNot: ['^server/mail/'],
    to: 'node_modules/@sendgrid/',
  }),
  forbid('jsvat-stays-behind-its-port', 'Everybody else knows what a tax id is, not who reads it.', {
    from: program,
    fromNot: ['^server/billing/tax/tax-id\\.jsvat\\.ts$'],
    to: 'node_modules/jsvat/',
  }),
];

const doors = [
  forbid('backoffice-enters-by-services', 'Staff screens use the same services as REST.', {
    from: '^backoffice/',
    to: '^(server|portal|prisma)/',
    toNot: ['^server/services\\.ts$', '^server/kit/', '\\.contract\\.ts$', prisma],
  }),
  forbid(
    'adminjs-only-in-backoffice',
    'It costs a second and 150 MB, and its adapter writes past the services.',
    {
      from: program,
      fromNot: ['^backoffice/'],
      to: 'node_modules/(adminjs|@adminjs)/',
    },
  ),
  forbid('portal-sees-only-contracts', 'The browser may know the wire, never the server.', {
    from: '^portal/',
    to: '^(server|backoffice|prisma|scripts)/',
    toNot: ['\\.contract\\.ts$'],
  }),
  forbid('server-ignores-its-doors', 'Whoever starts the process opens the doors.', {
    from: '^server/',
    fromNot: ['^server/(main|app)\\.ts$'],
    to: '^(backoffice|portal)/',
  }),
];

const hygiene = [
  {
    name: 'no-cycles',
    comment: 'Two modules that need each other are one module.',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'no-unresolved',
    comment: 'What cannot be found is missing from package.json or misspelt.',
    severity: 'error',
    from: { pathNot: '^server/generated/' },
    to: { couldNotResolve: true },
  },
  forbid('no-development-packages', 'The production image has none of them.', {
    from: '^(server|backoffice|prisma)/',
    // A worker run from source brings its own compiler; the build leaves it out.
    fromNot: ['^backoffice/components/', '^prisma/generators/', '\\.source\\.mjs$'],
    to: '.*',
    dependencyTypes: ['npm-dev'],
    dependencyTypesNot: ['type-only'],
  }),
  forbid('program-knows-no-tests', 'The production image has none of them.', {
    from: program,
    to: '(\\.test\\.tsx?$|^server/(test|scenarios)/)',
  }),
];

module.exports = {
  forbidden: [...pure, ...stores, ...services, ...order, ...outside, ...doors, ...hygiene],
  options: {
    doNotFollow: { path: ['node_modules', '^server/generated'] },
    exclude: { path: '^(dist|admin-bundle|\\.cache)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
