import { createDb } from '../kit/db.js';
import { systemClock } from '../kit/time.js';
import { canKeepRuns } from './audit.runs.store.js';
import { auditDatabase, auditOnce, type Finding } from './audit.service.js';

/**
 * What `npm run audit` prints and how it ends: one line per sentence, 0 where all hold, 1 where one does not. Throws
 * where the database could not be read. Staff see the result in the back office, but for a copy that may only
 * be read: it is audited all the same.
 */
export async function runAudit(databaseUrl: string, print: (line: string) => void): Promise<0 | 1> {
  let broken: Error | null = null;
  const onError = (error: Error) => {
    broken = error;
  };
  const db = createDb({ url: databaseUrl, poolSize: 2, clock: systemClock, onError });
  try {
    const tell = (finding: Finding) => {
      for (const line of linesOf(finding)) print(line);
    };
    const isKept = await canKeepRuns(db.prisma);
    const findings = isKept
      ? await auditOnce({ db, clock: systemClock }, 'command', tell)
      : await auditDatabase(db, tell);
    const failed = findings.filter(({ breaches }) => breaches.length > 0).length;
    print('');
    if (!isKept) print('The result is not kept: this database may only be read.');
    print(
      failed === 0
        ? `All ${findings.length} sentences hold.`
        : `${failed} of ${findings.length} sentences do not hold.`,
    );
    return failed === 0 ? 0 : 1;
  } catch (error) {
    throw broken ?? error;
  } finally {
    await db.close();
  }
}

function linesOf({ invariant, sentence, breaches, more }: Finding): string[] {
  if (breaches.length === 0) return [`ok    ${invariant}  ${sentence}`];
  return [
    `FAIL  ${invariant}  ${sentence}`,
    ...breaches.map(({ name, found }) => `           ${name}: ${found}`),
    ...(more ? ['           and more'] : []),
  ];
}
