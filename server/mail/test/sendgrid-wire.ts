import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TakenMail {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    readonly personalizations: readonly { readonly to: readonly { readonly email: string }[] }[];
    readonly from: { readonly email: string; readonly name: string };
    readonly subject: string;
    readonly content: readonly { readonly type: string; readonly value: string }[];
    readonly headers: Readonly<Record<string, string>>;
    readonly tracking_settings: unknown;
  };
}

export type Answer = { status: number; errors?: { message: string }[] } | 'hang up';

export interface SendGridWire {
  readonly url: string;
  readonly taken: TakenMail[];
  /** What the next requests are answered, in turn; 202 when the list is empty. */
  readonly answers: Answer[];
  close(): Promise<void>;
}

/** Speaks SendGrid's `POST /v3/mail/send` on the loopback address. */
export async function startSendGridWire(): Promise<SendGridWire> {
  const taken: TakenMail[] = [];
  const answers: Answer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = answers.shift() ?? { status: 202 };
      if (answer === 'hang up') return request.socket.destroy();
      if (answer.status === 202) {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as TakenMail['body'];
        taken.push({ path: request.url ?? '', headers: request.headers, body });
        response.setHeader('x-message-id', `sg-${taken.length}`);
      }
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(
        answer.status === 202 ? '' : JSON.stringify({ errors: answer.errors ?? [{ message: 'no' }] }),
      );
      return undefined;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    taken,
    answers,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
