/**
 * Rules for what code of the program under test throws and says of itself, for this product's own
 * modules.
 */
@NullMarked
package dev.faultline.sim.user;

import org.jspecify.annotations.NullMarked;
