// What a person reads of what changed about an account since last time.
import { expect, test } from 'vitest';
import { changeMark, changeSentence } from '../../src/lib/change-words';
import { exactly } from '../../src/lib/format';

const at = 1_790_000_000;

test('the open account says when it was still as before', () => {
  const when = exactly(at);
  expect(changeSentence({ kind: 'new' }, at)).toBe(`Not there yet on ${when}`);
  expect(changeSentence({ kind: 'renamed', from: 'Old Hall' }, at)).toBe(
    `Was called Old Hall on ${when}`,
  );
  expect(changeSentence({ kind: 'statusChanged', from: 'active' }, at)).toBe(
    `Was Active on ${when}`,
  );
});

test('where the moment is not known, it says what the list says', () => {
  const change = { kind: 'renamed', from: 'Old Hall' } as const;
  expect(changeSentence(change, null)).toBe(changeMark(change).tip);
  expect(changeMark(change)).toEqual({ word: 'Renamed', tip: 'Was called Old Hall last time' });
});
