// When what was drawn has reached the screen: for what comes after it, and in marks that measurements
// read (`cargo xtask bench`, the browser's own tools).

/** Runs once the DOM as it is now was painted: a frame that begins after the next one. */
export function afterPaint(then: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(then));
}

let listPainted = false;

/**
 * The rows of an answer are in the DOM. Marks `list-painted` for the first ones ever, and
 * `rows-painted` for each answer; of those only the latest is kept.
 */
export function markRowsPainted(): void {
  if (!listPainted) performance.mark('list-drawn');
  afterPaint(() => {
    if (!listPainted) {
      listPainted = true;
      performance.mark('list-painted');
    }
    performance.clearMarks('rows-painted');
    performance.mark('rows-painted');
  });
}

const typefaceWithinMilliseconds = 300;

/** Resolves when the interface's typeface is here, or takes too long to wait for. */
export async function typeface(): Promise<void> {
  const late = new Promise((resolve) => setTimeout(resolve, typefaceWithinMilliseconds));
  // Without it the text is shown in another.
  const here = document.fonts.load("13px 'Inter Variable'").catch(() => undefined);
  await Promise.race([here, late]);
}
