// Made-up files with accounts: their headings, their rows, and what Rust finds out about them.
import type { FieldChoice, ImportField, ImportPurpose, SourceKind } from '../src/bindings';
import type { Options } from './options';
import { data, said, type World } from './world';

export interface MadeUpFile {
  name: string;
  kind: SourceKind;
  headings: { text: string; field: ImportField | null; result?: boolean }[];
  rows: string[][];
  notices: string[];
  /** Places of the rows that an earlier import has done. */
  doneBefore: Set<number>;
}

/** All fields, in the order of the form, with the names that Rust gives them. */
const labels: Record<ImportField, string> = {
  name: 'Account name',
  adminName: 'Administrator name',
  adminEmail: 'E-mail',
  phone: 'Phone',
  website: 'Website',
  referenceId: 'Reference ID',
  description: 'Description',
  template: 'Template account',
  country: 'Country',
  state: 'State',
  welcomeEmail: 'Welcome e-mail',
  password: 'Initial password',
  partnerId: 'Partner ID',
};

const editable: ImportField[] = [
  'partnerId',
  'referenceId',
  'phone',
  'website',
  'adminName',
  'adminEmail',
];
const needed: ImportField[] = ['name', 'adminName', 'adminEmail'];

export const labelOf = (field: ImportField): string => labels[field];

/** The fields of a purpose, required ones first. */
export function fieldsFor(options: Options, purpose: ImportPurpose): FieldChoice[] {
  const all = Object.keys(labels) as ImportField[];
  const required = purpose === 'edit' ? ['partnerId'] : needed;
  return all
    .filter((it) => (purpose === 'edit' ? editable.includes(it) : it !== 'partnerId'))
    .map((field) => ({
      field,
      label: said(options, labels[field]),
      required: required.includes(field),
    }))
    .sort((one, other) => Number(other.required) - Number(one.required));
}

const schools = [
  ['Harbour View Primary School', 'Siobhan Kerr', 's.kerr@harbourview.example', 'EDU-0171'],
  ['Hill Street Primary School', 'Tom Ashworth', 't.ashworth@hillstreet', 'EDU-0172'],
  ['', 'Renée Aubert', 'r.aubert@lycee-voltaire.example', 'EDU-0173'],
  ['Lakeside Academy', 'Grace Mbeki', 'g.mbeki@lakeside.example', 'UNI-0042'],
  ['Lakeside Academy', 'Grace Mbeki', 'g.mbeki@lakeside.example', 'EDU-0175'],
  [
    'Moorland Federation of Church of England Primary and Nursery Schools',
    'Philippa Cartwright-Hughes',
    'p.cartwright@moorland.example',
    'EDU-0176',
  ],
  ['بستان المعرفة الدولية', 'سلمى قاسم', 's.qasim@bustan.example', 'EDU-0177'],
  ['Nightingale Sixth Form', '', 'müller@nightingale.example', 'EDU-0178'],
  ['Old Mill Nursery 🌻', 'Anna Kovács', '  A.Kovacs@OldMill.example', '007'],
  ['Park Lane Juniors', 'Joe Brandon', 'j.brandon@parklane.example', 'EDU-0180'],
  ['みどり幼稚園', '高橋 由美', 'takahashi@midori.example', 'EDU-0181'],
  ['Quarry Bank High School', 'Wesley O’Connor', 'w.oconnor@quarrybank.example', 'EDU-0182'],
  ['Riverside Sixth Form College', 'Ewa Nowak', 'E.Nowak@riverside.example', 'EDU-0183'],
  ['אולפן נעמי', 'נעמי בר', 'n.bar@ulpan.example', 'EDU-0184'],
];

function schoolRows(options: Options, count: number, clean: boolean): string[][] {
  const usable = clean ? schools.filter((_, at) => ![1, 2, 3, 4, 7, 8].includes(at)) : schools;
  return Array.from({ length: count }, (_, at) => {
    const round = Math.floor(at / usable.length);
    const [name = '', admin = '', email = '', reference = ''] = usable[at % usable.length] ?? [];
    // Only the first round has mistakes, so that they are found.
    const more = (text: string, end: string): string => (round === 0 ? text : `${text}${end}`);
    const number = String(171 + at).padStart(4, '0');
    return [
      more(name || (round === 0 ? '' : 'Lycée Voltaire'), ` ${String(round + 1)}`),
      admin || (round === 0 ? '' : 'Dev Patel'),
      round === 0 ? email : `office-${String(at)}@school.example`,
      `+44 20 7946 0${String(100 + (at % 900))}`,
      round === 0 ? reference : `EDU-${number}`,
    ].map((text) => data(options, text));
  });
}

const schoolHeadings: MadeUpFile['headings'] = [
  { text: 'School', field: 'name' },
  { text: 'Contact', field: 'adminName' },
  { text: 'E-mail', field: 'adminEmail' },
  { text: 'Telephone', field: 'phone' },
  { text: 'Reference', field: 'referenceId' },
];

const workbook = (sheets: string[]): SourceKind => ({
  kind: 'workbook',
  sheets,
  sheet: sheets[0] ?? '',
});

/** The file that stands for this option. */
export function madeUpFile(options: Options, world: World, purpose: ImportPurpose): MadeUpFile {
  const base: MadeUpFile = {
    name: data(options, 'spring-term-schools.xlsx'),
    kind: workbook([data(options, 'Spring term')]),
    headings: schoolHeadings.map((it) => ({ ...it, text: data(options, it.text) })),
    rows: [],
    notices: [],
    doneBefore: new Set(),
  };
  if (purpose === 'edit') return phones(options, world, base);
  switch (options.file) {
    case 'big':
      return { ...base, rows: schoolRows(options, 20_000, false) };
    case 'clean':
      return { ...base, rows: schoolRows(options, 8, true) };
    case 'sheets':
      return {
        ...base,
        kind: workbook(['Spring term', 'Autumn term', 'Notes'].map((it) => data(options, it))),
        rows: schoolRows(options, 86, false),
        notices: [said(options, '3 rows are hidden in the spreadsheet. They are read as well.')],
      };
    case 'western':
      return {
        ...base,
        name: data(options, 'schools.csv'),
        kind: { kind: 'csv', delimiter: ';', encoding: 'windows-1252' },
        rows: schoolRows(options, 40, false),
      };
    case 'unmatched':
      return {
        ...base,
        headings: base.headings.map((it, at) => ({
          ...it,
          field: at === 1 || at === 3 ? null : it.field,
        })),
        rows: schoolRows(options, 86, false),
      };
    case 'result':
      return {
        ...base,
        name: data(options, 'spring-term-schools – result.xlsx'),
        headings: [
          ...base.headings,
          ...['New Partner ID', 'Import result', 'Import reason'].map((it) => ({
            text: data(options, it),
            field: null,
            result: true,
          })),
        ],
        rows: schoolRows(options, 20, true).map((it) => [...it, '', '', '']),
        notices: [
          said(
            options,
            'This file is the result of an earlier import. 17 rows were done then and are left out.',
          ),
        ],
        doneBefore: new Set(Array.from({ length: 17 }, (_, at) => at)),
      };
    default:
      return { ...base, rows: schoolRows(options, 86, false) };
  }
}

function phones(options: Options, world: World, base: MadeUpFile): MadeUpFile {
  const rows = world.accounts
    .slice(0, 24)
    .map((it, at) => [
      at === 4 ? '1111111' : String(it.id),
      at % 3 === 0 ? it.phone : data(options, `+44 20 7946 0${String(500 + at)}`),
      at % 4 === 1 ? data(options, `https://www.new-${String(at)}.example`) : '',
      at === 6 ? data(options, 'nobody@nowhere') : '',
    ]);
  return {
    ...base,
    name: data(options, 'new-phones.csv'),
    kind: { kind: 'csv', delimiter: ',', encoding: 'UTF-8' },
    headings: [
      { text: data(options, 'PID'), field: 'partnerId' },
      { text: data(options, 'Phone'), field: 'phone' },
      { text: data(options, 'Site'), field: 'website' },
      { text: data(options, 'Contact e-mail'), field: 'adminEmail' },
    ],
    rows,
  };
}
