// Who is where: a slot for each client, an array for each field, so that draw-clients.js draws ten thousand in a frame.

import { eastward, xOf, yOf } from './mercator.js'

/** Points of a client's trail. A full trail loses every second one: it gets coarser, and always begins where the page was opened. */
export const TRAIL = 32

const WHOLE = 2 ** 32
const LONGEST_GLIDE = 2500

export class Clients {
  /** Clients there are. */
  count = 0
  /** Slots in use or free; those with `alive[slot]` are clients. */
  size = 0
  /** Reports taken, for the rate of moves. */
  moves = 0
  /** Nodes that took reports, by the numbers in `server`. */
  servers = []

  #slots = new Map()
  #free = []
  #generation = 1

  constructor () {
    this.ids = []
    this.properties = []
    this.#grow(1024)
  }

  /** A client's slot; undefined: it isn't known. */
  slotOf (key) {
    return this.#slots.get(key)
  }

  /** Takes a Feature: a client's newest place. */
  move (feature, now) {
    const [longitude, latitude] = feature.geometry.coordinates
    const properties = feature.properties
    const key = keyOf(feature)
    const x = xOf(longitude)
    const y = yOf(latitude)
    let slot = this.#slots.get(key)
    this.moves++
    if (slot === undefined) {
      slot = this.#take(key)
      this.fromX[slot] = x
      this.fromY[slot] = y
      this.glideFor[slot] = 0
      this.trailLength[slot] = 0
      this.trailEvery[slot] = 1
      this.trailWait[slot] = 0
    } else if (x !== this.x[slot] || y !== this.y[slot]) {
      this.#leaveTrail(slot)
      // From where it is drawn now, for about as long as until the next report.
      const share = this.#shareOf(slot, now)
      this.fromX[slot] += eastward(this.fromX[slot], this.x[slot]) * share
      this.fromY[slot] += (this.y[slot] - this.fromY[slot]) * share
      this.glideFor[slot] = Math.min(now - this.heardAt[slot], LONGEST_GLIDE)
    }
    this.x[slot] = x
    this.y[slot] = y
    this.heardAt[slot] = now
    this.time[slot] = Date.parse(properties.time) / 1000
    this.course[slot] = numberOf(properties.course)
    this.speed[slot] = numberOf(properties.speed)
    this.accuracy[slot] = numberOf(properties.accuracy)
    this.server[slot] = this.#serverOf(properties.server)
    this.generation[slot] = this.#generation
    this.properties[slot] = properties
    return slot
  }

  /** Takes a client out. Its slot, or undefined. */
  remove (key) {
    const slot = this.#slots.get(key)
    if (slot === undefined) return undefined
    this.#slots.delete(key)
    this.alive[slot] = 0
    this.ids[slot] = this.properties[slot] = undefined
    this.#free.push(slot)
    this.count--
    return slot
  }

  /** Numbers nodes before they take reports, so that each has the same colour wherever and whenever the page is opened. */
  knowServers (names) {
    for (const name of names) this.#serverOf(name)
  }

  /** All is told anew: who isn't told of until `sweep` is gone. */
  begin () {
    this.#generation++
  }

  /** Takes out who wasn't told of since `begin`. */
  sweep () {
    for (const [key, slot] of this.#slots) {
      if (this.generation[slot] !== this.#generation) this.remove(key)
    }
  }

  /** How much of its way from the last place but one a client has gone, 0 to 1. */
  #shareOf (slot, now) {
    const glide = this.glideFor[slot]
    return glide > 0 ? Math.min(1, (now - this.heardAt[slot]) / glide) : 1
  }

  /** All clients as [key, slot]. */
  entries () {
    return this.#slots.entries()
  }

  #leaveTrail (slot) {
    if (this.trailWait[slot] > 0) {
      this.trailWait[slot]--
      return
    }
    const start = 2 * TRAIL * slot
    let length = this.trailLength[slot]
    if (length === TRAIL) {
      length /= 2
      for (let point = 0; point < length; point++) {
        this.trail[start + 2 * point] = this.trail[start + 4 * point]
        this.trail[start + 2 * point + 1] = this.trail[start + 4 * point + 1]
      }
      this.trailEvery[slot] *= 2
    }
    // Whole numbers of 32 bits: a centimetre, and differences go the short way round the world.
    this.trail[start + 2 * length] = this.x[slot] * WHOLE
    this.trail[start + 2 * length + 1] = this.y[slot] * WHOLE
    this.trailLength[slot] = length + 1
    this.trailWait[slot] = this.trailEvery[slot] - 1
  }

  #serverOf (name) {
    const number = this.servers.indexOf(name)
    if (number >= 0 || this.servers.length > 255) return Math.max(number, 0)
    return this.servers.push(name) - 1
  }

  #take (key) {
    const slot = this.#free.pop() ?? this.size++
    if (slot === this.alive.length) this.#grow(2 * slot)
    this.#slots.set(key, slot)
    this.ids[slot] = key
    this.alive[slot] = 1
    this.count++
    return slot
  }

  #grow (capacity) {
    const fields = {
      x: Float64Array,
      y: Float64Array,
      fromX: Float64Array,
      fromY: Float64Array,
      heardAt: Float64Array,
      glideFor: Float32Array,
      time: Float64Array,
      course: Float32Array,
      speed: Float32Array,
      accuracy: Float32Array,
      server: Uint8Array,
      alive: Uint8Array,
      generation: Uint32Array,
      trailLength: Uint8Array,
      trailEvery: Uint32Array,
      trailWait: Uint32Array
    }
    for (const [name, Type] of Object.entries(fields)) this[name] = grown(Type, this[name], capacity)
    this.trail = grown(Uint32Array, this.trail, 2 * TRAIL * capacity)
  }
}

/** What tells a client from all others: its ID, or where that is no text, its bytes in base64. */
export function keyOf (feature) {
  const bytes = feature.properties?.id64 ?? feature.id64
  return bytes === undefined ? String(feature.id) : `base64:${bytes}`
}

function grown (Type, old, length) {
  const array = new Type(length)
  if (old) array.set(old)
  return array
}

function numberOf (value) {
  return typeof value === 'number' ? value : NaN
}
