/**
 * Every node of a tree has a span inside its parent's, and every name's span covers the name.
 */
import assert from 'node:assert/strict'
import type { Span } from '../../src/source/span.ts'

export function checkSpans(text: string, tree: object): void {
  // A list of work, not recursion: the check must not be the thing that overflows.
  const work: { readonly node: object; readonly outer: Span; readonly key: string }[] = [
    { node: tree, outer: { start: 0, end: text.length }, key: 'file' },
  ]
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    const { node, outer, key } = item
    const span = 'span' in node ? (node.span as Span) : outer
    assert.ok(Number.isInteger(span.start) && Number.isInteger(span.end), `${key} has a span of numbers`)
    // Documentation stands in front of what it describes.
    if (key !== 'doc') {
      assert.ok(
        span.start >= outer.start && span.end <= outer.end,
        `${key} ${span.start}-${span.end} is inside ${outer.start}-${outer.end}`,
      )
    }
    assert.ok(span.start <= span.end, `${key} does not end before it starts`)
    if (key !== 'doc' && isPlainName(node))
      assert.equal(text.slice(span.start, span.end), node.text, `${key} covers its name`)
    for (const [name, value] of Object.entries(node)) {
      if (name === 'span' || name === 'operatorSpan') continue
      for (const child of Array.isArray(value) ? value : [value]) {
        if (typeof child === 'object' && child !== null) work.push({ node: child, outer: span, key: name })
      }
    }
  }
}

/** Dotted paths may be written with blanks, quoted names without their quotes. */
function isPlainName(node: object): node is { text: string } {
  return (
    Object.keys(node).length === 2 &&
    'text' in node &&
    typeof node.text === 'string' &&
    /^[A-Za-z_][\w-]*$/.test(node.text) &&
    !('quoted' in node)
  )
}
