const DOTTED_NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*(\.([\p{ID_Start}_][\p{ID_Continue}]*|<locals>))+$/u;

/**
 * The part of a type's name that fits into a box: `Order` of `shop.models.Order`, `Line` of `f.<locals>.Line`. Names
 * that are no dotted Python name (V8: `system / Context`, `Window / https://…`) stay whole. O(length).
 */
export function shortType(type: string): string {
  if (!DOTTED_NAME.test(type)) return type;
  return type.slice(type.lastIndexOf('.') + 1);
}
