/** What a simulated world costs. */
@NullMarked
package dev.faultline.bench.sim;

import org.jspecify.annotations.NullMarked;
