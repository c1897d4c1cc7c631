/** A gallery of small programs under the adversary. */
@NullMarked
package dev.faultline.examples;

import org.jspecify.annotations.NullMarked;
