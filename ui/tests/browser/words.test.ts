// In the test language every sentence from messages/ stands in ⟦…⟧ and every piece of data in
// ⟪…⟫. Letters outside both were never translated.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scenes } from './scenes';
import { Stage } from './stage';

const only = process.env['ROSTER_SCENES']?.split(',').filter(Boolean);
let stage: Stage;

beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(async () => {
  await stage.stop();
});

/** Scenes that type English words into fields or look for them need nothing else in English. */
test.each(scenes.filter((it) => !only?.length || only.includes(it.name)))(
  '$name says nothing that is not in messages/',
  async (scene) => {
    const page = await stage.open(`${scene.search}&language=pseudo`);
    try {
      await page.locator('.screen, .welcome, .connect, .blank').first().waitFor();
      await scene.act?.(page);
      const stray = await page.evaluate(() => {
        // Dates, keycaps and what a person types or support reads are not sentences.
        const exempt = 'time, kbd, .code, option, script, style, .sprite, [hidden]';
        const copy = document.body.cloneNode(true) as HTMLElement;
        for (const node of copy.querySelectorAll(exempt)) node.remove();
        const attributes = [...copy.querySelectorAll('[aria-label], [placeholder]')].flatMap(
          (it) => [it.getAttribute('aria-label') ?? '', it.getAttribute('placeholder') ?? ''],
        );
        const unmarked = (text: string): string => {
          let depth = 0;
          let rest = '';
          for (const letter of text) {
            if (letter === '⟦' || letter === '⟪') depth++;
            else if (letter === '⟧' || letter === '⟫') depth--;
            else if (depth === 0) rest += letter;
          }
          return rest.trim();
        };
        // A marked piece may be spread over several elements, so each block is read as a whole.
        const texts: string[] = [unmarked(copy.textContent)];
        return [...texts, ...attributes.map(unmarked)].flatMap(
          (text) => text.match(/\p{L}{2,}(?:[ ’']\p{L}+)*/gu) ?? [],
        );
      });
      expect(stray.filter((it) => !allowed.has(it))).toEqual([]);
      expect(page.complaints).toEqual([]);
    } finally {
      await page.context().close();
    }
  },
);

/** Made up in the test itself, or the same in every language. */
const allowed = new Set(
  'https kaltura example edu acme zzz nobody|Acme University|Chemistry|Physics|UNI|Dana Levi'
    .split('|')
    .flatMap((it) => [it, ...it.split(' ')]),
);
