/** Two threads at one guard: no order of their steps gives more than the guard promises. */
@NullMarked
package dev.faultline.examples.guards.faces;

import org.jspecify.annotations.NullMarked;
