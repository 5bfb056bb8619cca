/**
 * The commonest passwords of eight characters and more, made from what people build them of: words, walks over the
 * keyboard, runs of digits, years. Nothing is asked of the outside, and nothing but this file is needed.
 */

const WORDS = `
password passwort motdepasse contrasena welcome willkommen letmein administrator admin manager secret access login
master superman batman spiderman wonderwoman starwars pokemon minecraft nintendo playstation football baseball
basketball soccer hockey tennis dragon monkey tiger eagle falcon phoenix unicorn dolphin butterfly sunshine princess
iloveyou loveyou lovely forever babygirl sweetheart angel jesus christ blessed freedom liberty justice warrior
hunter ranger killer shadow ghost ninja samurai pirate captain wizard merlin gandalf hobbit matrix mustang corvette
ferrari porsche mercedes yamaha suzuki harley computer internet google facebook twitter linkedin microsoft windows
apple samsung android iphone service support finance billing invoice accounting company office business customer
summer winter spring autumn january february march april june july august september october november december
monday tuesday wednesday thursday friday saturday sunday london paris berlin madrid moscow newyork chicago boston
dallas houston texas florida california america england germany france liverpool arsenal chelsea barcelona juventus
michael jennifer jessica michelle amanda ashley daniel matthew andrew joshua robert thomas jordan george charlie
alexander anthony nicole samantha elizabeth victoria charlotte william benjamin jonathan christopher patrick martin
hello whatever trustno nothing changeme default guest testing tester test temp temporary qwerty azerty qwertz asdf
zxcvbn cookie cheese chocolate banana orange cherry coffee flower rainbow diamond silver golden purple yellow
starlight midnight thunder lightning blizzard mountain ocean family mother father brother sister friends
`;

const WALKS = `
qwertyuiop qwertyui qwerty123 qwertzuiop qwertzui azertyuiop azertyui asdfghjkl asdfghjk yxcvbnm1 zxcvbnm1 zxcvbnm123
1qaz2wsx 1qaz2wsx3edc qazwsxedc qazwsxedcrfv qazwsx123 zaq12wsx zaq1zaq1 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4
q1w2e3r4t5 qweasdzxc qweasd123 asdqwe123 qwe123qwe 123qweasd 123qwe123 1234qwer qwer1234 asdf1234 1234asdf zxcv1234
asdfasdf qwerqwer zxcvzxcv abcd1234 1234abcd abc12345 a1b2c3d4 aa123456 a1234567 a12345678 a123456789 123456789a
12345678a 123456abc 123abc123 abcdefgh abcdefghi abcdefghij abcdefg1 abcdef123 poiuytrewq lkjhgfdsa mnbvcxz1
0987654321 9876543210 987654321 87654321 12344321 12341234 123123123 12312312 123321123 147258369 159357258 741852963
789456123 14789632 13579246 246813579 11223344 1122334455 112233445566 55667788 10203040 102030405 31415926
!qaz2wsx 1qaz!qaz p@ssw0rd p@ssword pa$$word passw0rd pa55word p4ssw0rd l3tm31n1 adm1n123 w3lcome1 letmein! iloveyou2
correcthorsebatterystaple thequickbrownfox iloveyou123 trustno1 superman1 whatever1 asdfjkl; qwertyuiop[] zaq!2wsx
`;

const SUFFIXES = `
1 2 3 7 8 9 01 02 07 10 11 12 13 21 22 23 33 42 69 77 88 99 00 007 100 101 111 123 222 234 321 333 456 555 666 777 789
888 999 000 1234 4321 12345 54321 123456 654321 1234567 12345678 123456789 1111 2222 0000 ! !! !1 1! 12! 123! 1234! !123
. .1 # #1 * @1 @12 @123 @1234 $1 _1 _123 -1 -123 abc qwerty
`;

const list = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

function years(): string[] {
  const found: string[] = [];
  for (let year = 1950; year <= 2035; year += 1) found.push(String(year), `${year}!`);
  return found;
}

function build(): ReadonlySet<string> {
  const common = new Set(list(WALKS));
  const suffixes = [...list(SUFFIXES), ...years()];
  for (const word of list(WORDS)) {
    for (const whole of [word, word + word, `1${word}`, `123${word}`]) common.add(whole);
    for (const suffix of suffixes) common.add(word + suffix);
  }
  for (const year of years()) common.add(year + year);
  // A shorter password is refused for its length.
  return new Set([...common].filter((password) => password.length >= 8));
}

const COMMON = build();

// What people write for letters: a password in disguise is the same password.
const DISGUISES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  $: 's',
  '@': 'a',
};

/**
 * Whether a password is among the first that an attacker tries: in the list (also in another case or with digits for
 * letters), one short piece said again and again, a run such as `12345678`, or the person's own address.
 * Source: NIST SP 800-63B 5.1.1.2, OWASP ASVS 2.1.7.
 */
export function isCommonPassword(password: string, email: string | null): boolean {
  const plain = password.normalize('NFKC').toLowerCase().trim();
  if (COMMON.has(plain) || COMMON.has(undisguised(plain))) return true;
  if (isRepetition(plain) || isRun(plain)) return true;
  const address = email?.toLowerCase() ?? '';
  return address !== '' && (plain === address || plain === address.split('@')[0]);
}

/** Letters for look-alikes in front of the digits at the end, which stay: `p4ssw0rd123` reads `password123`. */
function undisguised(plain: string): string {
  const tail = /[\d!.#*]*$/.exec(plain)?.[0] ?? '';
  const head = plain.slice(0, plain.length - tail.length);
  return head.replaceAll(/[013457$@]/g, (sign) => DISGUISES[sign] ?? sign) + tail;
}

/** `aaaaaaaa`, `abababab`, `xyz1xyz1`: a piece of up to four characters repeated. */
const isRepetition = (plain: string): boolean => /^(.{1,4}?)\1+$/su.test(plain);

/** Every character follows the one before, up or down: `12345678`, `hgfedcba`. */
function isRun(plain: string): boolean {
  const codes = [...plain].map((sign) => sign.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  return steps.length > 0 && (steps.every((step) => step === 1) || steps.every((step) => step === -1));
}

/** How many passwords the list refuses by name. */
export const COMMON_PASSWORDS = COMMON.size;
