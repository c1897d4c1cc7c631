/** What costs nothing in the many worlds that have none of it. */
@NullMarked
package dev.faultline.sim.rare;

import org.jspecify.annotations.NullMarked;
