import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from './project.mjs';

const patienceMs = 3_000; // a server that was told to stop a moment ago may still be draining

/** Refuses with one sentence when something else listens there. */
export async function refuseBusyPort(name, port, host) {
  for (const deadline = performance.now() + patienceMs; ; await pause(100)) {
    const problem = await whyNotListen(port, host);
    if (problem === null) return;
    if (problem.code !== 'EADDRINUSE')
      throw new Refusal(`${host}:${port} of ${name} cannot be used: ${problem.message}.`);
    if (performance.now() > deadline) {
      throw new Refusal(`Port ${port} is taken by another program: stop it, or set ${name} to a free port.`);
    }
  }
}

function whyNotListen(port, host) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(null)));
  });
}
