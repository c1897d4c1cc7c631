/** A counter that three members keep together over MicroRaft. */
@NullMarked
package dev.faultline.examples.replicated;

import org.jspecify.annotations.NullMarked;
