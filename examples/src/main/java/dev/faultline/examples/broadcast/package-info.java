/** Broadcasts among members of which some lie. */
@NullMarked
package dev.faultline.examples.broadcast;

import org.jspecify.annotations.NullMarked;
