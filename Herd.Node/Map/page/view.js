// What is seen of the world, and how fingers, mouse and keys change it.

import { eastward, latitudeOf, longitudeOf, wrap, xOf, yOf } from './mercator.js'

const TILE = 256
const MAX_ZOOM = 19
const STEP = 80
const CLICK = 6
const FLIGHT = 450

const calm = matchMedia('(prefers-reduced-motion: reduce)')

export class View {
  width = 1
  height = 1
  /** The middle. */
  x = 0.5
  y = 0.4
  zoom = 2
  /** Whether somebody moved the map. */
  touched = false

  #changed
  #flight

  constructor (changed) {
    this.#changed = changed
  }

  /** Pixels for the world. */
  get scale () {
    return TILE * 2 ** this.zoom
  }

  resize (width, height) {
    this.width = width
    this.height = height
    this.#settle()
  }

  /** Where on the screen a place is, that next to the middle if there are more. */
  screenX (x) {
    return this.width / 2 + eastward(this.x, x) * this.scale
  }

  screenY (y) {
    return this.height / 2 + (y - this.y) * this.scale
  }

  worldX (screenX) {
    return this.x + (screenX - this.width / 2) / this.scale
  }

  worldY (screenY) {
    return this.y + (screenY - this.height / 2) / this.scale
  }

  pan (dx, dy) {
    this.#flight = undefined
    this.touched = true
    this.x -= dx / this.scale
    this.y -= dy / this.scale
    this.#settle()
  }

  /** Zooms, and leaves what is under a point of the screen where it is. */
  zoomAt (by, screenX = this.width / 2, screenY = this.height / 2) {
    this.#flight = undefined
    this.touched = true
    const [x, y] = [this.worldX(screenX), this.worldY(screenY)]
    this.zoom = Math.min(MAX_ZOOM, Math.max(this.#minZoom(), this.zoom + by))
    this.x += x - this.worldX(screenX)
    this.y += y - this.worldY(screenY)
    this.#settle()
  }

  /** Looks at a place; without a jump, unless it is far. */
  lookAt (x, y, zoom = this.zoom, isSlow = true) {
    zoom = Math.min(MAX_ZOOM, Math.max(this.#minZoom(), zoom))
    const far = Math.hypot(eastward(this.x, x), y - this.y) * this.scale
    if (!isSlow || calm.matches || far > 6 * this.width) {
      this.#flight = undefined
      ;[this.x, this.y, this.zoom] = [x, y, zoom]
      this.#settle()
      return
    }
    this.#flight = { began: performance.now(), from: [this.x, this.y, this.zoom], way: [eastward(this.x, x), y - this.y, zoom - this.zoom] }
    this.#changed()
  }

  /** A step of `lookAt`, in each frame. */
  fly (now) {
    if (!this.#flight) return
    const { began, from, way } = this.#flight
    const time = Math.max(0, Math.min(1, (now - began) / FLIGHT))
    const share = 1 - (1 - time) ** 3
    ;[this.x, this.y, this.zoom] = from.map((value, index) => value + way[index] * share)
    if (time === 1) this.#flight = undefined
    this.#settle()
  }

  /** Shows all of a box, with the short way from west to east, beside what covers the left or the bottom, in pixels. */
  fit (west, north, east, south, left, bottom, isSlow) {
    const width = Math.max(1e-7, wrap(east - west))
    const zoom = Math.min(
      Math.log2(0.85 * (this.width - left) / width / TILE), Math.log2(0.8 * (this.height - bottom) / Math.max(1e-7, south - north) / TILE), 16)
    const scale = TILE * 2 ** zoom
    this.lookAt(wrap(west + width / 2 - left / 2 / scale), (north + south) / 2 + bottom / 2 / scale, zoom, isSlow)
  }

  /** As in #12.5/34.0689/-118.4451. */
  get hash () {
    return `#${this.zoom.toFixed(2)}/${latitudeOf(this.y).toFixed(5)}/${longitudeOf(this.x).toFixed(5)}`
  }

  set hash (hash) {
    const numbers = hash.slice(1).split('/').map(Number)
    if (numbers.length !== 3 || !numbers.every(Number.isFinite)) return
    this.touched = true
    this.lookAt(xOf(numbers[2]), yOf(numbers[1]), numbers[0], false)
  }

  /** The world is as wide and as high as the screen, at least. */
  #minZoom () {
    return Math.max(1, Math.log2(Math.max(this.width, this.height) / TILE))
  }

  #settle () {
    this.zoom = Math.max(this.zoom, this.#minZoom())
    this.x = wrap(this.x)
    const half = this.height / 2 / this.scale
    this.y = Math.max(half, Math.min(1 - half, this.y))
    this.#changed()
  }
}

/** Lets an element's pointers and keys move a view. Calls of `actions`: click(x, y), hover(x, y), choose(), follow(), search(), escape(). */
export function steer (element, view, actions) {
  const fingers = new Map()
  let moved = 0
  let pinched = false

  element.addEventListener('pointerdown', event => {
    if (event.button !== 0) return
    element.setPointerCapture(event.pointerId)
    if (fingers.size === 0) moved = 0
    pinched = fingers.size > 0
    fingers.set(event.pointerId, { x: event.offsetX, y: event.offsetY })
    element.classList.add('held')
  })
  element.addEventListener('pointermove', event => {
    const finger = fingers.get(event.pointerId)
    if (!finger) {
      actions.hover(event.offsetX, event.offsetY)
      return
    }
    const others = [...fingers].filter(([id]) => id !== event.pointerId).map(([, other]) => other)
    const [dx, dy] = [event.offsetX - finger.x, event.offsetY - finger.y]
    moved += Math.hypot(dx, dy)
    if (others.length > 0) {
      const other = others[0]
      const before = Math.hypot(finger.x - other.x, finger.y - other.y)
      const after = Math.hypot(event.offsetX - other.x, event.offsetY - other.y)
      if (before > 0 && after > 0) view.zoomAt(Math.log2(after / before), (event.offsetX + other.x) / 2, (event.offsetY + other.y) / 2)
      view.pan(dx / 2, dy / 2)
    } else if (moved > CLICK) {
      view.pan(dx, dy)
    }
    Object.assign(finger, { x: event.offsetX, y: event.offsetY })
  })
  const release = event => {
    if (!fingers.delete(event.pointerId) || fingers.size > 0) return
    element.classList.remove('held')
    if (event.type === 'pointerup' && moved <= CLICK && !pinched) actions.click(event.offsetX, event.offsetY, event.pointerType)
  }
  element.addEventListener('pointerup', release)
  element.addEventListener('pointercancel', release)
  element.addEventListener('dblclick', event => view.zoomAt(1, event.offsetX, event.offsetY))
  element.addEventListener('wheel', event => {
    event.preventDefault()
    const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1)
    view.zoomAt(Math.max(-1, Math.min(1, -pixels / (event.ctrlKey ? 80 : 240))), event.offsetX, event.offsetY)
  }, { passive: false })

  element.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const step = event.shiftKey ? 4 * STEP : STEP
    switch (event.key) {
      case 'ArrowLeft': view.pan(step, 0); break
      case 'ArrowRight': view.pan(-step, 0); break
      case 'ArrowUp': view.pan(0, step); break
      case 'ArrowDown': view.pan(0, -step); break
      case '+': case '=': view.zoomAt(1); break
      case '-': case '_': view.zoomAt(-1); break
      case 'Enter': actions.choose(); break
      case 'f': case 'F': actions.follow(); break
      default: return
    }
    event.preventDefault()
  })
  addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      actions.escape()
    } else if (event.key === '/' && !(event.target instanceof HTMLInputElement)) {
      event.preventDefault()
      actions.search()
    }
  })
}
