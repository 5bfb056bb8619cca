/** How TypeScript becomes JavaScript, in the tests as in the program. Types are checked by `npm run check`. */
export function swcOptions(file) {
  return {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', tsx: file.endsWith('.tsx') },
      transform: { react: { runtime: 'automatic' }, verbatimModuleSyntax: true },
    },
    module: { type: 'es6' },
  };
}
