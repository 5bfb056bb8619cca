import type { RequestHandler } from 'express';
import { nonceOf } from './headers.js';

/** JSON that can stand inside a <script>: nothing in it can end the element or the line. */
const jsonInScript = (json: string): string =>
  json.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

interface Rewrite {
  readonly what: string;
  readonly from: RegExp;
  readonly to: string | ((match: string, ...groups: string[]) => string);
}

/** Stands for the state while the rest is rewritten. */
const STATE = '{the state}';

const REWRITES: readonly Rewrite[] = [
  {
    what: 'the theme',
    from: /window\.THEME = ([^\n]*);\n/,
    to: (_match, json) => `window.THEME = ${jsonInScript(json)};\n`,
  },
  {
    what: 'the foreign font',
    from: /<link rel="stylesheet" href="https:\/\/fonts\.googleapis[^>]*>/,
    to: '<link rel="icon" type="image/svg+xml" href="/admin/static/favicon.svg">',
  },
  { what: 'the language', from: /<html lang=(\w[\w-]*)>/, to: '<html lang="$1">' },
  { what: 'the viewport', from: /, shrink-to-fit=no/, to: '' },
  { what: 'the root element', from: /<div id="app" \/>/, to: '<div id="app"></div>' },
  // What follows is no valid CSS, and the scheme is ours to choose.
  { what: 'the colour', from: /color: '#0C1E29';/, to: '' },
  { what: 'the colour scheme', from: /color-scheme: light;/, to: 'color-scheme: light dark;' },
];

/**
 * AdminJS' page made safe: user data in the state is inert, every script and style carries the nonce, nothing foreign is
 * loaded. Throws where AdminJS' template has changed, since a rewrite that no longer fits protects nothing.
 */
export function rewritePage(html: string, nonce: string): string {
  // The state holds user data: it is taken out first and put back last, so that nothing in it is taken for the template.
  const [, before, state, after] = /^([\s\S]*?window\.REDUX_STATE = )([^\n]*)(;\n[\s\S]*)$/.exec(html) ?? [];
  if (before === undefined || state === undefined || after === undefined) {
    throw new Error("AdminJS' page has changed: the state was not found");
  }
  let page = before + STATE + after;
  for (const { what, from, to } of REWRITES) {
    if (!from.test(page)) throw new Error(`AdminJS' page has changed: ${what} was not found`);
    page = typeof to === 'string' ? page.replace(from, to) : page.replace(from, to);
  }
  return page
    .replace(/<style(?=[ >])/g, `<style nonce="${nonce}"`)
    .replace(/<script(?=[ >])/g, `<script nonce="${nonce}"`)
    .replace(STATE, () => jsonInScript(state));
}

const isAdminJsPage = (body: unknown): body is string =>
  typeof body === 'string' && /^\s*<!DOCTYPE html>/i.test(body) && body.includes('window.REDUX_STATE');

/** Rewrites AdminJS' page on its way out. */
export const rewritePages: RequestHandler = (_req, res, next) => {
  const send = res.send.bind(res);
  res.send = (body?: unknown) => send(isAdminJsPage(body) ? rewritePage(body, nonceOf(res)) : body);
  next();
};
