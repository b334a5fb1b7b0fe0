export function strayWords(source: string, file: string): string[];
