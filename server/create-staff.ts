import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from './config.js';
import { createDocuments } from './documents/documents.js';
import { prepareQueue } from './jobs/worker.js';
import { createDb } from './kit/db.js';
import { createLog } from './kit/log.js';
import { systemClock } from './kit/time.js';
import { keepMails } from './mail/keep.js';
import { createSendGrid } from './mail/sendgrid.js';
import { createServices } from './services.js';

const USAGE =
  'Usage: node dist/server/create-staff.js --email ADDRESS --name NAME --role support|finance|admin';
const ROLES = ['support', 'finance', 'admin'] as const;

/**
 * Makes a member of staff from the command line of the machine that has the database: the first one of an installation
 * has nobody to be invited by. The password is random and printed once; a second factor is set up at the first sign-in.
 */
async function createStaff(): Promise<void> {
  const { values } = parseArgs({
    options: { email: { type: 'string' }, name: { type: 'string' }, role: { type: 'string' } },
  });
  const role = ROLES.find((known) => known === values.role);
  if (!values.email || !values.name || !role) throw new ConfigError(USAGE);
  const config = readConfig();
  const log = createLog('error');
  const onError = (error: Error) => log.error({ error: error.message }, 'A database connection broke');
  const db = createDb({ url: config.database.url, poolSize: 2, clock: systemClock, onError });
  const documents = createDocuments({ timeoutMs: 1_000 });
  try {
    await prepareQueue(db.pool, log);
    const { sendgridApiKey: apiKey, sendgridBaseUrl: baseUrl } = config.mail;
    const mailPort = apiKey ? createSendGrid({ apiKey, baseUrl }) : keepMails();
    const { identity } = createServices({
      db,
      clock: systemClock,
      config,
      log,
      gateways: { stripe: null, paypal: null },
      mailPort,
      documents,
    });
    if ((await db.prisma.staffUser.count({ where: { email: values.email.toLowerCase() } })) > 0) {
      throw new ConfigError(`${values.email} is a member of staff already; nothing was changed.`);
    }
    const password = randomBytes(12).toString('base64url');
    await identity.createStaff({ email: values.email, name: values.name, role, password });
    say(`${values.email} can sign in at ${config.web.baseUrl}/admin with the password ${password}`);
    if (!apiKey) await printInvitation(db, values.email.toLowerCase());
  } finally {
    await documents.close();
    await db.close();
  }
}

/** Where no mail goes out, the invitation to set up the second factor is told here: nobody could read it otherwise. */
async function printInvitation(db: ReturnType<typeof createDb>, toAddress: string): Promise<void> {
  const where = { toAddress, template: 'staff_invitation' };
  const mail = await db.prisma.emailMessage.findFirst({ where, orderBy: { createdAt: 'desc' } });
  if (mail) say(`\n${mail.text}`);
}

const say = (text: string): boolean => process.stdout.write(`${text}\n`);

try {
  await createStaff();
} catch (error) {
  const known =
    error instanceof Error && (error instanceof ConfigError || error.message.startsWith('Unknown option'));
  process.stderr.write(known ? `${(error as Error).message}\n` : `${String((error as Error).stack)}\n`);
  process.exitCode = 1;
}
