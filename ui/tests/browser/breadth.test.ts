// Every state on purpose, light and dark and narrow: opens without a complaint, and axe-core
// finds nothing. With ROSTER_SHOTS=<folder> each is kept as a picture.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scenes } from './scenes';
import { findingsOf, Stage, type Size } from './stage';

const shots = process.env['ROSTER_SHOTS'];
const only = process.env['ROSTER_SCENES']?.split(',').filter(Boolean);
const looks: { look: string; dark: boolean; size: Size }[] = [
  { look: 'light', dark: false, size: { width: 1280, height: 800 } },
  { look: 'dark', dark: true, size: { width: 1280, height: 800 } },
  { look: '900x600', dark: false, size: { width: 900, height: 600 } },
  { look: 'zoom200', dark: true, size: { width: 640, height: 400 } },
];
let stage: Stage;

/** Says all of them, not only how many. */
function complain(findings: string[]): void {
  if (findings.length > 0) throw new Error(findings.join('\n'));
}

beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(async () => {
  await stage.stop();
});

describe.each(looks)('$look', ({ look, dark, size }) => {
  test.each(scenes.filter((it) => !only?.length || only.includes(it.name)))(
    '$name',
    async (scene) => {
      const page = await stage.open(scene.search, size, dark);
      try {
        await page.locator('.screen, .welcome, .connect, .blank').first().waitFor();
        await scene.act?.(page);
        await page.waitForFunction(
          () => !document.getAnimations().some((it) => it.playState === 'running'),
        );
        if (shots) await page.screenshot({ path: join(shots, `${scene.name}-${look}.png`) });
        complain(await findingsOf(page));
        complain(page.complaints);
        const sideways = await page.evaluate(
          () => document.documentElement.scrollWidth > window.innerWidth,
        );
        expect(sideways, 'the page scrolls sideways').toBe(false);
      } finally {
        if (shots) await page.screenshot({ path: join(shots, `${scene.name}-${look}.png`) });
        await page.context().close();
      }
    },
  );
});

/** Arabic and Hebrew are not there yet, but nothing may stand in their way. */
test.each(scenes.filter((it) => ['accounts', 'connect', 'new-account'].includes(it.name)))(
  'from right to left: $name',
  async (scene) => {
    const page = await stage.open(scene.search);
    try {
      await page.evaluate(() => (document.documentElement.dir = 'rtl'));
      await page.locator('.screen, .welcome, .connect, .blank').first().waitFor();
      await scene.act?.(page);
      if (shots) await page.screenshot({ path: join(shots, `${scene.name}-rtl.png`) });
      complain(await findingsOf(page));
      complain(page.complaints);
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth > window.innerWidth,
      );
      expect(sideways, 'the page scrolls sideways').toBe(false);
    } finally {
      await page.context().close();
    }
  },
);
