/**
 * Links on this machine's real clock and network. {@link dev.faultline.runtime.LinkDriver} combines
 * a socket, the clock and a link endpoint in one duty cycle; the thread that runs it also calls the
 * handler.
 */
@NullMarked
package dev.faultline.runtime;

import org.jspecify.annotations.NullMarked;
