/** The way of a datagram. */
@NullMarked
package dev.faultline.sim.net;

import org.jspecify.annotations.NullMarked;
