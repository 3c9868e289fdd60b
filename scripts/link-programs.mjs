/**
 * Part of the build: makes the programs of the packages executable and links them beside npm's own. npm links a program only when it exists at installation;
 * ours are built afterwards. Plain JavaScript, since it also runs during set-up.
 */
import { chmodSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

for (const name of JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).workspaces) {
  const { bin = {} } = JSON.parse(readFileSync(join(root, name, 'package.json'), 'utf8'))
  for (const [program, path] of Object.entries(bin)) {
    const target = join(root, name, path)
    const link = join(root, 'node_modules', '.bin', program)
    chmodSync(target, 0o755)
    if (!existsSync(link)) symlinkSync(relative(dirname(link), target), link)
  }
}
