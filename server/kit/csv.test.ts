import fc from 'fast-check';
import { csvLine } from './csv.js';

test.each([
  [['plain', 12, 3n, null], 'plain,12,3,\r\n'],
  [['a, b', 'say "x"', 'two\r\nlines'], '"a, b","say ""x""","two\r\nlines"\r\n'],
  [['=1+1', '+49', '-5', '@SUM', '\tx', '\0x'], "'=1+1,'+49,'-5,'@SUM,'\tx,'\0x\r\n"],
  [['=A1,B1'], `"'=A1,B1"\r\n`],
  [[], '\r\n'],
])('%j', (cells, line) => {
  expect(csvLine(cells)).toBe(line);
});

/** A reader by the letter of RFC 4180. */
function read(line: string): string[] {
  const cells = [''];
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (quoted && character === '"' && line[at + 1] === '"') at += 1;
    else if (character === '"') {
      quoted = !quoted;
      continue;
    }
    if (!quoted && character === ',') cells.push('');
    else if (!quoted && line.slice(at) === '\r\n') return cells;
    else cells[cells.length - 1] += character;
  }
  throw new Error('The line does not end');
}

test('any text comes back, but for the quote before a formula; nothing begins like one', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 6 }), (cells) => {
      const back = read(csvLine(cells));
      expect(back.map((cell) => cell.replace(/^'(?=[=+\-@\t\0])/, ''))).toEqual(
        cells.map((cell) => cell.replace(/^'(?=[=+\-@\t\0])/, '')),
      );
      expect(back.filter((cell) => /^[=+\-@\t\0]/.test(cell))).toEqual([]);
    }),
  );
});
