// What a line of a menu says and does. How a menu looks and is moved through is in Menu.svelte.
import type { IconName } from './icons';

export interface MenuItem {
  id: string;
  label: string;
  icon?: IconName;
  hint?: string;
  /** Why it cannot be chosen now. */
  why?: string | null;
  /** One of several of which one holds. */
  checked?: boolean;
  /** A line above it. */
  apart?: boolean;
  damage?: boolean;
  keys?: string;
  color?: string;
  run: () => void;
}
