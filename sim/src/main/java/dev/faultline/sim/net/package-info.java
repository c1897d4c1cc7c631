/** How a datagram travels from sender to receiver. */
@NullMarked
package dev.faultline.sim.net;

import org.jspecify.annotations.NullMarked;
