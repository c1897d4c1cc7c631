/**
 * Processes of this Linux machine: finding them, and striking them without ever hitting another
 * one.
 */
@NullMarked
package dev.faultline.chaos.monkey.process;

import org.jspecify.annotations.NullMarked;
