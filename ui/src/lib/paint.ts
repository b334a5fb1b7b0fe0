// Says when what was drawn has reached the screen, in marks that measurements read (`cargo xtask
// bench`, the browser's own tools). Nothing in the app waits for them.

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
  afterPaint(() => {
    if (!listPainted) {
      listPainted = true;
      performance.mark('list-painted');
    }
    performance.clearMarks('rows-painted');
    performance.mark('rows-painted');
  });
}
