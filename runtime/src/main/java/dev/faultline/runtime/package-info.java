/**
 * Links on this machine's real clock and network. {@link dev.faultline.runtime.LinkDriver} turns a
 * socket, the clock and a link endpoint into one duty cycle; whoever calls it, calls the handler.
 */
@NullMarked
package dev.faultline.runtime;

import org.jspecify.annotations.NullMarked;
