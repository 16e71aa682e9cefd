// Draws clients: dots by the node that took their report, paler when old; trails; and what is chosen.

import { TRAIL } from './clients.js'
import { eastward, latitudeOf, metresAround } from './mercator.js'

// Told apart by people of all kinds of sight, and in both themes.
export const COLOURS = ['#2f7bf6', '#e8710a', '#12936b', '#a34fe0', '#d6336c', '#0c8ba0', '#9a6b4f', '#7d8b00']

/** Seconds from which a place is older, and how strong it is drawn then. */
const AGES = [[60, 1], [600, 0.72], [3600, 0.5], [Infinity, 0.3]]

const SEGMENTS = 20000
const FEW = 40
const SOME = 1500

const calm = matchMedia('(prefers-reduced-motion: reduce)')

export function colourOf (server) {
  return COLOURS[server % COLOURS.length]
}

export function strengthAt (age) {
  return AGES.find(([until]) => age < until)[1]
}

export class Dots {
  /** Clients on the screen in the last frame. */
  visible = 0

  #clients
  #sprites
  #pixels = new Pixels()
  #taken = new Uint32Array(0)
  #frame = 0

  constructor (clients) {
    this.#clients = clients
  }

  /** Whether something glides, so that another frame is needed. The canvas is empty. */
  draw (context, view, theme, options) {
    const clients = this.#clients
    const { now, time, ratio } = options
    const radius = this.visible > 3000 ? 2.5 : this.visible > 300 ? 3.5 : 5
    const sprites = this.#spritesFor(radius, ratio, theme)
    const pixels = this.#pixels.begin(context.canvas)
    const { width, height, scale } = view
    const [middleX, middleY] = [width / 2, height / 2]
    // Of dots on each other one is drawn.
    const columns = Math.ceil((width + 16) / 2)
    const cells = columns * Math.ceil((height + 16) / 2)
    if (this.#taken.length !== cells) this.#taken = new Uint32Array(cells)
    const frame = ++this.#frame
    const few = []
    const arrows = []
    let visible = 0
    let glides = false
    for (let slot = 0; slot < clients.size; slot++) {
      if (clients.alive[slot] === 0) continue
      let x = clients.x[slot]
      let y = clients.y[slot]
      const glide = clients.glideFor[slot]
      const share = glide > 0 && !calm.matches ? (now - clients.heardAt[slot]) / glide : 1
      if (share < 1) {
        x = clients.fromX[slot] + eastward(clients.fromX[slot], x) * share
        y = clients.fromY[slot] + (y - clients.fromY[slot]) * share
      }
      let east = x - view.x
      if (east > 0.5) east -= 1
      else if (east < -0.5) east += 1
      const screenX = middleX + east * scale
      const screenY = middleY + (y - view.y) * scale
      if (screenX < -8 || screenY < -8 || screenX >= width + 8 || screenY >= height + 8) continue
      glides ||= share < 1 && this.wayOf(slot, view) > 0.5
      visible++
      const cell = ((screenY + 8) >> 1) * columns + ((screenX + 8) >> 1)
      if (this.#taken[cell] === frame) continue
      this.#taken[cell] = frame
      const age = time - clients.time[slot]
      const row = age < 60 ? 0 : age < 600 ? 1 : age < 3600 ? 2 : 3
      pixels.put(
        sprites.images[(clients.server[slot] % COLOURS.length) * AGES.length + row], sprites.size,
        Math.round(screenX * ratio - sprites.size / 2), Math.round(screenY * ratio - sprites.size / 2))
      if (clients.course[slot] >= 0 && clients.speed[slot] > 0.3 && arrows.length < 3 * SOME) arrows.push(slot, screenX, screenY)
      if (few.length < 3 * (FEW + 1)) few.push(slot, screenX, screenY)
    }
    this.visible = visible
    pixels.end(context)
    if (visible <= SOME) this.#drawCourses(context, arrows, radius)
    if (few.length <= 3 * FEW) this.#drawNames(context, few, theme, radius)
    return glides
  }

  /** Accuracy, trail and ring of the client that is chosen. */
  drawChosen (context, view, theme, slot, now) {
    const clients = this.#clients
    const [x, y] = this.placeOf(slot, now)
    const [screenX, screenY] = [view.screenX(x), view.screenY(y)]
    context.strokeStyle = theme.selected
    context.lineWidth = 2.5
    context.beginPath()
    this.#traceTrail(context, view, slot, TRAIL)
    context.lineTo(screenX, screenY)
    context.stroke()
    const accuracy = clients.accuracy[slot] / metresAround(latitudeOf(y)) * view.scale
    if (accuracy > 6) {
      context.beginPath()
      context.arc(screenX, screenY, accuracy, 0, 2 * Math.PI)
      context.globalAlpha = 0.15
      context.fillStyle = theme.selected
      context.fill()
      context.globalAlpha = 0.8
      context.lineWidth = 1
      context.stroke()
      context.globalAlpha = 1
    }
    context.beginPath()
    context.arc(screenX, screenY, 11, 0, 2 * Math.PI)
    context.lineWidth = 3
    context.stroke()
  }

  /** All trails, the shorter the more there are. */
  drawTrails (context, view, theme) {
    const clients = this.#clients
    const points = Math.max(2, Math.min(TRAIL, Math.floor(SEGMENTS / Math.max(1, this.visible))))
    context.strokeStyle = theme.trail
    context.globalAlpha = 0.4
    context.lineWidth = 1.25
    context.lineJoin = 'round'
    // A long path takes much longer than its parts.
    let [begun, drawn] = [0, 0]
    context.beginPath()
    for (let slot = 0; slot < clients.size && drawn < 2 * SEGMENTS; slot++) {
      if (clients.alive[slot] === 0 || clients.trailLength[slot] === 0) continue
      const [x, y] = [view.screenX(clients.x[slot]), view.screenY(clients.y[slot])]
      if (x < -200 || y < -200 || x > view.width + 200 || y > view.height + 200) continue
      begun += this.#traceTrail(context, view, slot, points)
      context.lineTo(x, y)
      if (begun > 100) {
        context.stroke()
        context.beginPath()
        drawn += begun
        begun = 0
      }
    }
    context.stroke()
    context.globalAlpha = 1
  }

  /** How many pixels a client glides, from report to report. */
  wayOf (slot, view) {
    const clients = this.#clients
    return (Math.abs(eastward(clients.fromX[slot], clients.x[slot])) + Math.abs(clients.y[slot] - clients.fromY[slot])) * view.scale
  }

  /** Where a client is drawn. */
  placeOf (slot, now) {
    const clients = this.#clients
    const glide = clients.glideFor[slot]
    const share = glide > 0 && !calm.matches ? Math.min(1, (now - clients.heardAt[slot]) / glide) : 1
    return [
      clients.fromX[slot] + eastward(clients.fromX[slot], clients.x[slot]) * share,
      clients.fromY[slot] + (clients.y[slot] - clients.fromY[slot]) * share
    ]
  }

  /** The client nearest to a point of the screen. */
  nearest (view, screenX, screenY, within, now) {
    const clients = this.#clients
    let best
    let least = within * within
    for (let slot = 0; slot < clients.size; slot++) {
      if (clients.alive[slot] === 0) continue
      const dy = view.height / 2 + (clients.y[slot] - view.y) * view.scale - screenY
      if (dy > 2 * within + 200 || dy < -2 * within - 200) continue
      const [x, y] = this.placeOf(slot, now)
      const square = (view.screenX(x) - screenX) ** 2 + (view.screenY(y) - screenY) ** 2
      if (square <= least) {
        least = square
        best = slot
      }
    }
    return best
  }

  /** The last points of a trail, up to where the client is; how many. */
  #traceTrail (context, view, slot, points) {
    const { trail, trailLength } = this.#clients
    const length = trailLength[slot]
    const first = Math.max(0, length - points)
    for (let point = first; point < length; point++) {
      const at = 2 * (TRAIL * slot + point)
      const [x, y] = [view.screenX(trail[at] / 2 ** 32), view.screenY(trail[at + 1] / 2 ** 32)]
      if (point === first) context.moveTo(x, y)
      else context.lineTo(x, y)
    }
    return length - first
  }

  #drawCourses (context, arrows, radius) {
    const clients = this.#clients
    context.lineWidth = 2
    for (let i = 0; i < arrows.length; i += 3) {
      const [slot, x, y] = [arrows[i], arrows[i + 1], arrows[i + 2]]
      const angle = (clients.course[slot] - 90) * Math.PI / 180
      const length = radius + 4 + Math.min(12, clients.speed[slot] / 2)
      context.strokeStyle = colourOf(clients.server[slot])
      context.beginPath()
      context.moveTo(x + Math.cos(angle) * radius, y + Math.sin(angle) * radius)
      context.lineTo(x + Math.cos(angle) * length, y + Math.sin(angle) * length)
      context.stroke()
    }
  }

  #drawNames (context, few, theme, radius) {
    const clients = this.#clients
    context.font = '600 12px system-ui, "DejaVu Sans", sans-serif'
    context.textAlign = 'left'
    context.textBaseline = 'middle'
    context.lineWidth = 3
    context.lineJoin = 'round'
    context.strokeStyle = theme.halo
    context.fillStyle = theme.town
    for (let i = 0; i < few.length; i += 3) {
      const name = shortened(nameOf(clients, few[i]))
      context.strokeText(name, few[i + 1] + radius + 5, few[i + 2])
      context.fillText(name, few[i + 1] + radius + 5, few[i + 2])
    }
  }

  /** A picture of each dot there can be, by colour and age, as pixels. */
  #spritesFor (radius, ratio, theme) {
    const key = `${radius} ${ratio} ${theme.dotEdge}`
    if (this.#sprites?.key === key) return this.#sprites
    const size = Math.ceil((2 * radius + 3) * ratio)
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = size
    const context = canvas.getContext('2d', { willReadFrequently: true })
    const images = COLOURS.flatMap(colour => AGES.map(([, strength]) => {
      context.clearRect(0, 0, size, size)
      context.beginPath()
      context.arc(size / 2, size / 2, radius * ratio, 0, 2 * Math.PI)
      context.globalAlpha = strength
      context.fillStyle = colour
      context.fill()
      context.lineWidth = ratio
      context.strokeStyle = theme.dotEdge
      context.stroke()
      return new Uint32Array(context.getImageData(0, 0, size, size).data.buffer)
    }))
    this.#sprites = { key, images, size }
    return this.#sprites
  }
}

/** Pixels of a whole canvas, put there at once: without a graphics card, a call for each dot takes fifty times as long. */
class Pixels {
  #image
  #target
  #top = 0
  #bottom = 0

  begin (canvas) {
    if (this.#image?.width !== canvas.width || this.#image?.height !== canvas.height) {
      this.#image = new ImageData(canvas.width, canvas.height)
      this.#target = new Uint32Array(this.#image.data.buffer)
    } else if (this.#bottom > this.#top) {
      this.#target.fill(0, this.#top * canvas.width, this.#bottom * canvas.width)
    }
    this.#top = canvas.height
    this.#bottom = 0
    return this
  }

  /** Lays a square picture over what is there. */
  put (picture, size, left, top) {
    const { width, height } = this.#image
    const target = this.#target
    const first = Math.max(0, -left)
    const last = Math.min(size, width - left)
    const end = Math.min(size, height - top)
    for (let row = Math.max(0, -top); row < end; row++) {
      const line = (top + row) * width + left
      for (let column = first; column < last; column++) {
        const pixel = picture[row * size + column]
        const alpha = pixel >>> 24
        if (alpha === 0) continue
        const at = line + column
        target[at] = alpha === 255 || target[at] === 0 ? pixel : mixed(pixel, alpha, target[at])
      }
    }
    if (top < this.#top) this.#top = Math.max(0, top)
    if (top + end > this.#bottom) this.#bottom = top + end
  }

  end (context) {
    if (this.#bottom > this.#top) context.putImageData(this.#image, 0, 0, 0, this.#top, this.#image.width, this.#bottom - this.#top)
  }
}

/** One colour over another, each a number with alpha, blue, green and red from its highest byte on. */
function mixed (over, alpha, under) {
  const rest = 255 - alpha
  const blueRed = ((over & 0xff00ff) * alpha + (under & 0xff00ff) * rest) >>> 8 & 0xff00ff
  const green = ((over & 0xff00) * alpha + (under & 0xff00) * rest) >>> 8 & 0xff00
  return ((alpha + ((under >>> 24) * rest >>> 8)) << 24 | blueRed | green) >>> 0
}

/** What people call a client: its name, or else its ID. */
export function nameOf (clients, slot) {
  const name = clients.properties[slot].name
  return typeof name === 'string' && name !== '' ? name : clients.ids[slot]
}

function shortened (text) {
  return text.length > 32 ? `${text.slice(0, 31)}…` : text
}
