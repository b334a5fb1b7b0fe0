// Made-up names in many scripts.

export const accountNames = [
  'Universität Altmühl – Institut für Computerlinguistik',
  'St. Brendan’s Hospital Group – Patient Education',
  '東京みなと放送株式会社',
  'Corriere Padano Streaming',
  'מכללת רמת הגליל – הפקולטה למדעי הבריאות',
  'Lakeshore Regional Health',
  'Fjord & Fell Outdoor',
  'Template – University standard',
  'Nordic Broadcasting Alliance – Regional Newsrooms and Archive',
  'Ravensmoor College of Art',
  'Casa Verde Supermercados',
  'Acme University – Physics',
  'Acme University – School of Continuing and Professional Education',
  'Kowalski & Synowie Meble',
  'Mercy Vale Children’s Clinic',
  '北嶺学院大学 オンライン教育センター',
  'Blue Harbor Sports Network',
  'ערוץ הגליל',
  'Théâtre Numérique de Lyon',
  'Pinecrest Unified School District',
  'Osei Pharmacies',
  'Vantage Automotive Retail',
  'أكاديمية النور الطبية',
  'Southbank Legal Training',
  'Tamarind Foods',
  'Zielona Góra Medyczna',
  'Quayside Fitness',
  'Lumière Cosmetics France',
  'Hartwell Dental Partners',
  'Greenfield Garden Studio 🌱',
];

export const people = [
  ['Katharina Brandt', 'k.brandt@altmuehl.example'],
  ['Aoife Ní Dhomhnaill', 'aoife@brendans.example'],
  ['佐藤 美咲', 'sato@minato.example'],
  ['Lorenzo Bianchi', 'l.bianchi@padano.example'],
  ['נועה ברק', 'noa@galil.example'],
  ['Marcus Whitfield', 'm.whitfield@lakeshore.example'],
  ['Ingrid Solheim', 'ingrid@fjordfell.example'],
  ['Dana Levi', 'd.levi@acme-university.example'],
  ['Małgorzata Kowalska', 'biuro@kowalski.example'],
  ['د. ليلى حداد', 'layla@alnoor.example'],
] as const;

export const longName =
  'Northern Territories Public Broadcasting Corporation – Department of Education Services, Digital Learning and Community Outreach (formerly the Regional Instructional Television Consortium) ';
