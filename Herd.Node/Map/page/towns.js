// Towns' names, the greatest of what is seen, asked of the node in tiles and kept.

import { xOf, yOf } from './mercator.js'

const KEPT = 200
const MAX_TILE_ZOOM = 12
const AGAIN_AFTER = 10000

export class Towns {
  #tiles = new Map()
  #source
  #loaded

  constructor (source, loaded) {
    this.#source = source
    this.#loaded = loaded
  }

  /** Towns of what is seen, as far as they are here, the greatest first. */
  inView (view) {
    // Tiles four to sixteen times as wide as those of pictures: two or four fill the screen.
    const zoom = Math.max(0, Math.min(MAX_TILE_ZOOM, 2 * Math.floor(view.zoom / 2) - 2))
    const count = 2 ** zoom
    const towns = []
    const left = Math.floor(view.worldX(0) * count)
    const right = Math.min(Math.floor(view.worldX(view.width) * count), left + count - 1)
    for (let column = left; column <= right; column++) {
      for (let row = Math.max(0, Math.floor(view.worldY(0) * count)); row <= Math.min(count - 1, Math.floor(view.worldY(view.height) * count)); row++) {
        towns.push(...this.#tile(`${zoom}/${(column % count + count) % count}/${row}`))
      }
    }
    return towns.sort((a, b) => b.people - a.people)
  }

  #tile (key) {
    const known = this.#tiles.get(key)
    if (known && !(known.failedAt < performance.now() - AGAIN_AFTER)) return known.towns
    const tile = { towns: [] }
    this.#tiles.set(key, tile)
    if (this.#tiles.size > KEPT) this.#tiles.delete(this.#tiles.keys().next().value)
    this.#load(key, tile)
    return tile.towns
  }

  async #load (key, tile) {
    try {
      const towns = await (await this.#source.ask(`/map/towns/${key}`)).json()
      tile.towns = towns.map(([name, latitude, longitude, people]) => ({ name, x: xOf(longitude), y: yOf(latitude), people }))
      this.#loaded()
    } catch {
      // A map without names is one, too.
      tile.failedAt = performance.now()
    }
  }
}
