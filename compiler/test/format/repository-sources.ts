/** Every source of the repository: its `.claw` files and the examples of its pages. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { REPOSITORY } from '../repository-host.ts'

export interface RepositorySource {
  readonly path: string
  readonly text: string
}

/** Folders whose `.claw` files people read and copy; the goldens of the tests are scrambled on purpose. */
const FOLDERS = ['stdlib', 'presets', 'examples', 'cli/template']

export function repositoryFiles(folders: readonly string[] = FOLDERS): readonly RepositorySource[] {
  return folders.flatMap((folder) => filesBelow(folder, '.claw').map(readSource))
}

export function repositorySources(): readonly RepositorySource[] {
  const pages = ['README.md', ...filesBelow('docs', '.md')].map(readSource)
  const examples = pages.flatMap(({ path, text }) =>
    Array.from(text.matchAll(/```claw[^\n]*\n([\s\S]*?)```/g), ([, example = ''], index) => ({
      path: `${path}, example ${index + 1}`,
      text: example,
    })),
  )
  return [...repositoryFiles([...FOLDERS, 'compiler/test']), ...examples]
}

function filesBelow(folder: string, ending: string): readonly string[] {
  return readdirSync(join(REPOSITORY, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name).slice(REPOSITORY.length))
    .filter((path) => !path.includes('node_modules'))
    .sort()
}

function readSource(path: string): RepositorySource {
  return { path, text: readFileSync(join(REPOSITORY, path), 'utf8') }
}
