/**
 * What every room and some users need: simulated time as text, the keyed hash that identities are
 * made of, and the two exceptions: the user's mistake and our own bug.
 */
@NullMarked
package dev.faultline.sim.base;

import org.jspecify.annotations.NullMarked;
