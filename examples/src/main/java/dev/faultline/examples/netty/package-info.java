/** Netty as it is: an echo server and its client. */
@NullMarked
package dev.faultline.examples.netty;

import org.jspecify.annotations.NullMarked;
