/** Fault plans as values: what goes wrong when, in a simulated world and with real processes. */
@NullMarked
package dev.faultline.core.plan;

import org.jspecify.annotations.NullMarked;
