import type { UserConfig } from 'vitepress';

type Plugin = NonNullable<NonNullable<UserConfig['vite']>['plugins']>[number];

/**
 * Mends what a screen reader is told of VitePress's search box: that all of it is one button, that keys have a name and
 * no role, and that a result is called other than what is read on it.
 */
export const accessibleSearchBox: Plugin = {
  name: 'tokenwright-search-box',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('VPLocalSearchBox.vue')) return undefined;
    return code
      .replace('role="button"', 'role="search"')
      .replace(/\s+aria-expanded="true"\s+aria-haspopup="listbox"/, '')
      .replaceAll('<kbd :aria-label', '<kbd role="img" :aria-label')
      .replace(/\s+:aria-label="\[\.\.\.p\.titles, p\.title\][^"]*"/, '');
  },
};
