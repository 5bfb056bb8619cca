import {
  addDays,
  addSeconds,
  calendarDate,
  dateToInstant,
  daysBetween,
  isCalendarDate,
  isTimeZone,
  startOfMonth,
} from './time.js';

describe('calendar dates', () => {
  test('an instant has another date in another zone', () => {
    const instant = new Date('2026-12-31T23:30:00Z');
    expect(calendarDate(instant)).toBe('2026-12-31');
    expect(calendarDate(instant, 'Europe/Berlin')).toBe('2027-01-01');
    expect(calendarDate(instant, 'America/New_York')).toBe('2026-12-31');
    expect(calendarDate(instant, 'Pacific/Kiritimati')).toBe('2027-01-01');
  });

  test.each([
    ['2026-11-22', 7, '2026-11-29'],
    ['2026-12-28', 7, '2027-01-04'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2027-02-28', 1, '2027-03-01'],
    ['2026-03-01', -1, '2026-02-28'],
    ['2026-03-29', 1, '2026-03-30'],
  ])('%s and %s days is %s', (date, days, expected) => {
    expect(addDays(date, days)).toBe(expected);
    expect(daysBetween(date, expected)).toBe(days);
  });

  test('days are counted in days of the calendar, not of 24 hours of a zone', () => {
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
    expect(daysBetween('2028-01-01', '2029-01-01')).toBe(366);
  });

  test.each([
    '2026-02-30',
    '2027-02-29',
    '2026-13-01',
    '2026-00-10',
    '26-01-01',
    '2026-1-1',
    '2026-01-01T00:00',
    '',
    'NaN',
  ])('"%s" is no date', (text) => expect(isCalendarDate(text)).toBe(false));

  test.each(['2028-02-29', '2026-12-31', '0001-01-01'])('%s is a date', (text) =>
    expect(isCalendarDate(text)).toBe(true),
  );

  test('a date is kept as midnight UTC', () => {
    expect(dateToInstant('2026-11-22').toISOString()).toBe('2026-11-22T00:00:00.000Z');
  });
});

describe('instants', () => {
  test('seconds are added over the end of a year', () => {
    expect(addSeconds(new Date('2026-12-31T23:59:59Z'), 1).toISOString()).toBe('2027-01-01T00:00:00.000Z');
  });

  test('a month begins at midnight UTC', () => {
    expect(startOfMonth(new Date('2028-02-29T23:59:59.999Z')).toISOString()).toBe('2028-02-01T00:00:00.000Z');
  });
});

test.each([
  ['Europe/Berlin', true],
  ['America/New_York', true],
  ['UTC', true],
  ['Mars/Olympus', false],
  ['', false],
  ['../etc/passwd', false],
])('the time zone "%s": %s', (name, real) => expect(isTimeZone(name)).toBe(real));
