/**
 * The standard library's matching functions once more, as somebody would write them who knows neither patterns nor the compiler: by splitting, by
 * comparing, and for addresses by the URL parser of the platform. Slow on purpose; correct for values of the declared types alone.
 */

export function naiveUnder(path: string, directory: string): boolean {
  const [inner, outer] = [path, directory].map((text) => text.split('/').filter((segment) => segment !== ''))
  return outer!.every((segment, index) => inner![index] === segment)
}

export function naiveWords(command: string, prefix: string): boolean {
  const found = command.split(' ')
  return prefix.split(' ').every((word, index) => found[index] === word)
}

/** What the platform would connect to. */
export function naiveHostUnder(address: string, domain: string): boolean {
  const url = new URL(address)
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '') return false
  return naiveDomainUnder(url.hostname, domain)
}

/** Segment by segment, and only where the platform's parser leaves the path as it is. */
export function naiveUrlUnder(address: string, base: string): boolean {
  const [path = ''] = address.split(/[?#]/)
  const [found, wanted] = [path, base].map((text) => text.split('/'))
  if (wanted!.at(-1) === '') wanted!.pop()
  if (new URL(address).pathname !== (path.slice('https://'.length).replace(/^[^/]*/, '') || '/')) return false
  const last = found!.length - 1
  const isPlain = found!.slice(3).every((segment, index) => {
    if (segment === '') return index + 3 === last
    if (segment === '.' || segment === '..' || segment.includes(';')) return false
    return [...segment.matchAll(/%(.{0,2})/g)].every(
      ([, code = '']) => /^[0-9a-f]{2}$/i.test(code) && !/^(2e|2f|5c|25|00)$/i.test(code),
    )
  })
  return isPlain && wanted!.every((segment, index) => found![index] === segment)
}

export function naiveDomainUnder(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`)
}

export function naiveEmailAt(address: string, domain: string): boolean {
  return address.slice(address.lastIndexOf('@') + 1) === domain
}

export function naiveGlob(path: string, glob: string): boolean {
  if (path.startsWith('/') !== glob.startsWith('/')) return false
  if (path === '/' || glob === '/') return path === glob
  const [segments, wanted] = [path, glob].map((text) => (text.startsWith('/') ? text.slice(1) : text).split('/'))
  return expandBraces(wanted!.join('/')).some((plain) => matchSegments(segments!, plain.split('/')))
}

function expandBraces(glob: string): readonly string[] {
  const open = glob.indexOf('{')
  if (open === -1) return [glob]
  const close = glob.indexOf('}', open)
  const choices = glob.slice(open + 1, close).split(',')
  return choices.flatMap((choice) => expandBraces(glob.slice(0, open) + choice + glob.slice(close + 1)))
}

function matchSegments(segments: readonly string[], wanted: readonly string[]): boolean {
  const [first, ...rest] = wanted
  if (first === undefined) return segments.length === 0
  if (first !== '**')
    return segments.length > 0 && matchSegment(segments[0]!, first) && matchSegments(segments.slice(1), rest)
  const least = rest.length === 0 ? 1 : 0
  return Array.from({ length: segments.length + 1 - least }, (_, skipped) => skipped + least).some((skipped) =>
    matchSegments(segments.slice(skipped), rest),
  )
}

function matchSegment(segment: string, wanted: string): boolean {
  const [characters, pieces] = [[...segment], [...wanted]]
  const matchFrom = (at: number, piece: number): boolean => {
    const next = pieces[piece]
    if (next === undefined) return at === characters.length
    if (next === '*') return matchFrom(at, piece + 1) || (at < characters.length && matchFrom(at + 1, piece))
    return at < characters.length && (next === '?' || next === characters[at]) && matchFrom(at + 1, piece + 1)
  }
  return matchFrom(0, 0)
}
