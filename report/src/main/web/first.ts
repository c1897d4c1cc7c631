/** Runs before anything is drawn, so that a dark page never flashes up white. */

let stored: string | null = null;
try {
  stored = localStorage.getItem('faultline-theme');
} catch {
  // A page from disk may have no storage.
}
document.documentElement.dataset['theme'] =
  stored ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
