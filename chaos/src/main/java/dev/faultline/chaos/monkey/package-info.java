/** A monkey that kills, pauses and slows real processes, within limits. */
@NullMarked
package dev.faultline.chaos.monkey;

import org.jspecify.annotations.NullMarked;
