/**
 * What every room uses: simulated time, the hash that identities are made of, the two kinds of
 * mistake, and the rules for what code of the program throws and says.
 */
@NullMarked
package dev.faultline.sim.base;

import org.jspecify.annotations.NullMarked;
