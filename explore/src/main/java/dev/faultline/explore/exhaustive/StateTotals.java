package dev.faultline.explore.exhaustive;

/**
 * How much a search over states has seen.
 *
 * @param states that it came to
 * @param transitions events that were tried
 * @param events the same with those before the search began
 * @param hash see {@link StateGraph#hash}
 * @param goesRound whether a run may come back to where it was
 * @param cut whether there are states that were too far away to go on from
 * @param ends states in which nothing is left to happen
 */
record StateTotals(
    long states,
    long transitions,
    long events,
    long hash,
    boolean goesRound,
    boolean cut,
    long ends) {}
