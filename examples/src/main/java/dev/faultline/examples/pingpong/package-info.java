/** Clients that ping a server, for counting states. */
@NullMarked
package dev.faultline.examples.pingpong;

import org.jspecify.annotations.NullMarked;
