declare const brand: unique symbol;

/**
 * A value type that only its own constructor function makes, so that a node index is never taken for an
 * edge index. Costs nothing at run time: the brand exists for the compiler only.
 */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };
