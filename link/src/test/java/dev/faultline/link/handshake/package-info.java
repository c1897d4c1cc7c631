/** Links in simulated worlds. */
@NullMarked
package dev.faultline.link.handshake;

import org.jspecify.annotations.NullMarked;
