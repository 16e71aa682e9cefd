// Land, coasts, borders and the names of countries: reads world.dat and coasts.dat (build/map/build-world.js says their form) and draws it.

import { xOf, yOf } from './mercator.js'

const FINE_FROM = 3.6
const FINEST_FROM = 7
const NAMES_TO = 8

export class World {
  /** The coarse level first; each with rings and borders: points x, y, x, y … and their box. */
  levels = []
  countries = []

  #loaded
  #isLoading = false

  /** Calls `loaded` now, and again when more is here. */
  static async load (loaded) {
    const world = new World(loaded)
    const reader = await Reader.of('/map/world.dat')
    world.#addLevels(reader)
    for (let countries = reader.unsigned(); countries > 0; countries--) {
      const name = reader.text(reader.unsigned())
      const [longitude, latitude] = [reader.signed() / 100, reader.signed() / 100]
      world.countries.push({ name, x: xOf(longitude), y: yOf(latitude), width: reader.unsigned() / 36000 })
    }
    loaded()
    return world
  }

  constructor (loaded) {
    this.#loaded = loaded
  }

  #addLevels (reader) {
    if (reader.text(4) !== 'HMW1') throw new Error('it is of another form')
    for (let levels = reader.unsigned(); levels > 0; levels--) this.levels.push(readLevel(reader))
  }

  /** Only for who looks closely. */
  async #loadFinest () {
    if (this.#isLoading) return
    this.#isLoading = true
    try {
      this.#addLevels(await Reader.of('/map/coasts.dat'))
      this.#loaded()
    } catch {
      // The coarser ones are there, and the node may come back.
      setTimeout(() => { this.#isLoading = false }, 10000)
    }
  }

  /** Fills land and draws coasts and borders. */
  draw (context, view, theme, isFilled) {
    if (view.zoom > FINEST_FROM && this.levels.length === 2) this.#loadFinest()
    const level = this.levels[view.zoom < FINE_FROM ? 0 : view.zoom < FINEST_FROM ? 1 : this.levels.length - 1]
    const half = view.width / 2 / view.scale
    // Beside this one, the world begins anew; and what crosses 180° goes on beyond it.
    for (let copy = Math.floor(view.x - half) - 1; copy <= Math.floor(view.x + half) + 1; copy++) {
      if (isFilled) {
        context.beginPath()
        for (const ring of level.rings) trace(context, view, ring, copy, true)
        context.fillStyle = theme.land
        context.fill('evenodd')
        context.beginPath()
        for (const ring of level.rings) trace(context, view, ring, copy, false)
        context.strokeStyle = theme.coast
        context.lineWidth = 1
        context.stroke()
      }
      context.beginPath()
      for (const border of level.borders) trace(context, view, border, copy, false)
      context.strokeStyle = theme.border
      context.lineWidth = view.zoom > 6 ? 1.5 : 1
      context.stroke()
    }
  }

  /** Countries whose names fit into them, the widest first, as { name, x, y } on the screen. */
  names (view, widthOf) {
    if (view.zoom > NAMES_TO) return []
    const names = []
    for (const country of this.countries) {
      const room = country.width * view.scale
      if (room < 40) break
      const [x, y] = [view.screenX(country.x), view.screenY(country.y)]
      if (x < 0 || y < 0 || x > view.width || y > view.height || widthOf(country.name) > room) continue
      names.push({ name: country.name, x, y })
    }
    return names
  }
}

/** Draws what is seen of a line or ring; of a ring's rest a line at the edge of the screen, so that it still goes round. */
function trace (context, view, line, copy, isRing) {
  const { points, west, east, north, south } = line
  const { scale } = view
  const offsetX = view.width / 2 + (copy - view.x) * scale
  const offsetY = view.height / 2 - view.y * scale
  if (offsetX + east * scale < 0 || offsetX + west * scale > view.width) return
  if (offsetY + south * scale < 0 || offsetY + north * scale > view.height) return
  const small = (east - west) * scale < 1 && (south - north) * scale < 1
  if (small) return
  const [right, bottom] = [view.width + 8, view.height + 8]
  let [lastX, lastY, lastOut] = [NaN, NaN, 0]
  let isSkipped = false
  for (let i = 0; i < points.length; i += 2) {
    const x = offsetX + points[i] * scale
    const y = offsetY + points[i + 1] * scale
    // On which sides of the screen it is: what stays on one of them isn't seen.
    const out = (x < -8 ? 1 : x > right ? 2 : 0) | (y < -8 ? 4 : y > bottom ? 8 : 0)
    if (i === 0) {
      context.moveTo(isRing ? clamp(x, -1e5, 1e5) : x, isRing ? clamp(y, -1e5, 1e5) : y)
    } else if ((out & lastOut) === 0) {
      if (isSkipped) isRing ? context.lineTo(clamp(lastX, -1e5, 1e5), clamp(lastY, -1e5, 1e5)) : context.moveTo(lastX, lastY)
      isRing ? context.lineTo(clamp(x, -1e5, 1e5), clamp(y, -1e5, 1e5)) : context.lineTo(x, y)
      isSkipped = false
    } else {
      // A ring has to go round the screen on the same side: by as few points as say so, near enough for a rasterizer.
      if (isRing && out !== lastOut) {
        context.lineTo(clamp(lastX, -16, right + 8), clamp(lastY, -16, bottom + 8))
        context.lineTo(clamp(x, -16, right + 8), clamp(y, -16, bottom + 8))
      }
      isSkipped = true
    }
    lastX = x
    lastY = y
    lastOut = out
  }
  if (isRing) context.closePath()
}

function clamp (value, low, high) {
  return value < low ? low : value > high ? high : value
}

function readLevel (reader) {
  const [scaleX, translateX, scaleY, translateY] = [reader.float(), reader.float(), reader.float(), reader.float()]
  const arcs = []
  for (let count = reader.unsigned(); count > 0; count--) {
    const points = new Float64Array(2 * reader.unsigned())
    let [x, y] = [0, 0]
    for (let i = 0; i < points.length; i += 2) {
      x += reader.signed()
      y += reader.signed()
      points[i] = (x * scaleX + translateX) / 360 + 0.5
      points[i + 1] = yOf(y * scaleY + translateY)
    }
    arcs.push(points)
  }

  const rings = []
  for (let count = reader.unsigned(); count > 0; count--) {
    const parts = []
    for (let references = reader.unsigned(); references > 0; references--) {
      const reference = reader.signed()
      parts.push(reference < 0 ? reversed(arcs[~reference]) : arcs[reference])
    }
    rings.push(boxed(closed(unbroken(joined(parts)))))
  }

  const borders = []
  for (let count = reader.unsigned(), arc = 0; count > 0; count--) {
    arc += reader.unsigned()
    borders.push(boxed(unbroken(arcs[arc])))
  }
  return { rings, borders }
}

function boxed (points) {
  const box = { points, west: Infinity, east: -Infinity, north: Infinity, south: -Infinity }
  for (let i = 0; i < points.length; i += 2) {
    box.west = Math.min(box.west, points[i])
    box.east = Math.max(box.east, points[i])
    box.north = Math.min(box.north, points[i + 1])
    box.south = Math.max(box.south, points[i + 1])
  }
  return box
}

function reversed (points) {
  const result = new Float64Array(points.length)
  for (let i = 0; i < points.length; i += 2) {
    result[i] = points[points.length - 2 - i]
    result[i + 1] = points[points.length - 1 - i]
  }
  return result
}

/** Goes on beyond 180° where a line crosses it, instead of round the world. */
function unbroken (points) {
  const result = points.slice()
  for (let i = 2; i < result.length; i += 2) result[i] -= Math.round(result[i] - result[i - 2])
  return result
}

/** A ring that goes round a pole is closed there. */
function closed (points) {
  const [start, end] = [points[0], points[points.length - 2]]
  if (Math.abs(end - start) < 0.5) return points
  const pole = points[1] > 0.5 ? 1 : 0
  return joined([points, Float64Array.of(end, pole, start, pole)])
}

function joined (parts) {
  const result = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let length = 0
  for (const part of parts) {
    result.set(part, length)
    length += part.length
  }
  return result
}

class Reader {
  #bytes
  #position = 0

  static async of (url) {
    const response = await fetch(url)
    if (!response.ok) throw new Error(`status ${response.status}`)
    return new Reader(await response.arrayBuffer())
  }

  constructor (buffer) {
    this.#bytes = new DataView(buffer)
  }

  unsigned () {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const byte = this.#bytes.getUint8(this.#position++)
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }

  signed () {
    const value = this.unsigned()
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2
  }

  float () {
    this.#position += 8
    return this.#bytes.getFloat64(this.#position - 8, true)
  }

  text (length) {
    this.#position += length
    return new TextDecoder().decode(new Uint8Array(this.#bytes.buffer, this.#position - length, length))
  }
}

/** Street tiles under all else, by a URL template with {z}, {x} and {y}. */
export class Tiles {
  #images = new Map()

  constructor (template, loaded) {
    this.template = template
    this.loaded = loaded
  }

  draw (context, view) {
    const zoom = Math.min(19, Math.max(0, Math.round(view.zoom)))
    const count = 2 ** zoom
    const size = view.scale / count
    const [left, top] = [view.worldX(0) * count, view.worldY(0) * count]
    for (let row = Math.max(0, Math.floor(top)); row < Math.min(count, top + view.height / size); row++) {
      for (let column = Math.floor(left); column < left + view.width / size; column++) {
        const image = this.#image(zoom, (column % count + count) % count, row)
        if (image.complete && image.naturalWidth > 0) context.drawImage(image, (column - left) * size, (row - top) * size, size + 0.5, size + 0.5)
      }
    }
  }

  #image (z, x, y) {
    const url = this.template.replace('{z}', z).replace('{x}', x).replace('{y}', y)
    let image = this.#images.get(url)
    if (!image) {
      image = new Image()
      image.referrerPolicy = 'origin'
      image.onload = this.loaded
      image.src = url
      this.#images.set(url, image)
      if (this.#images.size > 256) this.#images.delete(this.#images.keys().next().value)
    }
    return image
  }
}

