import { readFileSync } from 'node:fs';
import { Converter, OptionDefaults } from 'typedoc';
import { MarkdownPageEvent } from 'typedoc-plugin-markdown';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** The sources of the entry points of package.json. */
const sources = Object.values(manifest.exports)
  .flatMap((conditions) => conditions.import?.default ?? [])
  .map((built) => built.replace('./dist/esm/', 'lib/').replace(/\.js$/, '.ts'));

/** Shows the face alone: entry points by the names they are imported by, and nothing of what stands behind a type. */
export function load(app) {
  app.on('bootstrapEnd', () => {
    app.options.setValue('entryPoints', sources);
    app.options.setValue('modifierTags', [...OptionDefaults.modifierTags, '@opaque']);
  });
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const module of project.children) module.name = importedAs(module.name);
    for (const reflection of Object.values(project.reflections)) {
      if (reflection.comment?.hasModifier('@opaque')) forgetMembers(project, reflection);
      forgetOrigin(reflection);
    }
  });
  app.renderer.on(MarkdownPageEvent.END, (page) => {
    if (!page.model.isDeclaration()) return;
    page.contents = page.contents.replace(/^# .*\n/m, (title) => title + namesOf(page.model, app.renderer));
  });
}

function importedAs(name) {
  return name === 'index' ? manifest.name : `${manifest.name}/${name}`;
}

function forgetMembers(project, reflection) {
  for (const member of [...(reflection.children ?? [])]) project.removeReflection(member);
}

/** Where a member was first written down is nothing to a reader, unless the reference has it too. */
function forgetOrigin(reflection) {
  delete reflection.inheritedFrom;
  delete reflection.overwrites;
  const shown = reflection.extendedTypes?.filter(
    ({ reflection: base, package: from }) => base || from !== manifest.name,
  );
  if (shown !== undefined) reflection.extendedTypes = shown.length > 0 ? shown : undefined;
}

/** What a page holds, as links to it. */
function namesOf({ groups }, { router }) {
  const link = (named) => `[\`${named.name}\`](#${router.getAnchor(named)})`;
  return groups.map(({ title, children }) => `\n${title}: ${children.map(link).join(', ')}.\n`).join('');
}
