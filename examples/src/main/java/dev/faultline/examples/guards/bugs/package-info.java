/** Published bugs of guards: each naive version fails in its world, and the library's holds. */
@NullMarked
package dev.faultline.examples.guards.bugs;

import org.jspecify.annotations.NullMarked;
