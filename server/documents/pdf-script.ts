import { baseFace, faceFor, type HanFamily, type Weight } from './pdf-fonts.js';

/** A piece of text that one face draws in one direction. */
export interface Segment {
  readonly text: string;
  readonly face: string;
}

const RTL_LETTER = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const LTR_LETTER = /[\p{L}\p{N}]/u;
const HAN = /\p{Script=Han}/u;
const MIRRORED: Readonly<Record<string, string>> = {
  '(': ')',
  ')': '(',
  '[': ']',
  ']': '[',
  '<': '>',
  '>': '<',
};

// Control characters, marks that reorder or hide text, variation selectors and tags: nothing a paper should carry.
const INVISIBLE = /(?!\n)[\p{Cc}\p{Cf}\p{Variation_Selector}]/gu;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * Text that is safe to typeset: composed (NFC), at most `maxLength` characters with an ellipsis where more was cut,
 * without invisible characters. Line breaks stay; every other white space becomes one blank.
 */
export function cleanText(text: string, maxLength: number): string {
  const kept = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  return kept
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(LONE_SURROGATE, '?')
    .replace(INVISIBLE, '')
    .normalize('NFC');
}

/** Whether every character can be drawn by an installed font as it stands. */
export const isDrawable = (text: string, weight: Weight): boolean =>
  [...text].every((character) => faceFor(character.codePointAt(0) ?? 0, weight) !== null);

/**
 * Cuts a text into pieces by face. A character that no installed font has is replaced by its compatibility form
 * (a full-width digit by the digit), or else by a visible question mark: never by an empty box or another letter.
 */
export function segmentsOf(text: string, weight: Weight): Segment[] {
  const base = baseFace(weight).name;
  const han = hanFamilyOf(text);
  const segments: { text: string; face: string }[] = [];
  for (const character of text) {
    const drawn = drawableForm(character, weight);
    // A blank goes with what stands before it, so that one face draws whole words and their spaces.
    const last = segments.at(-1);
    const own = () => faceFor(drawn.codePointAt(0) ?? 0, weight, HAN.test(drawn) ? han : null)?.name ?? base;
    const face = drawn === ' ' && last ? last.face : own();
    if (last?.face === face) last.text += drawn;
    else segments.push({ text: drawn, face });
  }
  return segments;
}

function drawableForm(character: string, weight: Weight): string {
  if (isDrawable(character, weight)) return character;
  const plain = character.normalize('NFKD').replace(/\p{M}/gu, '');
  return plain !== '' && isDrawable(plain, weight) ? plain : '?';
}

/** Characters that Chinese, Japanese and Korean share are drawn as the text around them wants it. */
function hanFamilyOf(text: string): HanFamily | null {
  if (!HAN.test(text)) return null;
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'NotoSansJP';
  return /\p{Script=Hangul}/u.test(text) ? 'NotoSansKR' : 'NotoSansSC';
}

export const hasRightToLeft = (text: string): boolean => RTL_LETTER.test(text);

/**
 * The words of one line in the order in which they are drawn from left to right. A short form of the Unicode
 * bidirectional rules: the first strong letter sets the line's direction; neighbouring words of the other direction
 * form a group that is turned round; inside a right-to-left word the brackets are mirrored. The letters of such a word
 * are turned round by the font's own layout.
 */
export function visualWords(words: readonly string[]): string[] {
  const lineIsRtl = directionOf(words.join(' ')) === 'rtl';
  const groups: { rtl: boolean; words: string[] }[] = [];
  for (const word of words) {
    const direction = directionOf(word);
    const last = groups.at(-1);
    const rtl = direction === null ? (last?.rtl ?? lineIsRtl) : direction === 'rtl';
    if (last?.rtl === rtl) last.words.push(word);
    else groups.push({ rtl, words: [word] });
  }
  if (lineIsRtl) groups.reverse();
  return groups.flatMap((group) => (group.rtl ? group.words.map(mirrorBrackets).reverse() : group.words));
}

/** The pieces of one word in drawing order. Signs between right-to-left letters are turned round like the letters. */
export function visualSegments(word: string, weight: Weight): Segment[] {
  const segments = segmentsOf(word, weight);
  if (directionOf(word) !== 'rtl') return segments;
  return segments
    .reverse()
    .map(({ text, face }) => ({ text: directionOf(text) === null ? reversed(text) : text, face }));
}

const reversed = (text: string): string => [...text].reverse().join('');

function directionOf(text: string): 'ltr' | 'rtl' | null {
  for (const character of text) {
    if (RTL_LETTER.test(character)) return 'rtl';
    if (LTR_LETTER.test(character)) return 'ltr';
  }
  return null;
}

const mirrorBrackets = (word: string): string =>
  [...word].map((character) => MIRRORED[character] ?? character).join('');
