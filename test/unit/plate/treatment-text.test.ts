import { describe, expect, it } from 'vitest';
import { readTime, readTreatments, treatmentsText } from '../../../shared/plate/treatment-text.ts';

const answered = (mark: 'comma' | 'point') => ({ answered: mark, seen: null });

describe('readTreatments', () => {
  it('reads names, doses, units and times', () => {
    expect(readTreatments('C6=25000; Ara = 5 nM @ 2h ;').treatments).toEqual([
      { name: 'C6', value: 25000, unit: null, time_s: 0 },
      { name: 'Ara', value: 5, unit: 'nM', time_s: 7200 },
    ]);
    expect(readTreatments('aTc=1e−10 ng/mL @ 1:30:00').treatments).toEqual([
      { name: 'aTc', value: 1e-10, unit: 'ng/mL', time_s: 5400 },
    ]);
  });

  it('tells nothing said from nothing added', () => {
    expect(readTreatments('  ').treatments).toBeNull();
    for (const word of ['none', 'Untreated', '-', '0']) expect(readTreatments(word).treatments).toEqual([]);
  });

  it('reads decimal commas where nothing else can be meant, and asks where both could', () => {
    expect(readTreatments('C6=0,5').treatments?.[0]?.value).toBe(0.5);
    expect(readTreatments('C6=1,000').fault).toMatchObject({ kind: 'ambiguous' });
    expect(readTreatments('C6=1,000', answered('comma')).treatments?.[0]?.value).toBe(1);
    expect(readTreatments('C6=1,000', answered('point')).treatments?.[0]?.value).toBe(1000);
    expect(readTreatments('C6=25.000', answered('comma')).treatments?.[0]?.value).toBe(25000);
    expect(readTreatments('C6=1.234.567,5').treatments?.[0]?.value).toBe(1234567.5);
    const either = { answered: null, seen: 'either' } as const;
    expect(readTreatments('C6=10.000', either).fault).toMatchObject({ kind: 'ambiguous' });
    expect(readTreatments('C6=1,000', either).fault).toMatchObject({ kind: 'ambiguous' });
  });

  it('reads thousands that blanks part, and times in words', () => {
    expect(readTreatments('C6=10 000 nM;Ara=1\u202f000,5').treatments).toEqual([
      { name: 'C6', value: 10000, unit: 'nM', time_s: 0 },
      { name: 'Ara', value: 1000.5, unit: null, time_s: 0 },
    ]);
    expect(readTreatments('C6=5 nM at 2 h').treatments).toEqual([
      { name: 'C6', value: 5, unit: 'nM', time_s: 7200 },
    ]);
  });

  it('keeps two doses of one treatment at two times, and refuses them at one', () => {
    expect(readTreatments('C6=1;C6=2 @ 30 min').treatments).toHaveLength(2);
    expect(readTreatments('C6=1; C6 =2').fault).toMatchObject({ kind: 'twice' });
  });

  it.each([
    ['C6', 'unreadable'],
    ['=5', 'unreadable'],
    ['C6=-3', 'negative'],
    ['C6=high', 'unreadable'],
    ['C6=5 Ara=3', 'unreadable'],
    ['C6=5 nM @ 2', 'unreadable'],
    ['water', 'unreadable'],
    ['C6=10 00 nM', 'unreadable'],
    ['C6=5 nM and Ara 2 %', 'unreadable'],
    ['C6=10^-9 M', 'unreadable'],
    ['C6=5 nM, A1', 'unreadable'],
  ])('refuses %s', (text, kind) => {
    const { fault } = readTreatments(text);
    expect(fault).toMatchObject({ kind, piece: text });
    expect(fault?.remedy).not.toBe('');
  });
});

describe('treatmentsText', () => {
  it('is read back as it was', () => {
    const treatments = [
      { name: 'C6', value: 25000 / 3, unit: 'nM', time_s: 0 },
      { name: 'Ara', value: 1e-10, unit: null, time_s: 7200 },
      { name: 'Ara', value: 1e21, unit: '% w/v', time_s: 5400 },
      { name: 'aTc', value: 0, unit: null, time_s: 1e-7 },
      { name: 'IPTG', value: 3, unit: null, time_s: 1234.5678 },
    ];
    expect(readTreatments(treatmentsText(treatments)).treatments).toEqual(treatments);
    expect(readTreatments(treatmentsText([])).treatments).toEqual([]);
  });
});

it.each([
  ['2h', 7200],
  ['30 min', 1800],
  ['1,5 h', 5400],
  ['90s', 90],
  ['0', 0],
  ['2', Number.NaN],
  ['soon', Number.NaN],
])('readTime(%s) is %d', (text, seconds) => expect(readTime(text)).toBe(seconds));
