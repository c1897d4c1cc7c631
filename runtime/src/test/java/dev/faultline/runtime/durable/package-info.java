/** Durable nodes on this machine's sockets and disk. */
@NullMarked
package dev.faultline.runtime.durable;

import org.jspecify.annotations.NullMarked;
