/** The faults that a proxy applies to its traffic, as values. */
@NullMarked
package dev.faultline.chaos.toxic;

import org.jspecify.annotations.NullMarked;
