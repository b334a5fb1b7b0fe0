// Finding words in a text, blind to case and accents, and showing where they are.

const fold = (text: string): string =>
  text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase();

/** Whether all words typed are in the text, in any order. */
export function wordsMatch(text: string, typed: string): boolean {
  const folded = fold(text);
  return fold(typed)
    .split(/\s+/)
    .every((word) => folded.includes(word));
}

export interface Piece {
  text: string;
  hit: boolean;
}

/** The text cut where the first word typed stands in it. Cut only where letters line up. */
export function highlight(text: string, typed: string): Piece[] {
  const [word] = fold(typed.trim()).split(/\s+/);
  const folded = fold(text);
  const at = word ? folded.indexOf(word) : -1;
  if (!word || at < 0 || folded.length !== text.length) return [{ text, hit: false }];
  const pieces = [
    { text: text.slice(0, at), hit: false },
    { text: text.slice(at, at + word.length), hit: true },
    { text: text.slice(at + word.length), hit: false },
  ];
  return pieces.filter((piece) => piece.text !== '');
}
