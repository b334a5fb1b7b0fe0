// What is typed before something grave is done.
import type { TypedConfirmation } from '../backend';

/** Whether it was typed, blind to case and blanks around it, as Rust checks it again. */
export function isTyped(typed: string, { expected }: TypedConfirmation): boolean {
  return typed.trim().toLowerCase() === expected.toLowerCase();
}
