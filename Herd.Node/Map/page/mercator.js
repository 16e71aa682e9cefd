// The world as a square: x and y from 0 to 1, from west to east and from north to south (Web Mercator). x goes round.

export const MAX_LATITUDE = 85.0511287798

const EARTH_RADIUS = 6371008.8

export function xOf (longitude) {
  return wrap(longitude / 360 + 0.5)
}

export function yOf (latitude) {
  const sine = Math.sin(Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, latitude)) * Math.PI / 180)
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)
}

export function longitudeOf (x) {
  return (wrap(x) - 0.5) * 360
}

export function latitudeOf (y) {
  return Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180 / Math.PI
}

export function wrap (x) {
  return x - Math.floor(x)
}

/** From one x to another the short way round, -0.5 to 0.5. */
export function eastward (from, to) {
  const way = to - from
  return way - Math.round(way)
}

/** The world's width in metres at a latitude. */
export function metresAround (latitude) {
  return 2 * Math.PI * EARTH_RADIUS * Math.cos(Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, latitude)) * Math.PI / 180)
}

/** Metres between two places in degrees. */
export function distance (latitude, longitude, otherLatitude, otherLongitude) {
  const radians = Math.PI / 180
  const sine = Math.sin((otherLatitude - latitude) * radians / 2)
  const other = Math.sin((otherLongitude - longitude) * radians / 2)
  const square = sine * sine + Math.cos(latitude * radians) * Math.cos(otherLatitude * radians) * other * other
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(square)))
}
