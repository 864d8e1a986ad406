declare const brand: unique symbol;

/** A text that a parser has checked once; it stays a plain string at run time. */
export type Branded<Name extends string> = string & { readonly [brand]: Name };
