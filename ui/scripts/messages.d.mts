import type { Plugin } from 'vite';
export const source: string;
export function generate(): void;
export function messagesPlugin(): Plugin;
