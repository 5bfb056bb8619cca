import { newId } from '../server/kit/ids.js';
import { type Desk, openDesk, type StaffBrowser } from '../server/test/desk.js';
import { rewritePage } from './gate/page.js';

const TEMPLATE = `
    <!DOCTYPE html>
    <html lang=en>
    <head>
      <script>
        window.REDUX_STATE = {"session":{"title":"WORDS"}};
        window.THEME = {"font":"x"};
      </script>
      <meta name="viewport" content="width=device-width, initial-scale=1, shrink-to-fit=no">
      <link rel="stylesheet" href="https://fonts.googleapis.com/css?family=Roboto:300" type="text/css">
      <script src="/admin/frontend/assets/app.bundle.js"></script>
      <style>body { color: '#0C1E29'; color-scheme: light; }</style>
    </head>
    <body><div id="app" /></body></html>`;

const withState = (text: string) => TEMPLATE.replace('WORDS', () => JSON.stringify(text).slice(1, -1));

describe("AdminJS' page, rewritten", () => {
  it.each([
    '</script><script>alert(1)</script>',
    '<!--',
    '\u2028alert(1)\u2029',
    'window.THEME = 1;',
    "<style>color: '#0C1E29';",
    '$1 $& $`',
  ])('keeps %j in the state inert and whole', (text) => {
    const page = rewritePage(withState(text), 'N');
    const state = /window\.REDUX_STATE = ([^\n]*);\n/.exec(page)?.[1] ?? '';
    expect(state).not.toMatch(/[<\u2028\u2029]/);
    expect(JSON.parse(state).session.title).toBe(text);
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page).toContain('window.THEME = {"font":"x"};');
  });

  it('gives every script and style the nonce and loads nothing from elsewhere', () => {
    const page = rewritePage(TEMPLATE, 'N');
    expect(page.match(/<(script|style)(?! nonce="N")/g)).toBeNull();
    expect(page).not.toMatch(/https?:/);
    expect(page).toContain('<html lang="en">');
  });

  it.each([
    'window.REDUX_STATE',
    'window.THEME',
    'fonts.googleapis',
    '<html lang=en>',
    '<div id="app" />',
    'color-scheme: light;',
    'shrink-to-fit',
  ])('refuses a template that has changed (%s)', (part) => {
    expect(() => rewritePage(TEMPLATE.replace(part, 'changed'), 'N')).toThrow("AdminJS' page has changed");
  });
});

describe('the page as it is served', () => {
  let desk: Desk;
  let sam: StaffBrowser;
  beforeAll(async () => {
    desk = await openDesk();
    sam = await desk
      .staff('Sam </script><script>alert(1)</script>', 'finance')
      .catch(() => desk.staff('Sam', 'finance'));
  });
  afterAll(() => desk.close());

  it('has no script without the nonce of its policy and no foreign host', async () => {
    const answer = await sam.fetch('/admin/resources/invoices');
    const page = await answer.text();
    const nonce = /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1];
    expect(nonce).toHaveLength(24);
    expect(
      [...page.matchAll(/<(?:script|style)\b([^>]*)>/g)].every(([, attributes]) =>
        attributes?.includes(`nonce="${nonce}"`),
      ),
    ).toBe(true);
    expect(
      [...page.matchAll(/(?:src|href)="([^"]+)"/g)].every(([, address]) => address?.startsWith('/admin/')),
    ).toBe(true);
    expect(page).toContain('<div id="app"></div>');
  });

  it('shows a mail without scripts, frames around it or anything from outside', async () => {
    const id = newId('eml');
    const html = '<p>Hello</p><script>parent.hacked = 1</script><img src="https://evil.test/x.png">';
    await desk.db.prisma.emailMessage.create({
      data: {
        id,
        template: 'x',
        toAddress: 'a@acme.test',
        subject: '</script><script>alert(1)</script>',
        text: 'Hello',
        html,
        locale: 'en',
        data: {},
      },
    });
    const preview = await sam.fetch(`/admin/email-preview/${id}`);
    expect(await preview.text()).toBe(html);
    expect(preview.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox",
    );
    expect((await sam.fetch('/admin/email-preview/eml_nope')).status).toBe(404);
  });

  it('the built components are served', async () => {
    const answer = await sam.fetch('/admin/frontend/assets/app.bundle.js');
    expect(answer.headers.get('content-type')).toMatch(/javascript/);
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    const etag = answer.headers.get('etag') ?? '';
    expect(
      (
        await sam.fetch('/admin/frontend/assets/app.bundle.js', {
          headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
        })
      ).status,
    ).toBe(304);
  });
});
