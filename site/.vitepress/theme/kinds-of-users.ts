import { useData, withBase, type DefaultTheme } from 'vitepress';
import { defineComponent, h } from 'vue';

/** What the theme is told besides its own settings. */
export interface ThemeSettings extends DefaultTheme.Config {
  readonly kinds: readonly { readonly title: string; readonly audience: string; readonly link: string }[];
}

/** Leads each kind of user from the home page to the first page of theirs. */
export const KindsOfUsers = defineComponent(() => {
  const { theme } = useData<ThemeSettings>();
  return () =>
    h(
      'ul',
      { class: 'kinds-of-users' },
      theme.value.kinds.map(({ title, audience, link }) =>
        h('li', [h('a', { href: withBase(link) }, title), h('span', audience)]),
      ),
    );
});
