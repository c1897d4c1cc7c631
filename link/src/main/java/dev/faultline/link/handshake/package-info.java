/** What two sides say before they are connected, and who may. */
@NullMarked
package dev.faultline.link.handshake;

import org.jspecify.annotations.NullMarked;
