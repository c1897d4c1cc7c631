/** The sockets: loops, listeners, and the two directions of each connection. */
@NullMarked
package dev.faultline.chaos.net;

import org.jspecify.annotations.NullMarked;
