// What has the keyboard may be made anew, move elsewhere or go away with a change of what is shown.
// The keyboard then goes on beside it, so that nobody starts again from the top of the window.
import { focusScreen, goToSpot, spotOf, type Spot } from './focus';

/** `changes` reads whatever may take the keyboard away by changing. */
export function keepFocus(changes: () => unknown): void {
  let spot: Spot | null = null;
  $effect.pre(() => {
    changes();
    spot = spotOf(document.activeElement);
  });
  $effect(() => {
    changes();
    const was = spot;
    spot = null;
    const at = document.activeElement;
    if (!was || (at !== null && at !== document.body)) return;
    if (!goToSpot(was)) void focusScreen();
  });
}
