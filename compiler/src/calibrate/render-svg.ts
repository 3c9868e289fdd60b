/** A drawing as an SVG document of its own: no script, no font to load, the title readable by programs that read aloud. */
import { COLOURS, type Colour, type Drawing, type Shape } from './draw-histogram.ts'

export function renderSvg({ width, height, title, shapes }: Drawing): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="ui-monospace, monospace" font-size="19">`,
    `  <title>${escapeMarkup(title)}</title>`,
    ...shapes.map((shape) => `  ${renderShape(shape)}`),
    '</svg>',
    '',
  ].join('\n')
}

function renderShape(shape: Shape): string {
  const { x, y, colour } = shape
  if (shape.kind === 'box') {
    return `<rect x="${x}" y="${y}" width="${shape.width}" height="${shape.height}" fill="${hex(colour)}"/>`
  }
  return `<text x="${x}" y="${y}" text-anchor="${shape.anchor}" fill="${hex(colour)}">${escapeMarkup(shape.text)}</text>`
}

function hex(colour: Colour): string {
  return `#${COLOURS[colour].map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
